package io.headgate.engine.reject;

import io.headgate.api.Direction;
import io.headgate.api.Icmp;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;

/**
 * Whether the sender of a packet may be told that it was rejected (RFC 1122, section 3.2.2; RFC 1812, section 4.3.2.7; RFC
 * 4443, section 2.4): not by an answer to many, not to nobody, and not to what is an answer itself.
 */
final class Answerable {
    private static final int LOOPBACK = 127;
    private static final int FIRST_MULTICAST = 224;
    private static final int MIN_HEADER = 20;
    private static final int ICMPV6_REDIRECT = 137;
    private static final int FIRST_INFORMATIONAL = 128;

    private Answerable() {}

    static boolean isAnswerable(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        if (ipv4 != null ? !isAnswerable(packet, ipv4) : !isAnswerable(packet.ipv6())) {
            return false;
        }
        Tcp tcp = packet.tcp();
        return (tcp == null || !tcp.has(Tcp.RST)) && !isIcmpError(packet);
    }

    private static boolean isAnswerable(Packet packet, Ipv4 ipv4) {
        return ipv4.fragmentOffset() == 0
                && isHost(ipv4.source())
                && isHost(ipv4.destination())
                && (packet.direction() == Direction.OUT || isHeaderRight(packet, ipv4.headerLength()));
    }

    /** Not this network (0/8), loopback, multicast, reserved (240/4) or broadcast. */
    private static boolean isHost(int address) {
        int first = address >>> 24;
        return first != 0 && first != LOOPBACK && first < FIRST_MULTICAST;
    }

    /** On its way out a header may still lack its sum. */
    private static boolean isHeaderRight(Packet packet, int length) {
        int sum = 0;
        for (int i = 0; i < Math.max(length, MIN_HEADER); i += 2) {
            sum += packet.u16(i);
        }
        return (sum & 0xFFFF) + (sum >>> 16) == 0xFFFF;
    }

    private static boolean isAnswerable(Ipv6 ipv6) {
        return ipv6.protocol() != -1
                && ipv6.fragmentOffset() == 0
                && isHost(ipv6.sourceHigh(), ipv6.sourceLow())
                && isHost(ipv6.destinationHigh(), ipv6.destinationLow());
    }

    /** Not unspecified (::), loopback (::1) or multicast (ff00::/8). */
    private static boolean isHost(long high, long low) {
        boolean isReserved = high == 0 && (low == 0 || low == 1);
        return !isReserved && high >>> 56 != 0xFF;
    }

    /** Also ICMP of which too little is there to know. */
    private static boolean isIcmpError(Packet packet) {
        if (packet.ipv4() != null) {
            return packet.ipv4().protocol() == Ipv4.ICMP
                    && (packet.icmp() == null || isError(packet.icmp().type()));
        }
        if (packet.ipv6().protocol() != Ipv6.ICMPV6) {
            return false;
        }
        if (packet.icmpv6() == null) {
            return true;
        }
        int type = packet.icmpv6().type();
        return type < FIRST_INFORMATIONAL || type == ICMPV6_REDIRECT;
    }

    private static boolean isError(int type) {
        return switch (type) {
            case Icmp.UNREACHABLE, Icmp.SOURCE_QUENCH, Icmp.REDIRECT, Icmp.TIME_EXCEEDED, Icmp.PARAMETER_PROBLEM ->
                true;
            default -> false;
        };
    }
}
