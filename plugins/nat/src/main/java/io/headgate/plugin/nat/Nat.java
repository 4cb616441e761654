package io.headgate.plugin.nat;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Icmp;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.api.Segments;
import io.headgate.api.StateHandover;
import io.headgate.api.Verdict;
import io.headgate.toolkit.prefix.PrefixSet;

/**
 * Decides by a packet's addresses, and by where it was met, which of its ends are translated. What is neither from inside nor
 * to an outside address passes as it is, and so does IPv6.
 */
final class Nat implements Filter, StateHandover {
    private static final int FIRST_MULTICAST = 0xE000_0000;

    private final NatSettings settings;
    private final PrefixSet inside;
    private final OutsideAddresses outside;
    private final String outsideInterface;
    private final TransportEnds ends = new TransportEnds();

    private FilterContext context;
    private NatCounters counters;
    private Verdicts verdicts;
    private Flows flows;
    private Translation translation;
    private ErrorTranslation errors;

    Nat(NatSettings settings) {
        this.settings = settings;
        this.inside = settings.inside();
        this.outside = settings.outside();
        this.outsideInterface = settings.outsideInterface().orElse(null);
    }

    @Override
    public void onAttach(FilterContext attached) {
        context = attached;
        counters = new NatCounters(context);
        verdicts = new Verdicts(context, settings.dropsUnmatched());
        flows = new Flows(settings, counters);
        translation = new Translation(settings, context, flows, verdicts, counters);
        errors = new ErrorTranslation(settings, flows);
    }

    @Override
    public Verdict onPacket(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        if (ipv4 == null) {
            return Verdict.PASS;
        }
        flows.advance(packet.timestampNs());
        Way way = Way.of(packet, outsideInterface);
        boolean isFromInside = inside.contains(ipv4.source());
        if (isFromInside && way == Way.ENTERING) {
            return verdicts.spoofed;
        }
        int outsideIndex = outside.indexOf(ipv4.destination());
        if (outsideIndex != OutsideAddresses.NONE) {
            return toOutside(packet, way, isFromInside, outsideIndex);
        }
        boolean isOutbound = way.leaves && !inside.contains(ipv4.destination()) && !isMulticast(ipv4.destination());
        return isOutbound ? out(packet, isFromInside) : Verdict.PASS;
    }

    /** Multicast, reserved and broadcast addresses. */
    private static boolean isMulticast(int address) {
        return Integer.compareUnsigned(address, FIRST_MULTICAST) >= 0;
    }

    private Verdict toOutside(Packet packet, Way way, boolean isFromInside, int outsideIndex) {
        boolean isTranslated = isFromInside ? way.turns && settings.isHairpinning() : way.enters;
        if (!isTranslated) {
            return Verdict.PASS;
        }
        if (packet.ipv4().isFragment()) {
            return verdicts.fragment;
        }
        Quoted quoted = quotedByError(packet);
        if (quoted != null) {
            return errorToOutside(packet, quoted, isFromInside);
        }
        if (!ends.read(packet)) {
            counters.unmatched.increment();
            return verdicts.unmatched;
        }
        if (isFromInside) {
            return translation.hairpin(ends, outsideIndex);
        }
        return translation.in(ends, outsideIndex) ? Verdict.PASS : verdicts.unmatched;
    }

    /** An error between inside hosts goes out and in at once, as the packet did that it is about. */
    private Verdict errorToOutside(Packet packet, Quoted quoted, boolean isFromInside) {
        if (isFromInside && !errors.out(packet, quoted)) {
            return verdicts.quoted;
        }
        if (errors.in(packet, quoted)) {
            counters.errors.increment();
            return Verdict.PASS;
        }
        counters.unmatched.increment();
        return isFromInside ? verdicts.quoted : verdicts.unmatched;
    }

    private Verdict out(Packet packet, boolean isFromInside) {
        if (isFromInside && packet.ipv4().isFragment()) {
            return verdicts.fragment;
        }
        Quoted quoted = quotedByError(packet);
        if (quoted != null) {
            return errorOut(packet, quoted, isFromInside);
        }
        if (!isFromInside) {
            return Verdict.PASS;
        }
        return ends.read(packet) ? translation.out(ends) : verdicts.otherProtocol;
    }

    /** This host's own errors are about translated packets too, those that it could not forward. */
    private Verdict errorOut(Packet packet, Quoted quoted, boolean isFromInside) {
        if (errors.out(packet, quoted)) {
            counters.errors.increment();
            return Verdict.PASS;
        }
        return isFromInside ? verdicts.quoted : Verdict.PASS;
    }

    /** What an ICMP error quotes; null for other packets, and for a redirect: that is for the next host only. */
    private static Quoted quotedByError(Packet packet) {
        Icmp icmp = packet.icmp();
        return icmp == null || icmp.type() == Icmp.REDIRECT ? null : packet.quoted();
    }

    @Override
    public void onBatchEnd() {
        counters.show(flows);
    }

    @Override
    public void onTick(long nowNs) {
        flows.advance(nowNs);
        counters.show(flows);
    }

    /** Flows expire, and ports become free, also while nothing comes. */
    @Override
    public boolean needsTicks() {
        return true;
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }

    @Override
    public boolean rewritesAddresses() {
        return true;
    }

    @Override
    public boolean keepsFlows() {
        return true;
    }

    @Override
    public boolean needsFragmentPorts() {
        return true;
    }

    @Override
    public byte[] handOver() {
        return Handover.write(flows);
    }

    @Override
    public void takeOver(byte[] state) {
        int left = Handover.read(state, flows, settings);
        counters.show(flows);
        if (left > 0) {
            context.logger().warn("flows={} were not taken over: this configuration has no place for their ends", left);
        }
    }
}
