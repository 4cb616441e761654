/**
 * UDP sockets, unicast and of multicast groups, as sources of packets.
 *
 * <pre>
 *   UdpSocket ─┐                 ReceiveBatch: payload into the slot, sender and control messages beside it
 *   UdpSocket ─┼─SocketSet──► DatagramSource ──HeaderWriter──► slot: | IP | UDP | payload | ══ring══► lane
 *   UdpSocket ─┘ (epoll)         ControlMessages: destination, interface, TTL, DSCP, time
 * </pre>
 *
 * A socket hands over payloads only; the headers before them are written anew from what it tells, so that a slot holds an
 * IP packet here as everywhere. Thread: the source's. Linux.
 */
package io.headgate.net.datagram;
