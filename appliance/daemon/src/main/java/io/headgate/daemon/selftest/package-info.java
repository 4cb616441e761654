/**
 * Packets of our own through a lane like a configured one, before it takes any of the network's.
 *
 * <pre>
 *   TestPackets --> MemorySource --> lane with the configured filters --> TestSink: checksums by PlainChecksums
 * </pre>
 *
 * <p>Thread: the one that starts the appliance; the packets run on the lane's own.
 */
package io.headgate.daemon.selftest;
