package io.headgate.toolkit.sample;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;

/**
 * One number for all packets of a flow, of either direction: of the two addresses, the protocol and, with TCP and UDP, the
 * two ports. The 64 bits are evenly spread, whatever the addresses are.
 *
 * <p>Fragments have no ports but in the first of a datagram. So that all of a datagram go the same way, the ports of none
 * count: fragments are a flow of their own between their two hosts. Packets that are not IP are one flow.
 */
public final class FlowHash {
    // SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014): increment and finalizer.
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;
    private static final long MIX_1 = 0xBF58_476D_1CE4_E5B9L;
    private static final long MIX_2 = 0x94D0_49BB_1331_11EBL;
    private static final int PORT_BITS = 16;

    private final long seed;

    /**
     * Makes a hash.
     *
     * @param seed another seed gives independent numbers
     */
    public FlowHash(long seed) {
        this.seed = mix(seed + GOLDEN_GAMMA);
    }

    /** The flow's number. */
    public long of(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        if (ipv4 != null) {
            long ports = ipv4.isFragment() ? -1 : ports(packet);
            long source = end(0, ipv4.source() & 0xFFFF_FFFFL, sourcePort(ports));
            long destination = end(0, ipv4.destination() & 0xFFFF_FFFFL, destinationPort(ports));
            return join(source, destination, ipv4.protocol());
        }
        Ipv6 ipv6 = packet.ipv6();
        if (ipv6 != null) {
            long ports = ipv6.isFragment() ? -1 : ports(packet);
            long source = end(ipv6.sourceHigh(), ipv6.sourceLow(), sourcePort(ports));
            long destination = end(ipv6.destinationHigh(), ipv6.destinationLow(), destinationPort(ports));
            return join(source, destination, ipv6.protocol());
        }
        return seed;
    }

    /** Source and destination port side by side, -1 if there are none. */
    private static long ports(Packet packet) {
        Tcp tcp = packet.tcp();
        if (tcp != null) {
            return (long) tcp.sourcePort() << PORT_BITS | tcp.destinationPort();
        }
        Udp udp = packet.udp();
        return udp == null ? -1 : (long) udp.sourcePort() << PORT_BITS | udp.destinationPort();
    }

    private static long sourcePort(long ports) {
        return ports < 0 ? -1 : ports >>> PORT_BITS;
    }

    private static long destinationPort(long ports) {
        return ports < 0 ? -1 : ports & 0xFFFF;
    }

    /** One end of the flow. */
    private long end(long high, long low, long port) {
        return mix(mix(mix(seed ^ high) + GOLDEN_GAMMA ^ low) + GOLDEN_GAMMA ^ port);
    }

    /** Both ends; a sum, so that either may come first. */
    private static long join(long source, long destination, int protocol) {
        return mix(source + destination + GOLDEN_GAMMA * (protocol + 1));
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * MIX_1;
        mixed = (mixed ^ mixed >>> 27) * MIX_2;
        return mixed ^ mixed >>> 31;
    }
}
