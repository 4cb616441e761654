package io.headgate.net.multicast.watch;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Finds the message in an IP packet, and sees that its lengths and checksum are right. */
final class MembershipParser {
    private static final int IPV4_HEADER = 20;
    private static final int IGMP = 2;
    private static final int MORE_FRAGMENTS_AND_OFFSET = 0x3FFF;

    private static final int IPV6_HEADER = 40;
    private static final int HOP_BY_HOP = 0;
    private static final int ICMPV6 = 58;

    private MembershipParser() {}

    /**
     * Reads a packet.
     *
     * @param packet from its IP header on at index 0, big-endian
     * @param length bytes held
     * @param isOurs whether this host has sent it
     * @throws MalformedMessage if it holds no such message whole
     */
    static MembershipMessage parse(ByteBuffer packet, int length, boolean isOurs) throws MalformedMessage {
        Bytes bytes = new Bytes(packet, 0, length);
        return switch (bytes.u8(0) >> 4) {
            case 4 -> ipv4(bytes, isOurs);
            case 6 -> ipv6(bytes, isOurs);
            default -> throw new MalformedMessage("is no IP packet");
        };
    }

    private static MembershipMessage ipv4(Bytes packet, boolean isOurs) throws MalformedMessage {
        int header = (packet.u8(0) & 0xF) * Integer.BYTES;
        int total = packet.u16(2);
        if (header < IPV4_HEADER || total < header) {
            throw new MalformedMessage("has an IPv4 header of " + header + " bytes in " + total);
        }
        if ((packet.u16(6) & MORE_FRAGMENTS_AND_OFFSET) != 0 || packet.u8(9) != IGMP) {
            throw new MalformedMessage("is no whole IGMP message");
        }
        Bytes message = packet.part(header, total - header);
        requireSum(message.sum());
        return IgmpMessage.parse(message, packet.address(12, Integer.BYTES), isOurs);
    }

    /** MLD stands behind a hop-by-hop header with a router alert, goes one hop, from a link-local address or none. */
    private static MembershipMessage ipv6(Bytes packet, boolean isOurs) throws MalformedMessage {
        if (packet.u8(6) != HOP_BY_HOP || packet.u8(7) != 1 || packet.u8(IPV6_HEADER) != ICMPV6) {
            throw new MalformedMessage("is no MLD message");
        }
        int options = (packet.u8(IPV6_HEADER + 1) + 1) * Long.BYTES;
        Bytes message = packet.part(IPV6_HEADER + options, packet.u16(4) - options);
        InetAddress source = packet.address(8, MldMessage.ADDRESS);
        if (!source.isLinkLocalAddress() && !source.isAnyLocalAddress()) {
            throw new MalformedMessage("comes from " + source.getHostAddress() + ", which is not link-local");
        }
        requireSum(message.sum() + packet.part(8, 2 * MldMessage.ADDRESS).sum() + message.length() + ICMPV6);
        return MldMessage.parse(message, source, isOurs);
    }

    private static void requireSum(long sum) throws MalformedMessage {
        long folded = sum;
        while (folded >> Short.SIZE != 0) {
            folded = (folded & 0xFFFF) + (folded >> Short.SIZE);
        }
        if (folded != 0xFFFF) {
            throw new MalformedMessage("has a wrong checksum");
        }
    }
}
