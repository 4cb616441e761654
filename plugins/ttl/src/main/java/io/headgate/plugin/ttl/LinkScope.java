package io.headgate.plugin.ttl;

import io.headgate.api.Icmpv6;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;

/**
 * Packets that never leave their link. No router forwards them, so there are no hops to count, and many receivers only take
 * them with the time to live that they were sent with: neighbour discovery with 255 (RFC 4861, sections 6.1 and 7.1), VRRP
 * with 255 (RFC 5798, section 5.1), IGMP and MLD with 1 (RFC 3376, section 4; RFC 3810, section 5).
 */
final class LinkScope {
    private static final int IGMP = 2;

    /** 224.0.0.0/24, the local network control block (RFC 5771, section 4). */
    private static final int LOCAL_CONTROL = 0xE00000;

    private static final int LOCAL_CONTROL_SHIFT = 8;

    /** Multicast of IPv6, with the scope in its last four bits (RFC 4291, section 2.7). */
    private static final int MULTICAST = 0xFF;

    private static final int LINK_LOCAL = 2;

    private static final int FIRST_TYPE = 130;

    /**
     * By ICMPv6 type, the lowest bit for 130: MLD (130 to 132, 143), neighbour discovery (133 to 137, 141, 142; RFC 3122; 148,
     * 149; RFC 3971) and multicast router discovery (151 to 153; RFC 4286).
     */
    private static final int TYPES = 0b1110_1100_0011_1000_1111_1111;

    private LinkScope() {}

    static boolean has(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        if (ipv4 != null) {
            return ipv4.destination() >>> LOCAL_CONTROL_SHIFT == LOCAL_CONTROL || ipv4.protocol() == IGMP;
        }
        long high = packet.ipv6().destinationHigh();
        if (high >>> 56 == MULTICAST && (high >>> 48 & 0xF) <= LINK_LOCAL) {
            return true;
        }
        Icmpv6 icmp = packet.icmpv6();
        if (icmp == null) {
            return false;
        }
        int type = icmp.type() - FIRST_TYPE;
        return type >= 0 && type < Integer.SIZE && (TYPES >>> type & 1) != 0;
    }
}
