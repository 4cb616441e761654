package io.headgate.plugin.natstatic;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;

/**
 * Translates by a table: what goes to an outside address goes to the inside one, what comes from an inside address comes
 * from the outside one. So a translated flow is translated back on its way, whatever way that is, and nothing has to be
 * remembered.
 */
final class NatStatic implements Filter {
    private final TranslationTable outside;
    private final TranslationTable inside;
    private final PacketEnds packetEnds = new PacketEnds();
    private final QuotedEnds quotedEnds = new QuotedEnds();
    private Verdict fragment;

    /**
     * @param outside the mappings by what they are outside
     * @param inside the same by what they are inside
     */
    NatStatic(TranslationTable outside, TranslationTable inside) {
        this.outside = outside;
        this.inside = inside;
    }

    @Override
    public void onAttach(FilterContext context) {
        fragment = context.drop(
                "nat-fragment", "a later fragment has no port, and nat-static maps only ports of its address");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        PacketEnds ends = packetEnds.of(packet);
        Quoted quoted = packet.quoted();
        if (quoted != null) {
            translateError(ends, quotedEnds.of(quoted));
            return Verdict.PASS;
        }
        return translate(ends);
    }

    private Verdict translate(PacketEnds ends) {
        Mapping to = outside.findDestination(ends);
        Mapping from = inside.findSource(ends);
        if (ends.isLaterFragment() && isPortMissing(ends, to, from)) {
            return fragment;
        }
        if (to != null) {
            ends.destination(to.inside());
        }
        if (from != null) {
            ends.source(from.outside());
        }
        return Verdict.PASS;
    }

    /** Sent on untranslated, a later fragment could never be put together with the first. */
    private boolean isPortMissing(Ends ends, Mapping to, Mapping from) {
        return (to == null && outside.hasPortsOf(ends.isIpv6(), ends.destinationHigh(), ends.destinationLow()))
                || (from == null && inside.hasPortsOf(ends.isIpv6(), ends.sourceHigh(), ends.sourceLow()));
    }

    /**
     * An error goes to whom the quoted packet came from, so both are translated alike. It comes from whom that packet went
     * to, or from a router on the way, which is translated if the table has it.
     */
    private void translateError(PacketEnds error, QuotedEnds quoted) {
        Mapping to = outside.findSource(quoted);
        Mapping from = inside.findDestination(quoted);
        Mapping receiver = to != null && isDestinationSourceOf(error, quoted) ? to : outside.findDestination(error);
        Mapping sender = from != null && isSourceDestinationOf(error, quoted) ? from : inside.findSource(error);
        if (to != null) {
            quoted.source(to.inside());
        }
        if (from != null) {
            quoted.destination(from.outside());
        }
        if (receiver != null) {
            error.destination(receiver.inside());
        }
        if (sender != null) {
            error.source(sender.outside());
        }
    }

    private static boolean isDestinationSourceOf(Ends error, Ends quoted) {
        return error.destinationHigh() == quoted.sourceHigh() && error.destinationLow() == quoted.sourceLow();
    }

    private static boolean isSourceDestinationOf(Ends error, Ends quoted) {
        return error.sourceHigh() == quoted.destinationHigh() && error.sourceLow() == quoted.destinationLow();
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
    public boolean needsFragmentPorts() {
        return outside.hasPorts();
    }
}
