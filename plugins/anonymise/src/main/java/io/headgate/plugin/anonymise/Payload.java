package io.headgate.plugin.anonymise;

import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.api.Udp;

/** Removes what packets carry. */
final class Payload {
    /**
     * Most bytes that become zeros: the undo log of a packet holds 256 changes of two bytes, and addresses need some too.
     */
    static final int LARGEST = 448;

    private static final int IPV6_HEADER = 40;
    private static final int QUOTED_TRANSPORT = 8;

    private final boolean cuts;

    /**
     * Makes a rule.
     *
     * @param cuts whether UDP datagrams become empty, otherwise zeros
     */
    Payload(boolean cuts) {
        this.cuts = cuts;
    }

    /**
     * Removes the payload.
     *
     * @return false, with nothing done, if that cannot be
     */
    boolean remove(Packet packet) {
        if (isSummedElsewhere(packet)) {
            return packet.payloadLength() == 0;
        }
        if (cuts && isWholeDatagram(packet)) {
            packet.resizePayload(0);
            return true;
        }
        int from = packet.payloadOffset() + quotedHeaders(packet);
        int to = Math.min(packet.payloadOffset() + packet.payloadLength(), packet.length());
        if (to - from > LARGEST) {
            return false;
        }
        clear(packet, from, to);
        return true;
    }

    private static void clear(Packet packet, int from, int to) {
        int at = from;
        for (; at + Integer.BYTES <= to; at += Integer.BYTES) {
            packet.payloadU32(at, 0);
        }
        for (; at < to; at++) {
            packet.payloadU8(at, 0);
        }
    }

    /** A fragment without the checksum, later ones or a first one that ends before it, cannot be written. */
    private static boolean isSummedElsewhere(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        boolean isFragment = ipv4 != null ? ipv4.isFragment() : packet.ipv6().isFragment();
        return isFragment
                && packet.tcp() == null
                && packet.udp() == null
                && packet.icmp() == null
                && packet.icmpv6() == null;
    }

    private static boolean isWholeDatagram(Packet packet) {
        Udp udp = packet.udp();
        Ipv4 ipv4 = packet.ipv4();
        boolean isFragment = ipv4 != null ? ipv4.isFragment() : packet.ipv6().isFragment();
        return udp != null
                && !isFragment
                && !packet.isGso()
                && packet.length() == packet.originalLength()
                && udp.lengthField() == QUOTED_TRANSPORT + packet.payloadLength();
    }

    /** Bytes that an ICMP error needs to be told whose it is: the quoted IP header and eight bytes behind it. */
    private static int quotedHeaders(Packet packet) {
        Quoted quoted = packet.quoted();
        if (quoted == null) {
            return 0;
        }
        int header = quoted.isIpv6() ? IPV6_HEADER : (packet.u8(packet.payloadOffset()) & 0xF) * Integer.BYTES;
        return Math.min(header + QUOTED_TRANSPORT, packet.payloadLength());
    }
}
