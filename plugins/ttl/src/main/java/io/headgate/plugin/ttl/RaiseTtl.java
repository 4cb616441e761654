package io.headgate.plugin.ttl;

import io.headgate.api.Filter;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;

/** Raises the time to live of packets that have less than a least one. */
final class RaiseTtl implements Filter {
    private final int least;

    RaiseTtl(int least) {
        this.least = least;
    }

    @Override
    public Verdict onPacket(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        if ((ipv4 != null ? ipv4.ttl() : packet.ipv6().hopLimit()) < least) {
            raise(packet, ipv4);
        }
        return Verdict.PASS;
    }

    private void raise(Packet packet, Ipv4 ipv4) {
        if (ipv4 != null) {
            ipv4.ttl(least);
        } else {
            packet.ipv6().hopLimit(least);
        }
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
