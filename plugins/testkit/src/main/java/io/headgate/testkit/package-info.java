/** What a filter's tests need: settings from a map, a context, a packet in a real slot. Thread: the test's. */
package io.headgate.testkit;
