package io.headgate.net.multicast.watch;

import java.net.InetAddress;

/**
 * A querier asks who wants a group.
 *
 * @param version of IGMP (1 to 3) or MLD (1, 2), by the query's form
 * @param querier who asks; 0.0.0.0 for a switch without address
 * @param group null for all groups
 * @param sources senders asked for, 0 for any; such a question for a group and senders changes nothing for the whole group
 * @param responseNs within which an answer is expected
 * @param robustness the querier's, 0 if the version has none or it does not say
 * @param intervalNs between its queries, 0 likewise
 */
record Query(
        boolean isIpv6,
        int version,
        InetAddress querier,
        InetAddress group,
        int sources,
        long responseNs,
        int robustness,
        long intervalNs) {}
