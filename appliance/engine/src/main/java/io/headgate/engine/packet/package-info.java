/**
 * The packet view over a slot: decoding, header flyweights, the log of edits with its checksum deltas, and the repair
 * after the chain. Thread: the lane's; one {@link io.headgate.engine.packet.SlotPacket} serves all its packets.
 *
 * <pre>
 *   Slot --wrap--> SlotPacket --> Layout (offsets; ExtensionHeaders for IPv6)
 *                      |
 *                      +-- Ipv4View, Ipv6View, TcpView, UdpView, IcmpView, QuotedView: flyweights; PayloadResizer
 *                      |      |
 *                      |      +--setters--> PacketBytes --> Edits (undo log, checksum deltas) --> ChecksumRepair
 *                      |
 *                      +-- Completion: lengths and checksums of a packet that was made here
 * </pre>
 */
package io.headgate.engine.packet;
