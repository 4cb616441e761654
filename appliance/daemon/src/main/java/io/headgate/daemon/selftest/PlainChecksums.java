package io.headgate.daemon.selftest;

import java.nio.ByteBuffer;

/**
 * Checksums summed up word by word (RFC 1071), sharing no code with what repairs them: the judge of the demo and of the
 * self-test. Knows IPv4, and IPv6 without extension headers.
 */
public final class PlainChecksums {
    static final int TCP = 6;
    static final int UDP = 17;

    private static final int RIGHT = 0xFFFF;
    private static final int ICMP = 1;
    private static final int IPV6_HEADER = 40;

    private PlainChecksums() {}

    /** Whether a packet's IPv4 header, if it has one, and its TCP, UDP or ICMP message sum up as they should. */
    public static boolean areRight(byte[] packet) {
        return areRight(ByteBuffer.wrap(packet), 0);
    }

    /** As above, for a packet that begins at {@code offset} of a big-endian buffer. */
    static boolean areRight(ByteBuffer bytes, int offset) {
        return isHeaderRight(bytes, offset) && fold(transportSum(bytes, offset)) == RIGHT;
    }

    private static boolean isHeaderRight(ByteBuffer bytes, int offset) {
        return isIpv6(bytes, offset) || fold(sum(bytes, offset, headerLength(bytes, offset))) == RIGHT;
    }

    /** Fills the checksums of a packet whose checksum fields are 0. */
    static void fill(ByteBuffer bytes) {
        int header = headerLength(bytes, 0);
        if (!isIpv6(bytes, 0)) {
            bytes.putShort(10, (short) ~fold(sum(bytes, 0, header)));
        }
        int field = switch (protocol(bytes, 0)) {
            case TCP -> 16;
            case UDP -> 6;
            default -> 2;
        };
        bytes.putShort(header + field, (short) ~fold(transportSum(bytes, 0)));
    }

    private static boolean isIpv6(ByteBuffer bytes, int offset) {
        return (bytes.get(offset) & 0xF0) == 0x60;
    }

    private static int protocol(ByteBuffer bytes, int offset) {
        return bytes.get(offset + (isIpv6(bytes, offset) ? 6 : 9));
    }

    private static int headerLength(ByteBuffer bytes, int offset) {
        return isIpv6(bytes, offset) ? IPV6_HEADER : (bytes.get(offset) & 0xF) * 4;
    }

    private static int transportSum(ByteBuffer bytes, int offset) {
        int header = headerLength(bytes, offset);
        int protocol = protocol(bytes, offset);
        if (isIpv6(bytes, offset)) {
            int length = bytes.getShort(offset + 4) & 0xFFFF;
            return sum(bytes, offset + 8, 32) + protocol + length + sum(bytes, offset + header, length);
        }
        int length = (bytes.getShort(offset + 2) & 0xFFFF) - header;
        int pseudoHeader = protocol == ICMP ? 0 : sum(bytes, offset + 12, 8) + protocol + length;
        return pseudoHeader + sum(bytes, offset + header, length);
    }

    private static int sum(ByteBuffer bytes, int from, int length) {
        int sum = 0;
        for (int i = from; i < from + length - 1; i += 2) {
            sum += bytes.getShort(i) & 0xFFFF;
        }
        return length % 2 == 0 ? sum : sum + ((bytes.get(from + length - 1) & 0xFF) << 8);
    }

    private static int fold(int sum) {
        int folded = sum;
        while (folded > 0xFFFF) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return folded;
    }
}
