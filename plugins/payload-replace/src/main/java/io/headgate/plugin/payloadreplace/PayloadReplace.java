package io.headgate.plugin.payloadreplace;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.api.StateHandover;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;
import io.headgate.api.Verdict;
import io.headgate.toolkit.flow.RemovalListener.Reason;
import io.headgate.toolkit.tcp.SequenceShift;
import io.headgate.toolkit.tcp.SequenceShift.Place;
import io.headgate.toolkit.tcp.ShiftedConnection;

/**
 * Replaces bytes in payloads. A TCP segment has its numbers translated first, whatever it carries; then its payload is
 * rewritten as it was rewritten before if it is sent again.
 */
final class PayloadReplace implements Filter, StateHandover {
    /** The least that Linux takes for an MSS. */
    private static final int LEAST_MSS = 88;

    private static final int MSS_OPTION_LENGTH = 4;
    private static final int MSS_VALUE = 2;
    private static final int UDP_HEADER = 8;
    private static final int LARGEST_PACKET = 0xFFFF;

    private final ReplaceSettings settings;
    private final Rewriting rewriting;
    private Connections connections;
    private QuotedSegment quoted;
    private SegmentSplitter splitter;

    private Verdict ahead;
    private Verdict cut;
    private Verdict notWhole;
    private Verdict damaged;
    private Verdict differs;
    private Counter replaced;
    private Counter leftAlone;
    private Counter split;
    private Counter shortened;
    private Counter unshifted;
    private Counter errors;
    private Counter evicted;
    private Gauge connectionsGauge;

    PayloadReplace(ReplaceSettings settings) {
        this.settings = settings;
        this.rewriting = new Rewriting(settings.replacements(), settings.most());
    }

    @Override
    public void onAttach(FilterContext context) {
        ahead = context.drop(
                "ahead", "a segment came before the one in front of it, whose length may change; it is sent again");
        cut = context.drop(
                "cut", "a segment sent again is within bytes that were replaced; those go out with their begin");
        notWhole = context.drop(
                "not-whole", "a fragment or a part of a segment of a connection whose numbers are shifted");
        damaged = context.drop("damaged", "a segment came with a wrong checksum; it is sent again");
        differs = context.drop("differs", "a segment sent again has not the bytes that were replaced in it");
        replaced = context.counter("replaced", "replacements made, those in segments sent again included");
        leftAlone = context.counter("left-alone", "matches not replaced: too many, or the packet would be too long");
        split = context.counter("split", "segments that went out in two or more");
        shortened = context.counter(
                "shortened", "segments sent again of which only what fits into a packet or the MTU went out");
        unshifted = context.counter(
                "unshifted",
                "segments not looked into: the begin of their connection was not seen, in both directions");
        errors = context.counter("errors-translated", "ICMP errors about segments whose numbers were translated back");
        evicted = context.counter("evicted", "connections given up for a new one");
        connectionsGauge = context.gauge("connections", "TCP connections that are remembered");
        splitter = new SegmentSplitter(context);
        if (settings.scope().hasTcp()) {
            connections = new Connections(
                    settings.connections(), settings.changes(), settings.idleNs(), (slot, reason) -> count(reason));
            quoted = new QuotedSegment(connections);
        }
    }

    private void count(Reason reason) {
        if (reason == Reason.EVICTED) {
            evicted.increment();
        }
    }

    @Override
    public Verdict onPacket(Packet packet) {
        Tcp tcp = packet.tcp();
        if (tcp != null) {
            boolean isMeant =
                    settings.scope().hasTcp() && settings.scope().hasPort(tcp.sourcePort(), tcp.destinationPort());
            return isMeant ? onSegment(packet, tcp) : Verdict.PASS;
        }
        Udp udp = packet.udp();
        if (udp != null
                && settings.scope().hasUdp()
                && settings.scope().hasDirection(packet)
                && settings.scope().hasPort(udp.sourcePort(), udp.destinationPort())) {
            onDatagram(packet, udp);
        } else if (udp == null && settings.scope().hasTcp()) {
            onOther(packet);
        }
        return Verdict.PASS;
    }

    private void onOther(Packet packet) {
        Quoted quotes = packet.quoted();
        boolean isAboutSegment = quotes != null
                && quotes.protocol() == Ipv4.TCP
                && quotes.hasPorts()
                && settings.scope().hasPort(quotes.sourcePort(), quotes.destinationPort());
        if (isAboutSegment && quoted.translate(packet, quotes)) {
            errors.increment();
        }
    }

