package io.headgate.toolkit.dns;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import java.nio.ByteBuffer;

/**
 * Makes an answer a packet of its own, that goes to where the query came from, as if it came from where that goes. Lengths
 * and checksums are left to who sends it. Reused for every packet.
 */
public final class DnsReply {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int UDP_HEADER = 8;
    private static final int TTL = 64;

    private final ByteBuffer bytes = ByteBuffer.allocate(IPV6_HEADER + UDP_HEADER + DnsAnswer.MAX_LENGTH);

    /**
     * Makes the packet.
     *
     * @param query a UDP datagram
     * @param answer from 0 to its limit
     * @return from the IP header on, between position and limit; until the next one is made
     */
    public ByteBuffer to(Packet query, ByteBuffer answer) {
        int length = UDP_HEADER + answer.limit();
        bytes.clear();
        if (query.ipv4() != null) {
            putIpv4(query.ipv4(), length);
        } else {
            putIpv6(query.ipv6(), length);
        }
        bytes.putShort((short) query.udp().destinationPort());
        bytes.putShort((short) query.udp().sourcePort());
        bytes.putShort((short) length).putShort((short) 0);
        bytes.put(answer.array(), answer.arrayOffset(), answer.limit());
        return bytes.flip();
    }

    private void putIpv4(Ipv4 query, int length) {
        bytes.putShort((short) 0x4500).putShort((short) (IPV4_HEADER + length)).putInt(0);
        bytes.put((byte) TTL).put((byte) Ipv4.UDP).putShort((short) 0);
        bytes.putInt(query.destination()).putInt(query.source());
    }

    private void putIpv6(Ipv6 query, int length) {
        bytes.putInt(0x6000_0000).putShort((short) length).put((byte) Ipv4.UDP).put((byte) TTL);
        bytes.putLong(query.destinationHigh()).putLong(query.destinationLow());
        bytes.putLong(query.sourceHigh()).putLong(query.sourceLow());
    }
}
