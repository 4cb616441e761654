package io.headgate.plugin.ratelimit;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.plugin.ratelimit.RateLimitFactory.KeyedBy;
import io.headgate.toolkit.flow.FlowKey;

/**
 * Says which bucket a packet draws from. A flow table knows keys of two ends; where one address counts, the other end and
 * the protocol are 0, for the lane both are.
 */
final class KeyReader {
    private static final int NO_PROTOCOL = 0;

    private final KeyedBy key;
    private final int ipv4Mask;
    private final long ipv6MaskHigh;
    private final long ipv6MaskLow;
    private final FlowKey read = new FlowKey();

    /**
     * Makes a reader.
     *
     * @param ipv4Prefix 1 to 32
     * @param ipv6Prefix 1 to 128
     */
    KeyReader(KeyedBy key, int ipv4Prefix, int ipv6Prefix) {
        this.key = key;
        ipv4Mask = -1 << (Integer.SIZE - ipv4Prefix);
        ipv6MaskHigh = ipv6Prefix >= Long.SIZE ? -1 : -1L << (Long.SIZE - ipv6Prefix);
        ipv6MaskLow = ipv6Prefix <= Long.SIZE ? 0 : -1L << (2 * Long.SIZE - ipv6Prefix);
    }

    /** The key of a packet, until the next call. */
    FlowKey read(Packet packet) {
        return switch (key) {
            case SOURCE -> address(packet, true);
            case DESTINATION -> address(packet, false);
            case FLOW -> read.read(packet) ? read : hosts(packet);
            case LANE -> read.setIpv4(NO_PROTOCOL, 0, 0, 0, 0);
        };
    }

    private FlowKey address(Packet packet, boolean isSource) {
        Ipv4 ipv4 = packet.ipv4();
        if (ipv4 != null) {
            int address = isSource ? ipv4.source() : ipv4.destination();
            return read.setIpv4(NO_PROTOCOL, address & ipv4Mask, 0, 0, 0);
        }
        Ipv6 ipv6 = packet.ipv6();
        long high = isSource ? ipv6.sourceHigh() : ipv6.destinationHigh();
        long low = isSource ? ipv6.sourceLow() : ipv6.destinationLow();
        return read.setIpv6(NO_PROTOCOL, high & ipv6MaskHigh, low & ipv6MaskLow, 0, 0, 0, 0);
    }

    /** What has no ports to see, later fragments say, is a flow of its protocol between its two hosts. */
    private FlowKey hosts(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        if (ipv4 != null) {
            return read.setIpv4(ipv4.protocol(), ipv4.source(), 0, ipv4.destination(), 0);
        }
        Ipv6 ipv6 = packet.ipv6();
        int protocol = Math.max(ipv6.protocol(), NO_PROTOCOL);
        long high = ipv6.destinationHigh();
        return read.setIpv6(protocol, ipv6.sourceHigh(), ipv6.sourceLow(), 0, high, ipv6.destinationLow(), 0);
    }
}
