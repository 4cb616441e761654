/**
 * Watches from aside whether the network still believes that this host wants its multicast groups: IGMP (RFC 2236, 3376)
 * and MLD (RFC 2710, 3810) queries and reports on one interface.
 *
 * <pre>
 *   interface --PacketSocket--> MembershipParser --Query, Report--> MembershipTable --Alarm--> whoever watches
 * </pre>
 *
 * The kernel answers queries by itself; switches forward a group only as long as they see queries and answers. Nothing
 * here sends anything; {@link io.headgate.net.multicast.report} does.
 *
 * <p>Thread: everything runs on the one slow thread that calls {@link
 * io.headgate.net.multicast.watch.MembershipWatch#poll}; never on a lane's.
 */
package io.headgate.net.multicast.watch;
