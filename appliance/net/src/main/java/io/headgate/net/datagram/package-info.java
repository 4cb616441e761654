/**
 * UDP sockets, unicast and of multicast groups, as sources and sinks of packets.
 *
 * <pre>
 *   UdpSocket ─┐                 ReceiveBatch: payload into the slot, sender and control messages beside it
 *   UdpSocket ─┼─SocketSet──► DatagramSource ──HeaderWriter──► slot: | IP | UDP | payload | ══ring══► lane
 *   UdpSocket ─┘ (epoll)         ControlMessages: destination, interface, TTL, DSCP, time               │
 *                                                                                                       ▼
 *   receivers ◄── DatagramSender, one per receiver ◄──flush── DatagramBatch ◄──reinject── DatagramSink
 *                 SegmentSender: sendmmsg, UDP_SEGMENT        (facts, iovecs)
 *                 PlainSender: one sendmsg each
 * </pre>
 *
 * A socket hands over payloads only; the headers before them are written anew from what it tells, so that a slot holds an
 * IP packet here as everywhere. The sink reads destination, time to live and DSCP from the header as the filters left it;
 * payloads go to the kernel straight from the slots. Who a receiver is ({@link io.headgate.net.datagram.Receiver}) and
 * what must not be sent back ({@link io.headgate.net.datagram.Input}) is settled at opening.
 *
 * <p>Thread: the source's for all on its side, the lane's for the sink; counters are read by any. Sources: Linux.
 */
package io.headgate.net.datagram;
