package io.headgate.net.multicast.watch;

import java.util.List;

/**
 * What one packet says.
 *
 * @param query null if it is none
 * @param reports one for each group that it names; empty for a query
 */
record MembershipMessage(Query query, List<Report> reports) {
    static MembershipMessage of(Query query) {
        return new MembershipMessage(query, List.of());
    }

    static MembershipMessage of(List<Report> reports) {
        return new MembershipMessage(null, List.copyOf(reports));
    }
}
