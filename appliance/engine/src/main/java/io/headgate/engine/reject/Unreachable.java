package io.headgate.engine.reject;

import io.headgate.api.Icmp;
import io.headgate.api.Icmpv6;
import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import io.headgate.api.Packet;
import io.headgate.api.Rejection;
import java.nio.ByteBuffer;

/**
 * The error that says a destination cannot be reached, quoting as much of the packet as fits: the answer has up to 576 bytes
 * by IPv4 (RFC 1812, section 4.3.2.3), 1,280 by IPv6 (RFC 4443, section 3.1).
 */
final class Unreachable {
    static final int MAX_IPV4 = 576;
    static final int MAX_IPV6 = 1_280;

    private static final int HEADER = 8;

    /** Precedence 6, internetwork control (RFC 1812, section 4.3.2.5). */
    private static final int CONTROL = 0xC0;

    private Unreachable() {}

    static int write(Packet packet, Rejection kind, ByteBuffer to, int at) {
        boolean isIpv4 = packet.ipv4() != null;
        int ip = AnswerHeader.write(packet, isIpv4 ? Ipv4.ICMP : Ipv6.ICMPV6, CONTROL, false, to, at);
        int icmpAt = at + ip;
        to.put(icmpAt, (byte) (isIpv4 ? Icmp.UNREACHABLE : Icmpv6.UNREACHABLE));
        to.put(icmpAt + 1, (byte) (isIpv4 ? codeIpv4(kind) : codeIpv6(kind)));
        // Checksum, unused.
        to.putShort(icmpAt + 2, (short) 0);
        to.putInt(icmpAt + 4, 0);
        int quoted = Math.min((isIpv4 ? MAX_IPV4 : MAX_IPV6) - ip - HEADER, quotable(packet));
        for (int i = 0; i < quoted; i++) {
            to.put(icmpAt + HEADER + i, (byte) packet.u8(i));
        }
        return ip + HEADER + quoted;
    }

    /** What is held of the packet, without padding behind it. */
    private static int quotable(Packet packet) {
        return packet.payloadOffset() + packet.payloadLength();
    }

    private static int codeIpv4(Rejection kind) {
        return switch (kind) {
            case TCP_RESET, PORT_UNREACHABLE -> 3;
            case HOST_UNREACHABLE -> 1;
            case ADMIN_PROHIBITED -> 13;
        };
    }

    private static int codeIpv6(Rejection kind) {
        return switch (kind) {
            case TCP_RESET, PORT_UNREACHABLE -> 4;
            case HOST_UNREACHABLE -> 3;
            case ADMIN_PROHIBITED -> 1;
        };
    }
}
