package io.headgate.plugin.nat;

import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.toolkit.prefix.PrefixSet;

/**
 * Translates ICMP errors about packets that were translated: they travel against the flow they are about, and quote a packet
 * as it was where the error arose. Whoever sent them, a router on the way or the other end. They never open, end or prolong a
 * flow (RFC 5508, REQ-3 to REQ-6).
 */
final class ErrorTranslation {
    private final PrefixSet inside;
    private final OutsideAddresses outside;
    private final Flows flows;
    private final Mappings mappings;
    private final QuotedEnds ends = new QuotedEnds();

    ErrorTranslation(NatSettings settings, Flows flows) {
        this.inside = settings.inside();
        this.outside = settings.outside();
        this.flows = flows;
        this.mappings = flows.mappings();
    }

    /**
     * Translates an error that leaves: it quotes a packet whose destination was translated. Its own source, an inside host or a
     * router inside, becomes the outside address that the quoted packet went to; this host keeps its own.
     *
     * @return whether it was translated: it is about a flow
     */
    boolean out(Packet error, Quoted quoted) {
        if (!ends.read(error, quoted) || ends.isQuery()) {
            return false;
        }
        int flow = flows.find(
                ends.protocol(), ends.destination(), ends.destinationPort(), ends.source(), ends.sourcePort());
        if (flow == Flows.NONE) {
            return false;
        }
        int mapping = flows.mapping(flow);
        int address = mappings.outsideAddress(mapping);
        ends.destination(address, mappings.outsidePort(mapping));
        Ipv4 ipv4 = error.ipv4();
        if (inside.contains(ipv4.source())) {
            ipv4.source(address);
        }
        return true;
    }

    /**
     * Translates an error that came to an outside address: it quotes a packet whose source was translated.
     *
     * @return whether it was translated: it is about a flow
     */
    boolean in(Packet error, Quoted quoted) {
        Ipv4 ipv4 = error.ipv4();
        int mapping = mappingOfSource(error, quoted);
        if (mapping == Mappings.NONE || ipv4.destination() != ends.source()) {
            return false;
        }
        int address = mappings.insideAddress(mapping);
        int port = mappings.insidePort(mapping);
        int flow = flows.find(ends.protocol(), address, port, ends.destination(), ends.destinationPort());
        if (flow == Flows.NONE) {
            return false;
        }
        ends.source(address, port);
        ipv4.destination(address);
        return true;
    }

    private int mappingOfSource(Packet error, Quoted quoted) {
        boolean isReadable = ends.read(error, quoted);
        boolean isReply = isReadable && ends.protocol() == Protocol.ICMP && !ends.isQuery();
        int index = isReadable && !isReply ? outside.indexOf(ends.source()) : OutsideAddresses.NONE;
        return index == OutsideAddresses.NONE
                ? Mappings.NONE
                : mappings.findOutside(index, ends.protocol(), ends.sourcePort());
    }
}
