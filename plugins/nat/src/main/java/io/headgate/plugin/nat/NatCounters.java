package io.headgate.plugin.nat;

import io.headgate.api.Counter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.toolkit.flow.RemovalListener.Reason;

/** What a NAT counts. */
final class NatCounters {
    final Counter out;
    final Counter in;
    final Counter hairpinned;
    final Counter errors;
    final Counter unmatched;
    final Counter filtered;
    private final Counter expired;
    private final Counter evicted;
    private final Gauge flows;
    private final Gauge mappings;
    private final Gauge tcpPorts;
    private final Gauge udpPorts;
    private final Gauge identifiers;

    NatCounters(FilterContext context) {
        out = context.counter("translated-out", "packets whose source was translated");
        in = context.counter("translated-in", "packets whose destination was translated");
        hairpinned = context.counter("hairpinned", "packets between inside hosts, of which both were translated");
        errors = context.counter("errors-translated", "ICMP errors that were translated with what they quote");
        unmatched = context.counter("unmatched", "packets to an outside address and port that no mapping has");
        filtered = context.counter("filtered", "packets to a mapping from ends that it does not let in");
        expired = context.counter("expired", "flows whose timeout was over");
        evicted = context.counter("evicted", "flows given up for a new one, as the table was full");
        flows = context.gauge("flows", "flows that are remembered");
        mappings = context.gauge("mappings", "inside ends that have an outside end");
        tcpPorts = context.gauge("tcp-ports", "TCP ports of outside addresses that are taken");
        udpPorts = context.gauge("udp-ports", "UDP ports of outside addresses that are taken");
        identifiers = context.gauge("icmp-identifiers", "ICMP identifiers of outside addresses that are taken");
    }

    /** A flow has left. */
    void left(Reason reason) {
        if (reason == Reason.EXPIRED) {
            expired.increment();
        } else if (reason == Reason.EVICTED) {
            evicted.increment();
        }
    }

    /** Shows how full the tables are. */
    void show(Flows table) {
        Mappings shown = table.mappings();
        flows.set(table.size());
        mappings.set(shown.size());
        tcpPorts.set(shown.used(Protocol.TCP));
        udpPorts.set(shown.used(Protocol.UDP));
        identifiers.set(shown.used(Protocol.ICMP));
    }
}
