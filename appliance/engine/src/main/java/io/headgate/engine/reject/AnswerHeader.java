package io.headgate.engine.reject;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import java.nio.ByteBuffer;

/** The IP header of an answer: the packet's addresses the other way round. */
final class AnswerHeader {
    static final int IPV4 = 20;
    static final int IPV6 = 40;

    private static final int HOPS = 64;
    private static final int DONT_FRAGMENT = 0x4000;

    private AnswerHeader() {}

    /**
     * Writes it; the length is left to whoever completes the packet.
     *
     * @param tos of IPv4
     * @param isWhole whether routers must not cut the answer
     * @return its length in bytes
     */
    static int write(Packet packet, int protocol, int tos, boolean isWhole, ByteBuffer to, int at) {
        return packet.ipv4() != null
                ? writeIpv4(packet.ipv4(), protocol, tos, isWhole, to, at)
                : writeIpv6(packet.ipv6(), protocol, to, at);
    }

    private static int writeIpv4(Ipv4 ipv4, int protocol, int tos, boolean isWhole, ByteBuffer to, int at) {
        to.putInt(at, 0x4500_0000 | tos << 16);
        // An identification of 0 is for the kernel to fill in, where fragments may be made (RFC 6864, section 4.1).
        to.putInt(at + 4, isWhole ? DONT_FRAGMENT : 0);
        to.putInt(at + 8, HOPS << 24 | protocol << 16);
        to.putInt(at + 12, ipv4.destination());
        to.putInt(at + 16, ipv4.source());
        return IPV4;
    }

    private static int writeIpv6(Ipv6 ipv6, int protocol, ByteBuffer to, int at) {
        to.putInt(at, 0x6000_0000);
        to.putInt(at + 4, protocol << 8 | HOPS);
        to.putLong(at + 8, ipv6.destinationHigh());
        to.putLong(at + 16, ipv6.destinationLow());
        to.putLong(at + 24, ipv6.sourceHigh());
        to.putLong(at + 32, ipv6.sourceLow());
        return IPV6;
    }
}
