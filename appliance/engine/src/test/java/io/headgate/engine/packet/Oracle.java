package io.headgate.engine.packet;

/**
 * Checksums of whole packets computed the slow way, from the RFCs and nothing of the engine's: byte by byte, and by the
 * remainder modulo 65,535, which one's-complement addition is.
 */
public final class Oracle {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    private Oracle() {}

    static long sum(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int value = bytes[from + i] & 0xFF;
            sum += i % 2 == 0 ? value * 256L : value;
        }
        return sum;
    }

    /** One's-complement form of a sum: zero only if every word was. */
    static int remainder(long sum) {
        return sum == 0 ? 0 : (int) (sum % 65_535 == 0 ? 65_535 : sum % 65_535);
    }

    public static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) * 256 + (bytes[at + 1] & 0xFF);
    }

    static void u16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value / 256);
        bytes[at + 1] = (byte) value;
    }

    static boolean isIpv6(byte[] packet) {
        return packet[0] >> 4 == 6;
    }

    /** Bytes before the transport header: the IP header, and the extension headers of IPv6. */
    static int headerLength(byte[] packet) {
        return isIpv6(packet) ? Ipv6Oracle.walk(packet).end() : (packet[0] & 0xF) * 4;
    }

    /** Bytes of the datagram, without padding. */
    static int totalLength(byte[] packet) {
        return isIpv6(packet) ? 40 + u16(packet, 4) : u16(packet, 2);
    }

    /** What the transport is; -1 behind the beginning of a fragmented datagram. */
    static int protocol(byte[] packet) {
        if (isIpv6(packet)) {
            return Ipv6Oracle.walk(packet).protocol();
        }
        return u16(packet, 6) % 0x2000 == 0 ? packet[9] & 0xFF : -1;
    }

    static int ipv4(byte[] packet) {
        return 65_535 - remainder(sum(packet, 0, headerLength(packet)) - u16(packet, 10));
    }

    /** Where the transport keeps its checksum; -1 if it is none that we know. */
    public static int transportOffset(byte[] packet) {
        int field = switch (protocol(packet)) {
            case TCP -> 16;
            case UDP -> 6;
            case ICMP -> isIpv6(packet) ? -1 : 2;
            case ICMPV6 -> isIpv6(packet) ? 2 : -1;
            default -> -1;
        };
        return field < 0 ? -1 : headerLength(packet) + field;
    }

    /** What a sender would put into the transport's checksum field, whatever is there now. */
    static int transport(byte[] packet) {
        int header = headerLength(packet);
        int protocol = protocol(packet);
        int length = protocol == UDP ? u16(packet, header + 4) : totalLength(packet) - header;
        long sum = sum(packet, header, length) - u16(packet, transportOffset(packet));
        if (protocol != ICMP) {
            sum += pseudoHeader(packet, length);
        }
        int checksum = 65_535 - remainder(sum);
        return checksum == 0 && protocol == UDP ? 65_535 : checksum;
    }

    static long pseudoHeader(byte[] packet, int length) {
        long addresses = isIpv6(packet)
                ? sum(packet, 8, 16) + sum(packet, Ipv6Oracle.walk(packet).destination(), 16)
                : sum(packet, 12, 8);
        return addresses + protocol(packet) + length;
    }

    /** Sets both checksums as a sender would. */
    static byte[] complete(byte[] packet) {
        if (!isIpv6(packet)) {
            u16(packet, 10, ipv4(packet));
        }
        if (transportOffset(packet) >= 0) {
            u16(packet, transportOffset(packet), transport(packet));
        }
        return packet;
    }

    /** Whether a receiver would take both checksums as right. */
    public static boolean isRight(byte[] packet) {
        boolean isIpRight = isIpv6(packet) || remainder(sum(packet, 0, headerLength(packet))) == 65_535;
        int at = transportOffset(packet);
        return isIpRight && (at < 0 || u16(packet, at) == transport(packet));
    }
}
