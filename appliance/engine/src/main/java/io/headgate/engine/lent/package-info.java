/**
 * With assertions enabled, what a filter gets instead of a {@link io.headgate.engine.packet.SlotPacket}: a packet and views
 * that are good for one call and refuse to be used after it. Without assertions none of it is loaded, and filters get the
 * slot's packet itself.
 *
 * <pre>
 *   GuardedFilter --lend--> LentPacket, LentIpv4, LentTcp, ... --while Loan runs--> SlotPacket and its views
 * </pre>
 *
 * Thread: the lane's; a use from any other is noticed too.
 */
package io.headgate.engine.lent;