    private void onDatagram(Packet packet, Udp udp) {
        if (isWhole(packet) && udp.lengthField() == UDP_HEADER + packet.payloadLength()) {
            rewriting.rewrite(packet, Math.max(settings.mtu(), packet.length()));
            countRewritten();
        }
    }

    private static boolean isWhole(Packet packet) {
        boolean isFragment = packet.ipv4() != null
                ? packet.ipv4().isFragment()
                : packet.ipv6().isFragment();
        return !isFragment && !packet.isGso() && packet.length() >= packet.originalLength();
    }

    private void countRewritten() {
        replaced.add(rewriting.replaced());
        leftAlone.add(rewriting.leftAlone());
    }

    private Verdict onSegment(Packet packet, Tcp tcp) {
        // Its receiver would not take it; remembered, it would belie the one that is sent again.
        if (!packet.isChecksumRight()) {
            return damaged;
        }
        if (tcp.has(Tcp.SYN) && settings.grow() > 0) {
            lowerMss(packet, tcp);
        }
        int slot = connections.find(packet, tcp);
        if (slot == Connections.NONE) {
            unshifted.increment();
            return Verdict.PASS;
        }
        connectionsGauge.set(connections.size());
        if (!isWhole(packet)) {
            return notWhole;
        }
        boolean isFromInitiator = connections.isFromInitiator(slot);
        ShiftedConnection connection = connections.shifted(slot);
        SequenceShift shift = connection.direction(isFromInitiator);
        int number = tcp.sequence();
        Place place = connection.place(packet, isFromInitiator);
        if (place == Place.CUT) {
            return cut;
        }
        // Whoever does not see the answers cannot translate what they acknowledge.
        boolean isAnswered = connection.direction(!isFromInitiator).isOpen();
        boolean isSearching = isAnswered && settings.scope().hasDirection(packet);
        if (isSearching && (place == Place.AHEAD || (tcp.has(Tcp.FIN) && shift.isAhead(number)))) {
            return ahead;
        }
        int length = packet.length();
        int mtu = connections.mtu(slot, isFromInitiator, settings.mtu());
        if (packet.payloadLength() > 0 && !tcp.has(Tcp.SYN) && !tcp.has(Tcp.RST)) {
            int longest = settings.isSplitting() ? LARGEST_PACKET : Math.max(mtu, length);
            if (!rewriting.rewrite(packet, shift, number, longest, isSearching)) {
                return differs;
            }
            countRewritten();
            if (!isAnswered) {
                unshifted.increment();
            }
            if (rewriting.isCut()) {
                shortened.increment();
                tcp.flags(tcp.flags() & ~(Tcp.FIN | Tcp.PSH));
            }
        }
        connection.finish(packet, isFromInitiator);
        connections.onSegment(slot, packet, tcp, number);
        if (packet.length() > length && SegmentSplitter.isNeeded(packet, mtu)) {
            split.increment();
            splitter.split(packet, tcp, mtu);
        }
        return Verdict.PASS;
    }

    /** Leaves room for replacements in segments of full size (RFC 9293, section 3.7.1). */
    private void lowerMss(Packet packet, Tcp tcp) {
        int option = tcp.option(Tcp.MSS);
        if (option != Tcp.NONE && packet.u8(option + 1) == MSS_OPTION_LENGTH) {
            int mss = packet.u16(option + MSS_VALUE);
            tcp.optionU16(option + MSS_VALUE, Math.max(mss - settings.grow(), Math.min(mss, LEAST_MSS)));
        }
    }

    @Override
    public boolean keepsFlows() {
        return settings.scope().hasTcp();
    }

    @Override
    public boolean needsFragmentPorts() {
        return true;
    }

    /** Connections are forgotten also while nothing comes. */
    @Override
    public boolean needsTicks() {
        return settings.scope().hasTcp();
    }

    @Override
    public void onTick(long nowNs) {
        connections.advance(nowNs);
        connectionsGauge.set(connections.size());
    }

    @Override
    public byte[] handOver() {
        return settings.scope().hasTcp() ? Handover.write(connections, settings.replacements()) : new byte[0];
    }

    @Override
    public void takeOver(byte[] state) {
        if (settings.scope().hasTcp() && state.length > 0) {
            Handover.read(state, connections, settings.replacements());
            connectionsGauge.set(connections.size());
        }
    }
}
