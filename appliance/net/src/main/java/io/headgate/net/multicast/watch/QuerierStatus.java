package io.headgate.net.multicast.watch;

import java.net.InetAddress;

/**
 * Who asks for memberships, and how.
 *
 * @param address 0.0.0.0 for a switch without address
 * @param version of IGMP or MLD
 * @param lastQueryNs when it last asked for all groups, by the clock of {@link MembershipWatch#poll}
 * @param intervalNs between its queries; the standards' 125 s if it does not say
 * @param responseNs within which hosts answer
 * @param robustness lost packets it allows for, plus one; the standards' 2 if it does not say
 */
public record QuerierStatus(
        InetAddress address, int version, long lastQueryNs, long intervalNs, long responseNs, int robustness) {
    private static final long USUAL_INTERVAL_NS = 125_000_000_000L;
    private static final long USUAL_RESPONSE_NS = 10_000_000_000L;
    private static final int USUAL_ROBUSTNESS = 2;

    static QuerierStatus of(Query query, long nowNs) {
        return new QuerierStatus(
                query.querier(),
                query.version(),
                nowNs,
                query.intervalNs() == 0 ? USUAL_INTERVAL_NS : query.intervalNs(),
                query.responseNs(),
                query.robustness() == 0 ? USUAL_ROBUSTNESS : query.robustness());
    }

    /** What the standards assume before anybody has asked. */
    static QuerierStatus nobody(long sinceNs) {
        return new QuerierStatus(null, 0, sinceNs, USUAL_INTERVAL_NS, USUAL_RESPONSE_NS, USUAL_ROBUSTNESS);
    }

    /** How long a report counts: Group Membership Interval (RFC 3376 section 8.4, RFC 3810 section 9.4). */
    public long membershipNs() {
        return robustness * intervalNs + responseNs;
    }

    /** After how long without a query there is no querier: Other Querier Present Interval (section 8.5, 9.5). */
    public long presentNs() {
        return robustness * intervalNs + responseNs / 2;
    }
}
