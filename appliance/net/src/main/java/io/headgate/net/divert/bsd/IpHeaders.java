package io.headgate.net.divert.bsd;

import io.headgate.engine.packet.Checksum;
import java.nio.ByteBuffer;

/** The little that has to be known of an IP header outside the lane. */
final class IpHeaders {
    /** Shortest header, places of its length and checksum (RFC 791, 3.1), and the IPv6 header (RFC 8200, 3). */
    private static final int IPV4 = 20;

    private static final int IPV6 = 40;
    private static final int LENGTH = 2;
    private static final int CHECKSUM = 10;

    private IpHeaders() {}

    /** Length of the datagram as its header says; {@code length} if there is no header. */
    static int totalLength(ByteBuffer bytes, int offset, int length) {
        if (length >= IPV4 && bytes.get(offset) >>> 4 == 4) {
            return bytes.getShort(offset + 2) & 0xFFFF;
        }
        if (length >= IPV6 && bytes.get(offset) >>> 4 == 6) {
            return IPV6 + (bytes.getShort(offset + 4) & 0xFFFF);
        }
        return length;
    }

    /**
     * Makes the length in an IPv4 header that of the packet between position and limit, which both stay: divert(4) takes it
     * as it stands (FreeBSD {@code netinet/ip_divert.c}).
     *
     * @param packet in any byte order
     */
    static void setTotalLength(ByteBuffer packet) {
        int at = packet.position();
        int length = packet.remaining();
        if (length >= IPV4 && packet.get(at) >>> 4 == 4) {
            packet.put(at + LENGTH, (byte) (length >>> 8)).put(at + LENGTH + 1, (byte) length);
        }
    }

    /**
     * Makes the sum of an IPv4 header right. FreeBSD drops an inbound packet with a wrong one without a word, and gives out
     * such packets itself: lo0 and virtio leave the sum at 0 for hardware that is not there.
     */
    static void mendChecksum(ByteBuffer bytes, ByteBuffer nativeBytes, int offset, int length) {
        if (length < IPV4 || bytes.get(offset) >>> 4 != 4) {
            return;
        }
        int header = (bytes.get(offset) & 0xF) << 2;
        if (header < IPV4 || header > length || Checksum.sum(nativeBytes, offset, header) == 0xFFFF) {
            return;
        }
        bytes.putShort(offset + CHECKSUM, (short) 0);
        bytes.putShort(offset + CHECKSUM, (short) ~Checksum.sum(nativeBytes, offset, header));
    }
}
