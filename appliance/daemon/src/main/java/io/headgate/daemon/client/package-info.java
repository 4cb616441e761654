/** The verbs that talk to a running appliance over its control socket. Thread: the main one. */
package io.headgate.daemon.client;
