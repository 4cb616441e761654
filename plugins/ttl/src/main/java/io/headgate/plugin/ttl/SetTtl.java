package io.headgate.plugin.ttl;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;

/** Gives every packet the same time to live, which IPv6 calls hop limit. */
public final class SetTtl implements Filter {
    private final int ttl;

    public SetTtl(int ttl) {
        this.ttl = ttl;
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (packet.ipv4() != null) {
            packet.ipv4().ttl(ttl);
        } else {
            packet.ipv6().hopLimit(ttl);
        }
        return Verdict.PASS;
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
