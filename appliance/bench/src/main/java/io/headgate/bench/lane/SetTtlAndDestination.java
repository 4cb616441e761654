package io.headgate.bench.lane;

import io.headgate.api.Filter;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;

/** Changes every packet as a rewriting appliance does: one field of the IPv4 header's sum, one of both sums. */
final class SetTtlAndDestination implements Filter {
    private final int ttl;
    private final int destination;

    SetTtlAndDestination(int ttl, int destination) {
        this.ttl = ttl;
        this.destination = destination;
    }

    @Override
    public Verdict onPacket(Packet packet) {
        Ipv4 ip = packet.ipv4();
        ip.ttl(ttl);
        ip.destination(destination);
        return Verdict.PASS;
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
