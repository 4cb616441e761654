package io.headgate.plugin.taponly;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;

/** Which packets are meant; later fragments are of their datagram's protocol. */
enum Protocol {
    ANY,
    TCP,
    UDP,
    ICMP;

    boolean isOf(Packet packet) {
        if (this == ANY) {
            return true;
        }
        Ipv4 ipv4 = packet.ipv4();
        int number = ipv4 != null ? ipv4.protocol() : packet.ipv6().protocol();
        return switch (this) {
            case TCP -> number == Ipv4.TCP;
            case UDP -> number == Ipv4.UDP;
            default -> number == (ipv4 != null ? Ipv4.ICMP : Ipv6.ICMPV6);
        };
    }
}
