package io.headgate.net.multicast.watch;

/** IGMP or MLD on an interface: who asks, and what was said about it. */
final class Family {
    private final boolean isIpv6;
    private QuerierStatus querier;
    private boolean isQuerierMissed;
    private boolean isWatched;

    Family(boolean isIpv6) {
        this.isIpv6 = isIpv6;
        this.querier = QuerierStatus.nobody(0);
    }

    String protocol() {
        return isIpv6 ? "MLD" : "IGMP";
    }

    /** A first group is wanted: from now on somebody should ask. */
    void watch(long nowNs) {
        if (!isWatched) {
            isWatched = true;
            if (querier.address() == null) {
                querier = QuerierStatus.nobody(nowNs);
            }
        }
    }

    /** Nobody who asks is needed any more. */
    void forget() {
        isWatched = false;
    }

    /** Takes note of a query for all groups; returns whether the querier had been missed. */
    boolean onQuery(Query query, long nowNs) {
        querier = QuerierStatus.of(query, nowNs);
        boolean isBack = isQuerierMissed;
        isQuerierMissed = false;
        return isBack;
    }

    /** Whether the querier has just been found missing. */
    boolean missesQuerier(long nowNs) {
        if (!isWatched || isQuerierMissed || nowNs - querier.lastQueryNs() <= querier.presentNs()) {
            return false;
        }
        isQuerierMissed = true;
        return true;
    }

    QuerierStatus querier() {
        return querier;
    }

    /** Whether hosts keep quiet if another has answered (IGMPv1, v2, MLDv1), so that its answer counts for us. */
    boolean isAnsweredByOne() {
        return querier.address() != null && querier.version() < (isIpv6 ? 2 : 3);
    }
}
