package io.headgate.toolkit.flow;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;

/**
 * What makes packets one flow: IP version, protocol, and two endpoints in either order, each an address and a port.
 * Flows of other protocols than TCP and UDP have port 0.
 *
 * <p>Shape: the endpoint that is smaller by address, then port, is the first; {@link #isReversed} says that the packet
 * came from the other one. An IPv4 address stands in the low 32 bits. The key is reused for every packet.
 */
public final class FlowKey {
    private static final int VERSION_4 = 4;
    private static final int VERSION_6 = 6;
    private static final long LOW = 0xFFFF_FFFFL;

    /** Bytes that are hashed: version, protocol, ports, addresses. */
    private static final long LENGTH_4 = 14;

    private static final long LENGTH_6 = 38;

    long firstHigh;
    long firstLow;
    long secondHigh;
    long secondLow;

    /** Port of the first, then of the second endpoint. */
    int ports;

    /** IP version, then protocol. */
    short kind;

    private boolean isReversed;

    /**
     * Reads a packet.
     *
     * @return whether it belongs to a flow that can be told; not so for what is not IP, for TCP and UDP whose ports are not
     *     there (later fragments, cut packets), and behind IPv6 extension headers that cannot be read
     */
    public boolean read(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        Ipv6 ipv6 = packet.ipv6();
        if (ipv4 == null && ipv6 == null) {
            return false;
        }
        int protocol = ipv4 != null ? ipv4.protocol() : ipv6.protocol();
        int source = 0;
        int destination = 0;
        if (packet.tcp() != null) {
            source = packet.tcp().sourcePort();
            destination = packet.tcp().destinationPort();
        } else if (packet.udp() != null) {
            source = packet.udp().sourcePort();
            destination = packet.udp().destinationPort();
        } else if (protocol < 0 || protocol == Ipv4.TCP || protocol == Ipv4.UDP) {
            return false;
        }
        if (ipv4 != null) {
            setIpv4(protocol, ipv4.source(), source, ipv4.destination(), destination);
        } else {
            long high = ipv6.destinationHigh();
            setIpv6(protocol, ipv6.sourceHigh(), ipv6.sourceLow(), source, high, ipv6.destinationLow(), destination);
        }
        return true;
    }

    /** Makes this the key of an IPv4 packet. */
    public FlowKey setIpv4(int protocol, int source, int sourcePort, int destination, int destinationPort) {
        return set(VERSION_4, protocol, 0, source & LOW, sourcePort, 0, destination & LOW, destinationPort);
    }

    /** Makes this the key of an IPv6 packet. */
    public FlowKey setIpv6(
            int protocol,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        return set(
                VERSION_6,
                protocol,
                sourceHigh,
                sourceLow,
                sourcePort,
                destinationHigh,
                destinationLow,
                destinationPort);
    }

    private FlowKey set(
            int version,
            int protocol,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        int order = Long.compareUnsigned(sourceHigh, destinationHigh);
        if (order == 0) {
            order = Long.compareUnsigned(sourceLow, destinationLow);
        }
        if (order == 0) {
            order = Integer.compare(sourcePort & 0xFFFF, destinationPort & 0xFFFF);
        }
        isReversed = order > 0;
        firstHigh = isReversed ? destinationHigh : sourceHigh;
        firstLow = isReversed ? destinationLow : sourceLow;
        secondHigh = isReversed ? sourceHigh : destinationHigh;
        secondLow = isReversed ? sourceLow : destinationLow;
        int firstPort = isReversed ? destinationPort : sourcePort;
        int secondPort = isReversed ? sourcePort : destinationPort;
        ports = firstPort << 16 | (secondPort & 0xFFFF);
        kind = (short) (version << 8 | (protocol & 0xFF));
        return this;
    }

    /** Makes this what it was when a table took it. */
    void restore(boolean reversed) {
        isReversed = reversed;
    }

    /** Whether the source is the second endpoint. */
    public boolean isReversed() {
        return isReversed;
    }

    public boolean isIpv4() {
        return kind >> 8 == VERSION_4;
    }

    public int protocol() {
        return kind & 0xFF;
    }

    /** First eight bytes of an IPv6 source address, 0 for IPv4. */
    public long sourceHigh() {
        return isReversed ? secondHigh : firstHigh;
    }

    /** Last eight bytes of an IPv6 source address, or an IPv4 one, unsigned. */
    public long sourceLow() {
        return isReversed ? secondLow : firstLow;
    }

    public int sourcePort() {
        return isReversed ? ports & 0xFFFF : ports >>> 16;
    }

    /** As {@link #sourceHigh}. */
    public long destinationHigh() {
        return isReversed ? firstHigh : secondHigh;
    }

    /** As {@link #sourceLow}. */
    public long destinationLow() {
        return isReversed ? firstLow : secondLow;
    }

    public int destinationPort() {
        return isReversed ? ports >>> 16 : ports & 0xFFFF;
    }

    /** The same for both directions. */
    int hash(SipHash sip) {
        long last = (long) (kind & 0xFFFF) << 32 | (ports & LOW);
        sip.begin();
        if (isIpv4()) {
            return (int) sip.add(firstLow << 32 | secondLow).end(LENGTH_4 << 56 | last);
        }
        sip.add(firstHigh).add(firstLow).add(secondHigh).add(secondLow);
        return (int) sip.end(LENGTH_6 << 56 | last);
    }
}
