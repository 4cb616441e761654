package io.headgate.plugin.nat;

import io.headgate.api.Icmp;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;

/**
 * The ends of an IPv4 packet as a NAT sees them. An ICMP query has its identifier where others have a source port, and port 0
 * as destination; its reply the other way round (RFC 5508, section 3.1). A flyweight.
 */
final class TransportEnds {
    private static final int TIMESTAMP = 13;
    private static final int TIMESTAMP_REPLY = 14;

    private Ipv4 ipv4;
    private Tcp tcp;
    private Udp udp;
    private Icmp icmp;
    private Protocol protocol;
    private boolean isQuery;

    /** Points at a packet; returns whether it is one that is translated by its ends: no fragment, no ICMP error. */
    boolean read(Packet packet) {
        ipv4 = packet.ipv4();
        tcp = packet.tcp();
        udp = packet.udp();
        icmp = packet.icmp();
        protocol = Protocol.of(ipv4.protocol());
        isQuery = false;
        if (tcp != null || udp != null) {
            return true;
        }
        isQuery = icmp != null && isQuery(icmp.type());
        return isQuery || (icmp != null && isReply(icmp.type()));
    }

    static boolean isQuery(int icmpType) {
        return icmpType == Icmp.ECHO_REQUEST || icmpType == TIMESTAMP;
    }

    static boolean isReply(int icmpType) {
        return icmpType == Icmp.ECHO_REPLY || icmpType == TIMESTAMP_REPLY;
    }

    /** Whether this is an ICMP query; it has no destination port. */
    boolean isQuery() {
        return isQuery;
    }

    Protocol protocol() {
        return protocol;
    }

    int source() {
        return ipv4.source();
    }

    int destination() {
        return ipv4.destination();
    }

    int sourcePort() {
        if (tcp != null) {
            return tcp.sourcePort();
        }
        if (udp != null) {
            return udp.sourcePort();
        }
        return isQuery ? icmp.identifier() : 0;
    }

    int destinationPort() {
        if (tcp != null) {
            return tcp.destinationPort();
        }
        if (udp != null) {
            return udp.destinationPort();
        }
        return isQuery ? 0 : icmp.identifier();
    }

    /** Rewrites the source; not of an ICMP reply. */
    void source(int address, int port) {
        ipv4.source(address);
        if (tcp != null) {
            tcp.sourcePort(port);
        } else if (udp != null) {
            udp.sourcePort(port);
        } else {
            icmp.identifier(port);
        }
    }

    /** Rewrites the destination; not of an ICMP query. */
    void destination(int address, int port) {
        ipv4.destination(address);
        if (tcp != null) {
            tcp.destinationPort(port);
        } else if (udp != null) {
            udp.destinationPort(port);
        } else {
            icmp.identifier(port);
        }
    }

    /** 0 if this is not TCP. */
    int tcpFlags() {
        return tcp == null ? 0 : tcp.flags();
    }

    /** Whether an inside host begins something with this packet, or goes on with it; not what only answers or ends it. */
    boolean canOpenFromInside() {
        if (tcp == null) {
            return udp != null || isQuery;
        }
        return !tcp.has(Tcp.RST) && !tcp.has(Tcp.SYN | Tcp.ACK);
    }

    /** Whether a remote host begins something with this packet. */
    boolean canOpenFromOutside() {
        return udp != null || (tcp != null && tcp.has(Tcp.SYN) && !tcp.has(Tcp.ACK) && !tcp.has(Tcp.RST));
    }
}
