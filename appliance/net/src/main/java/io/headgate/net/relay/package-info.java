/**
 * Datagrams as packets: what a lane gives back is sent on to its receivers, UDP hosts and multicast groups.
 *
 * <pre>
 *   lane ──reinject──► DatagramBatch ──flush──► DatagramSender, one per receiver ──► receivers
 *                      (facts, iovecs)          SegmentSender: sendmmsg, UDP_SEGMENT (Linux)
 *                                               PlainSender: one sendmsg each (elsewhere)
 * </pre>
 *
 * Every slot of such a lane begins with the IPv4 or IPv6 header and the UDP header that the source wrote and filters may
 * have rewritten; payloads go to the kernel straight from the slots. What a receiver is ({@link
 * io.headgate.net.relay.Receiver}), what must not be sent back ({@link io.headgate.net.relay.Input}) and which
 * sockets that takes is settled at opening.
 *
 * <p>Thread: the lane's; counters are read by any.
 */
package io.headgate.net.relay;
