/**
 * The packet view over a slot: decoding, header flyweights, the log of edits with its checksum deltas, and the repair
 * after the chain. Thread: the lane's; one {@link headgate.engine.packet.SlotPacket} serves all its packets.
 *
 * <pre>
 *   Slot --wrap--> SlotPacket --setters--> Edits (undo log, checksum deltas) --> ChecksumRepair
 *                      +-- Ipv4View, TcpView, UdpView, IcmpView: flyweights over the same bytes
 * </pre>
 */
package headgate.engine.packet;
