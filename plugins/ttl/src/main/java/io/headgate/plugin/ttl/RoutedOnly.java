package io.headgate.plugin.ttl;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;

/** Applies a rule to the packets that routers forward, and leaves those of {@link LinkScope} alone. */
final class RoutedOnly implements Filter {
    private final Filter rule;
    private Counter changed;
    private Counter leftAlone;

    RoutedOnly(Filter rule) {
        this.rule = rule;
    }

    @Override
    public void onAttach(FilterContext context) throws Exception {
        changed = context.counter("changed", "packets that got another time to live");
        leftAlone = context.counter("left-alone", "packets that never leave their link, whose time to live must stay");
        rule.onAttach(context);
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (LinkScope.has(packet)) {
            leftAlone.increment();
            return Verdict.PASS;
        }
        int before = ttl(packet);
        Verdict verdict = rule.onPacket(packet);
        if (ttl(packet) != before) {
            changed.increment();
        }
        return verdict;
    }

    private static int ttl(Packet packet) {
        return packet.ipv4() != null ? packet.ipv4().ttl() : packet.ipv6().hopLimit();
    }

    @Override
    public Segments segments() {
        return rule.segments();
    }
}
