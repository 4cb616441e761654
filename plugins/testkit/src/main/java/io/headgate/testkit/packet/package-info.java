/**
 * Packets by name: {@link io.headgate.testkit.packet.Packets} makes them as hosts send them, with lengths and checksums
 * right unless a test asks for something else. Sums are computed here the slow way, with nothing of the engine, so that
 * what is built is an oracle for what the engine repairs.
 *
 * <pre>
 *   Packets.udp("10.0.0.1:5000 > 10.0.0.2:53").ttl(3).payload("hi")   --build()-->   bytes from the IP header on
 *                                             .mark(7).direction(OUT) --arrival()--> with what the kernel says of them
 * </pre>
 *
 * Thread: the test's.
 */
package io.headgate.testkit.packet;
