/** What the verbs share: how they fail, how they print JSON, and how others add theirs. Thread: the main one. */
package io.headgate.daemon.cli;
