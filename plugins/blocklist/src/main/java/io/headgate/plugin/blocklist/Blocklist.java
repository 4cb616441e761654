package io.headgate.plugin.blocklist;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Rejection;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.plugin.blocklist.BlocklistFactory.Match;
import io.headgate.toolkit.file.FileWatch;
import java.io.IOException;
import java.util.Optional;

/** Looks up addresses in the lists as they are. */
final class Blocklist implements Filter {
    private static final String REASON = "blocklisted";
    private static final String EXPLANATION = "came from or went to a network of a blocklist";

    private final FileWatch<Lists> watch;
    private final boolean looksAtSource;
    private final boolean looksAtDestination;
    private final Optional<Rejection> rejection;

    private Verdict blocked;
    private Counter reloads;
    private Counter failures;
    private Gauge networks;
    private FileWatch.Reading<Lists> known;
    private Lists lists;

    Blocklist(FileWatch<Lists> watch, Match match, Optional<Rejection> rejection) {
        this.watch = watch;
        this.looksAtSource = match != Match.DESTINATION;
        this.looksAtDestination = match != Match.SOURCE;
        this.rejection = rejection;
    }

    @Override
    public void onAttach(FilterContext context) throws IOException {
        blocked = rejection.isPresent()
                ? context.reject(rejection.get(), REASON, EXPLANATION)
                : context.drop(REASON, EXPLANATION);
        reloads = context.counter("reloads", "changed lists that were read");
        failures = context.counter("reload-failures", "changed lists that were wrong: the one before stays");
        networks = context.gauge("networks", "networks that are blocked, those of the allow list included");
        watch.start("blocklist-" + context.laneName(), context.logger());
        take();
        int allowed = lists.allowed().size();
        context.logger()
                .info("blocklist networks={} allowed={}", lists.blocked().size(), allowed);
    }

    private void take() {
        known = watch.latest();
        lists = known.value();
        reloads.add(known.reloads() - reloads.value());
        failures.add(known.failures() - failures.value());
        networks.set(lists.blocked().size());
    }

    @Override
    public Verdict onPacket(Packet packet) {
        if (watch.latest().changes() != known.changes()) {
            take();
        }
        Ipv4 ipv4 = packet.ipv4();
        return (ipv4 != null ? isBlocked(ipv4) : isBlocked(packet.ipv6())) ? blocked : Verdict.PASS;
    }

    private boolean isBlocked(Ipv4 ipv4) {
        return (looksAtSource && lists.isBlocked(ipv4.source()))
                || (looksAtDestination && lists.isBlocked(ipv4.destination()));
    }

    private boolean isBlocked(Ipv6 ipv6) {
        return (looksAtSource && lists.isBlocked(ipv6.sourceHigh(), ipv6.sourceLow()))
                || (looksAtDestination && lists.isBlocked(ipv6.destinationHigh(), ipv6.destinationLow()));
    }

    @Override
    public void onDetach() {
        watch.stop();
        if (known != null) {
            take();
        }
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
