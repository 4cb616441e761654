package io.headgate.plugin.payloadreplace;

import io.headgate.api.Icmp;
import io.headgate.api.Icmpv6;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.toolkit.tcp.SequenceShift;
import io.headgate.toolkit.tcp.ShiftedConnection;

/**
 * The segment that an ICMP error is about: quoted as it left here, to be read by the host that sent it, which believes the
 * error only if it knows the number (RFC 5927, section 4.1). So the numbers are made what they were when it came, as far as
 * they are quoted: eight bytes are sure (RFC 792), ports and sequence number.
 */
final class QuotedSegment {
    private static final int IPV6_HEADER = 40;
    private static final int IPV6_NEXT = 6;
    private static final int FRAGMENT_HEADER = 8;

    // In a TCP header.
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGMENT = 8;
    private static final int FLAGS = 13;
    private static final int CHECKSUM = 16;
    private static final int ACK = 0x10;

    /** What ICMP says of the MTU, before the quoted packet: its last two bytes in ICMP, all four in ICMPv6. */
    private static final int MTU = 4;

    private static final int FRAGMENTATION_NEEDED = 4;

    private final Connections connections;

    QuotedSegment(Connections connections) {
        this.connections = connections;
    }

    /**
     * Translates the numbers of a quoted segment, and takes note of the MTU that its connection has met.
     *
     * @param quotes with ports
     * @return whether it is about a connection that is known
     */
    boolean translate(Packet error, Quoted quotes) {
        int slot = connections.find(quotes);
        int at = transportOffset(error, quotes);
        int end = Math.min(error.length(), error.payloadOffset() + error.payloadLength());
        if (slot == Connections.NONE || at + SEQUENCE + Integer.BYTES > end) {
            return false;
        }
        boolean isFromInitiator = connections.isFromInitiator(slot);
        ShiftedConnection connection = connections.shifted(slot);
        SequenceShift own = connection.direction(isFromInitiator);
        int number = own.toSender(error.u32(at + SEQUENCE));
        write(error, at, at + SEQUENCE, number, end);
        if (at + FLAGS < end && (error.u8(at + FLAGS) & ACK) != 0) {
            int acknowledged = error.u32(at + ACKNOWLEDGMENT);
            SequenceShift other = connection.direction(!isFromInitiator);
            write(error, at, at + ACKNOWLEDGMENT, other.toReceiver(acknowledged), end);
        }
        if (own.isAwaited(number)) {
            connections.noteMtu(slot, isFromInitiator, toldMtu(error));
        }
        return true;
    }

    private static int transportOffset(Packet error, Quoted quotes) {
        int at = error.payloadOffset();
        if (!quotes.isIpv6()) {
            return at + ((error.u8(at) & 0xF) << 2);
        }
        int next = error.u8(at + IPV6_NEXT);
        at += IPV6_HEADER;
        // The extension headers are all there, else no ports were.
        while (next != Ipv4.TCP) {
            int units = error.u8(at + 1);
            int length = next == Ipv6.FRAGMENT
                    ? FRAGMENT_HEADER
                    : next == Ipv6.AUTHENTICATION ? (units + 2) << 2 : (units + 1) << 3;
            next = error.u8(at);
            at += length;
        }
        return at;
    }

    /** The quoted checksum goes along by difference (RFC 1624, equation 3), so that a wrong one stays wrong. */
    private static void write(Packet error, int tcp, int offset, int value, int end) {
        int old = error.u32(offset);
        if (old == value) {
            return;
        }
        if (tcp + CHECKSUM + Short.BYTES <= end) {
            int sum = (~error.u16(tcp + CHECKSUM) & 0xFFFF)
                    + (~old >>> 16)
                    + (~old & 0xFFFF)
                    + (value >>> 16)
                    + (value & 0xFFFF);
            sum = (sum & 0xFFFF) + (sum >>> 16);
            sum = (sum & 0xFFFF) + (sum >>> 16);
            error.payloadU16(tcp + CHECKSUM, ~sum & 0xFFFF);
        }
        error.payloadU32(offset, value);
    }

    /** The MTU that the error tells (RFC 1191, RFC 4443); 0 if it tells none. */
    private static int toldMtu(Packet error) {
        int at = error.payloadOffset() - MTU;
        Icmp icmp = error.icmp();
        if (icmp != null) {
            boolean isTooLong = icmp.type() == Icmp.UNREACHABLE && icmp.code() == FRAGMENTATION_NEEDED;
            return isTooLong ? error.u16(at + Short.BYTES) : 0;
        }
        return error.icmpv6() != null && error.icmpv6().type() == Icmpv6.PACKET_TOO_BIG
                ? Math.max(error.u32(at), 0)
                : 0;
    }
}
