package headgate.plugin.ttl;

import headgate.api.Filter;
import headgate.api.Packet;
import headgate.api.Segments;
import headgate.api.Verdict;

/** Gives every IPv4 packet the same time to live. */
public final class SetTtl implements Filter {
    private final int ttl;

    public SetTtl(int ttl) {
        this.ttl = ttl;
    }

    @Override
    public Verdict filter(Packet packet) {
        packet.ipv4().ttl(ttl);
        return Verdict.PASS;
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
