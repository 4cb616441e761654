package io.headgate.plugin.nat;

import io.headgate.api.Packet;
import io.headgate.api.Quoted;

/** The ends of the packet that an ICMP error quotes, as {@link TransportEnds} has them. A flyweight. */
final class QuotedEnds {
    private static final int FRAGMENT_FIELD = 6;
    private static final int OFFSET_MASK = 0x1FFF;

    // In an ICMP header.
    private static final int CHECKSUM = 2;
    private static final int IDENTIFIER = 4;
    private static final int HEADER = 8;

    private Packet error;
    private Quoted quoted;
    private Protocol protocol;

    /** Offset of a quoted ICMP header. */
    private int icmpAt;

    private boolean isQuery;

    /** Points at what an error quotes; returns whether that has ends: whole enough, no later fragment, no error. */
    boolean read(Packet packet, Quoted quotes) {
        error = packet;
        quoted = quotes;
        protocol = Protocol.of(quoted.protocol());
        isQuery = false;
        if (protocol != Protocol.ICMP) {
            return protocol != null && quoted.hasPorts();
        }
        int ip = packet.payloadOffset();
        icmpAt = ip + ((packet.u8(ip) & 0xF) << 2);
        int end = Math.min(packet.length(), ip + packet.payloadLength());
        if (icmpAt + HEADER > end || (packet.u16(ip + FRAGMENT_FIELD) & OFFSET_MASK) != 0) {
            return false;
        }
        int type = packet.u8(icmpAt);
        isQuery = TransportEnds.isQuery(type);
        return isQuery || TransportEnds.isReply(type);
    }

    Protocol protocol() {
        return protocol;
    }

    /** Whether it is an ICMP query. */
    boolean isQuery() {
        return isQuery;
    }

    int source() {
        return quoted.source();
    }

    int destination() {
        return quoted.destination();
    }

    int sourcePort() {
        if (protocol != Protocol.ICMP) {
            return quoted.sourcePort();
        }
        return isQuery ? identifier() : 0;
    }

    int destinationPort() {
        if (protocol != Protocol.ICMP) {
            return quoted.destinationPort();
        }
        return isQuery ? 0 : identifier();
    }

    private int identifier() {
        return error.u16(icmpAt + IDENTIFIER);
    }

    /** Rewrites the source; not of an ICMP reply. */
    void source(int address, int port) {
        quoted.source(address);
        if (protocol == Protocol.ICMP) {
            identifier(port);
        } else {
            quoted.sourcePort(port);
        }
    }

    /** Rewrites the destination; not of an ICMP query. */
    void destination(int address, int port) {
        quoted.destination(address);
        if (protocol == Protocol.ICMP) {
            identifier(port);
        } else {
            quoted.destinationPort(port);
        }
    }

    /** The quoted checksum goes along by difference (RFC 1624, equation 3), so that a wrong one stays wrong. */
    private void identifier(int value) {
        int old = identifier();
        if (old != value) {
            int sum = (~error.u16(icmpAt + CHECKSUM) & 0xFFFF) + (~old & 0xFFFF) + value;
            sum = (sum & 0xFFFF) + (sum >>> 16);
            sum = (sum & 0xFFFF) + (sum >>> 16);
            error.payloadU16(icmpAt + CHECKSUM, ~sum & 0xFFFF);
            error.payloadU16(icmpAt + IDENTIFIER, value);
        }
    }
}
