package io.headgate.plugin.natstatic;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;

/** The ends of a packet. */
final class PacketEnds implements Ends {
    private Ipv4 ipv4;
    private Ipv6 ipv6;
    private Tcp tcp;
    private Udp udp;

    /** Points at a packet. */
    PacketEnds of(Packet packet) {
        ipv4 = packet.ipv4();
        ipv6 = packet.ipv6();
        tcp = packet.tcp();
        udp = packet.udp();
        return this;
    }

    /** Whether this begins in the middle of a datagram, so that it has no ports though its protocol has. */
    boolean isLaterFragment() {
        return (ipv4 != null ? ipv4.fragmentOffset() : ipv6.fragmentOffset()) > 0;
    }

    @Override
    public boolean isIpv6() {
        return ipv6 != null;
    }

    @Override
    public int protocol() {
        return ipv4 != null ? ipv4.protocol() : ipv6.protocol();
    }

    @Override
    public long sourceHigh() {
        return ipv4 != null ? 0 : ipv6.sourceHigh();
    }

    @Override
    public long sourceLow() {
        return ipv4 != null ? ipv4.source() & 0xFFFF_FFFFL : ipv6.sourceLow();
    }

    @Override
    public long destinationHigh() {
        return ipv4 != null ? 0 : ipv6.destinationHigh();
    }

    @Override
    public long destinationLow() {
        return ipv4 != null ? ipv4.destination() & 0xFFFF_FFFFL : ipv6.destinationLow();
    }

    @Override
    public int sourcePort() {
        if (tcp != null) {
            return tcp.sourcePort();
        }
        return udp != null ? udp.sourcePort() : Endpoint.ANY;
    }

    @Override
    public int destinationPort() {
        if (tcp != null) {
            return tcp.destinationPort();
        }
        return udp != null ? udp.destinationPort() : Endpoint.ANY;
    }

    @Override
    public void source(Endpoint endpoint) {
        if (ipv4 != null) {
            ipv4.source((int) endpoint.low());
        } else {
            ipv6.source(endpoint.high(), endpoint.low());
        }
        if (endpoint.port() == Endpoint.ANY) {
            return;
        }
        if (tcp != null) {
            tcp.sourcePort(endpoint.port());
        } else if (udp != null) {
            udp.sourcePort(endpoint.port());
        }
    }

    @Override
    public void destination(Endpoint endpoint) {
        if (ipv4 != null) {
            ipv4.destination((int) endpoint.low());
        } else {
            ipv6.destination(endpoint.high(), endpoint.low());
        }
        if (endpoint.port() == Endpoint.ANY) {
            return;
        }
        if (tcp != null) {
            tcp.destinationPort(endpoint.port());
        } else if (udp != null) {
            udp.destinationPort(endpoint.port());
        }
    }
}
