package headgate.plugin.ttl;

import headgate.api.Filter;
import headgate.api.Packet;
import headgate.api.Segments;
import headgate.api.Verdict;

/** Gives every packet the same time to live, which IPv6 calls hop limit. */
public final class SetTtl implements Filter {
    private final int ttl;

    public SetTtl(int ttl) {
        this.ttl = ttl;
    }

    @Override
    public Verdict filter(Packet packet) {
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
