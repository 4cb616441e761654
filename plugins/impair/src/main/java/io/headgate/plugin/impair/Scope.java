package io.headgate.plugin.impair;

import io.headgate.api.Direction;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;
import java.util.BitSet;

/**
 * Which packets are meant.
 *
 * @param direction null for any
 * @param ports of which a packet must have one; empty for any
 */
record Scope(Direction direction, Protocol protocol, BitSet ports) {
    enum Protocol {
        ANY,
        TCP,
        UDP,
        ICMP
    }

    boolean has(Packet packet) {
        return (direction == null || direction == packet.direction())
                && hasProtocol(packet)
                && (ports.isEmpty() || hasPort(packet));
    }

    /** By the IP header's number, so that fragments and odd packets are meant too. */
    private boolean hasProtocol(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        int number = ipv4 != null ? ipv4.protocol() : packet.ipv6().protocol();
        return switch (protocol) {
            case ANY -> true;
            case TCP -> number == Ipv4.TCP;
            case UDP -> number == Ipv4.UDP;
            case ICMP -> number == (ipv4 != null ? Ipv4.ICMP : Ipv6.ICMPV6);
        };
    }

    private boolean hasPort(Packet packet) {
        Tcp tcp = packet.tcp();
        if (tcp != null) {
            return ports.get(tcp.sourcePort()) || ports.get(tcp.destinationPort());
        }
        Udp udp = packet.udp();
        return udp != null && (ports.get(udp.sourcePort()) || ports.get(udp.destinationPort()));
    }
}
