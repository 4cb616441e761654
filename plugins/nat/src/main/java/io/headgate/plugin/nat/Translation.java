package io.headgate.plugin.nat;

import io.headgate.api.FilterContext;
import io.headgate.api.Verdict;

/** Translates packets by their own ends, and opens flows for those that begin one. */
final class Translation {
    private final NatSettings settings;
    private final FilterContext context;
    private final Flows flows;
    private final Mappings mappings;
    private final Verdicts verdicts;
    private final NatCounters counters;

    Translation(NatSettings settings, FilterContext context, Flows flows, Verdicts verdicts, NatCounters counters) {
        this.settings = settings;
        this.context = context;
        this.flows = flows;
        this.mappings = flows.mappings();
        this.verdicts = verdicts;
        this.counters = counters;
    }

    /** Translates the source of what leaves an inside host. */
    Verdict out(TransportEnds ends) {
        Verdict verdict = translateSource(ends);
        if (verdict == Verdict.PASS) {
            counters.out.increment();
        }
        return verdict;
    }

    private Verdict translateSource(TransportEnds ends) {
        Protocol protocol = ends.protocol();
        int source = ends.source();
        int port = ends.sourcePort();
        int flow = flows.find(protocol, source, port, ends.destination(), ends.destinationPort());
        if (flow == Flows.NONE) {
            if (!ends.canOpenFromInside()) {
                return verdicts.noFlow;
            }
            if (flows.isFull() && !settings.makesRoom()) {
                return verdicts.full;
            }
            int mapping = mappings.findInside(protocol, source, port);
            if (mapping == Mappings.NONE) {
                mapping = mappings.add(protocol, source, port, context.random());
            }
            if (mapping == Mappings.NONE) {
                return verdicts.exhausted;
            }
            flow = flows.add(protocol, mapping, ends.destination(), ends.destinationPort());
        }
        flows.touch(flow, protocol, true, ends.tcpFlags());
        int mapping = flows.mapping(flow);
        ends.source(mappings.outsideAddress(mapping), mappings.outsidePort(mapping));
        return Verdict.PASS;
    }

    /**
     * Translates the destination of what came to an outside address, if it belongs to a flow or may begin one.
     *
     * @return whether it was translated
     */
    boolean in(TransportEnds ends, int outsideIndex) {
        Protocol protocol = ends.protocol();
        int mapping = mappings.findOutside(outsideIndex, protocol, ends.destinationPort());
        // Who pings an outside address means this host.
        if (mapping == Mappings.NONE || ends.isQuery()) {
            counters.unmatched.increment();
            return false;
        }
        int inside = mappings.insideAddress(mapping);
        int insidePort = mappings.insidePort(mapping);
        int flow = flows.find(protocol, inside, insidePort, ends.source(), ends.sourcePort());
        if (flow == Flows.NONE) {
            if (!isLetIn(ends, inside, insidePort)) {
                counters.filtered.increment();
                return false;
            }
            flow = flows.add(protocol, mapping, ends.source(), ends.sourcePort());
        }
        flows.touch(flow, protocol, false, ends.tcpFlags());
        ends.destination(inside, insidePort);
        counters.in.increment();
        return true;
    }

    /** Strangers never make room for themselves. */
    private boolean isLetIn(TransportEnds ends, int inside, int insidePort) {
        return !flows.isFull()
                && ends.canOpenFromOutside()
                && switch (settings.filtering()) {
                    case ENDPOINT_INDEPENDENT -> true;
                    case ADDRESS_DEPENDENT -> flows.contacts().has(ends.protocol(), inside, insidePort, ends.source());
                    case ADDRESS_AND_PORT_DEPENDENT -> false;
                };
    }

    /** Translates both ends of what an inside host has sent to an outside address, if a mapping has its destination. */
    Verdict hairpin(TransportEnds ends, int outsideIndex) {
        int mapping = mappings.findOutside(outsideIndex, ends.protocol(), ends.destinationPort());
        if (mapping == Mappings.NONE || ends.protocol() == Protocol.ICMP) {
            counters.unmatched.increment();
            return verdicts.unmatched;
        }
        int source = ends.source();
        int port = ends.sourcePort();
        Verdict verdict = translateSource(ends);
        if (verdict != Verdict.PASS) {
            return verdict;
        }
        if (!in(ends, outsideIndex)) {
            ends.source(source, port);
            return verdicts.unmatched;
        }
        counters.out.increment();
        counters.hairpinned.increment();
        return Verdict.PASS;
    }
}
