package io.headgate.plugin.ttl;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;

/** Takes some hops off the time to live; a packet that has none left is dropped, as a router would. */
public final class SubtractTtl implements Filter {
    private final int hops;
    private Verdict expired;

    public SubtractTtl(int hops) {
        this.hops = hops;
    }

    @Override
    public void onAttach(FilterContext context) {
        expired = context.drop("ttl-expired", "the time to live was used up by the hops that the ttl filter takes");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        int left = (ipv4 != null ? ipv4.ttl() : packet.ipv6().hopLimit()) - hops;
        if (left < 1) {
            return expired;
        }
        if (ipv4 != null) {
            ipv4.ttl(left);
        } else {
            packet.ipv6().hopLimit(left);
        }
        return Verdict.PASS;
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
