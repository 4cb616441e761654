/**
 * Reports memberships once more, unasked, so that routers and switches without a querier do not forget them.
 *
 * <pre>
 *   GroupState --ReportMessage--> IGMP or MLD --MembershipReporter--> raw socket
 * </pre>
 *
 * The memberships themselves are not touched: to leave a group and join it again would lose what comes between, and with
 * IGMPv2 tells switches to stop at once; to join it once more by another socket changes nothing, so the kernel says nothing.
 *
 * <p>Thread: the slow one that calls {@link io.headgate.net.multicast.report.MembershipReporter#report}; never a lane's.
 */
package io.headgate.net.multicast.report;
