package io.headgate.plugin.headernormalise;

import io.headgate.api.Counter;
import io.headgate.api.FilterContext;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.plugin.headernormalise.HeaderNormaliseFactory.Options;

/**
 * Options of IPv4 headers. They keep their place, since a header cannot become shorter here: what is cleared becomes
 * padding. Router alert (RFC 2113) stays, since IGMP and RSVP do not work without.
 */
final class Ipv4Options {
    private static final int HEADER = 20;
    private static final int END = 0;
    private static final int NOP = 1;
    private static final int ROUTER_ALERT = 148;
    private static final int ROUTER_ALERT_LENGTH = 4;

    private final Options rule;
    private Counter cleared;

    Ipv4Options(Options rule) {
        this.rule = rule;
    }

    void onAttach(FilterContext context) {
        cleared = context.counter("ip-options-cleared", "IPv4 packets whose options were overwritten");
    }

    /** Whether the packet has an option for which it is dropped. */
    boolean isDropped(Packet packet, Ipv4 ipv4) {
        if (rule != Options.DROP) {
            return false;
        }
        int end = HEADER + ipv4.optionsLength();
        int at = HEADER;
        while (at < end && packet.u8(at) != END) {
            int length = lengthOf(packet, at, end);
            if (!isHarmless(packet, at, length)) {
                return true;
            }
            at += length;
        }
        return false;
    }

    void normalise(Packet packet, Ipv4 ipv4) {
        int options = ipv4.optionsLength();
        if (rule == Options.CLEAR && options > 0 && clear(packet, ipv4, HEADER + options)) {
            cleared.increment();
        }
    }

    private static boolean clear(Packet packet, Ipv4 ipv4, int end) {
        boolean isChanged = false;
        int at = HEADER;
        while (at < end && packet.u8(at) != END) {
            int length = lengthOf(packet, at, end);
            if (!isHarmless(packet, at, length)) {
                isChanged |= fill(packet, ipv4, at, at + length, NOP);
            }
            at += length;
        }
        boolean isPaddingChanged = fill(packet, ipv4, at, end, END);
        return isChanged || isPaddingChanged;
    }

    /** Bytes of an option; one that lies about its length takes all that is left. */
    private static int lengthOf(Packet packet, int at, int end) {
        if (packet.u8(at) == NOP) {
            return 1;
        }
        int length = at + 1 < end ? packet.u8(at + 1) : 0;
        return length < 2 || at + length > end ? end - at : length;
    }

    private static boolean isHarmless(Packet packet, int at, int length) {
        int type = packet.u8(at);
        return type == NOP || (type == ROUTER_ALERT && length == ROUTER_ALERT_LENGTH);
    }

    private static boolean fill(Packet packet, Ipv4 ipv4, int from, int to, int value) {
        boolean isChanged = false;
        for (int at = from; at < to; at++) {
            isChanged |= packet.u8(at) != value;
            ipv4.optionU8(at, value);
        }
        return isChanged;
    }
}
