package io.headgate.plugin.headernormalise;

import io.headgate.api.Counter;
import io.headgate.api.FilterContext;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;

/** What both families have: how far a packet goes and how it is treated on its way. */
final class ScopeFields {
    /** The field stays as it is. */
    static final int KEPT = -1;

    private static final int IPV4_MULTICAST = 0xE;
    private static final int IPV6_MULTICAST = 0xFF;

    private final int minTtl;
    private final int dscp;
    private final int ecn;

    private Counter raised;
    private Counter marked;

    /**
     * Makes the rules.
     *
     * @param minTtl 0 for none
     * @param dscp or {@link #KEPT}
     * @param ecn likewise
     */
    ScopeFields(int minTtl, int dscp, int ecn) {
        this.minTtl = minTtl;
        this.dscp = dscp;
        this.ecn = ecn;
    }

    void onAttach(FilterContext context) {
        raised = context.counter("ttl-raised", "packets whose time to live was below the least one");
        marked = context.counter("marked", "packets with another DSCP or ECN field");
    }

    void normalise(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        if (ipv4 != null) {
            normalise(ipv4);
        } else {
            normalise(packet.ipv6());
        }
    }

    private void normalise(Ipv4 ipv4) {
        if (ipv4.ttl() < minTtl && ipv4.destination() >>> 28 != IPV4_MULTICAST) {
            ipv4.ttl(minTtl);
            raised.increment();
        }
        if (isOther(ipv4.dscp(), ipv4.ecn())) {
            ipv4.dscp(dscp == KEPT ? ipv4.dscp() : dscp);
            ipv4.ecn(ecn == KEPT ? ipv4.ecn() : ecn);
            marked.increment();
        }
    }

    private void normalise(Ipv6 ipv6) {
        if (ipv6.hopLimit() < minTtl && ipv6.destinationHigh() >>> 56 != IPV6_MULTICAST) {
            ipv6.hopLimit(minTtl);
            raised.increment();
        }
        if (isOther(ipv6.dscp(), ipv6.ecn())) {
            ipv6.dscp(dscp == KEPT ? ipv6.dscp() : dscp);
            ipv6.ecn(ecn == KEPT ? ipv6.ecn() : ecn);
            marked.increment();
        }
    }

    private boolean isOther(int packetDscp, int packetEcn) {
        return (dscp != KEPT && dscp != packetDscp) || (ecn != KEPT && ecn != packetEcn);
    }
}
