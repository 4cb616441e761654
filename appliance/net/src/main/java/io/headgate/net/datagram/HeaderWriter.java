package io.headgate.net.datagram;

import io.headgate.api.Ipv4;
import io.headgate.engine.packet.Checksum;
import io.headgate.engine.ring.SlotArena;
import java.nio.ByteBuffer;

/**
 * Writes the IP and UDP headers of a received datagram right before its payload.
 *
 * <pre>
 *  IPv4 (20)  0 version 4, length 5 words | 1 TOS | 2 total length 2 | 4 id 2: 0 | 6 flags, fragment offset 2: 0
 *             8 TTL | 9 protocol 17 | 10 header checksum 2 | 12 source 4 | 16 destination 4
 *  IPv6 (40)  0 version 4 bits: 6, traffic class 8 bits, flow label 20 bits: 0 | 4 payload length 2
 *             6 next header 17 | 7 hop limit | 8 source 16 | 24 destination 16
 *  UDP  (8)   0 source port 2 | 2 destination port 2 | 4 length 2 | 6 checksum 2
 * </pre>
 *
 * All in network byte order. A socket tells nothing of the packet's options, id, flags and flow label; they are left out,
 * or zero, which the kernel fills in where such a packet is sent again.
 *
 * <p>The UDP checksum: the kernel has verified the sender's and does not hand it over. On IPv4 the field says 0, "none",
 * which is right for ever, whatever a filter changes. IPv6 has no "none" (RFC 8200, section 8.1): the field holds the
 * pseudo-header's sum, as a sender leaves it to its hardware, to be marked as {@link
 * io.headgate.api.ChecksumState#PARTIAL}. So the payload is summed up only where somebody needs it: when a changed packet
 * is repaired, or a copy is written out.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc791#section-3.1">RFC 791, section 3.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8200#section-3">RFC 8200, section 3</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc768">RFC 768</a>
 */
final class HeaderWriter {
    static final int UDP = 8;
    static final int IPV4 = 20;
    static final int IPV6 = 40;

    /** Bytes before the payload that both kinds find room in. */
    static final int ROOM = IPV6 + UDP;

    private final ByteBuffer bytes;

    HeaderWriter(SlotArena arena) {
        this.bytes = arena.bytes();
    }

    /**
     * Writes the 28 bytes before {@code payloadAt}.
     *
     * @param payloadLength of the whole datagram, 0 to 65,507, even if less of it is held
     * @param ports the source's in the upper, the destination's in the lower half
     */
    void writeIpv4(int payloadAt, int payloadLength, int source, int destination, int ports, int tos, int ttl) {
        int at = payloadAt - UDP - IPV4;
        int total = IPV4 + UDP + payloadLength;
        int first = 0x4500_0000 | (tos & 0xFF) << 16 | total;
        int lifetime = (ttl & 0xFF) << 8 | Ipv4.UDP;
        int sum = words(first) + lifetime + words(source) + words(destination);
        bytes.putInt(at, first);
        bytes.putInt(at + 4, 0);
        bytes.putInt(at + 8, lifetime << 16 | (~Checksum.fold(sum) & 0xFFFF));
        bytes.putInt(at + 12, source);
        bytes.putInt(at + 16, destination);
        writeUdp(payloadAt, payloadLength, ports, 0);
    }

    /**
     * Writes the 48 bytes before {@code payloadAt}, addresses as two halves each.
     *
     * @param payloadLength of the whole datagram, 0 to 65,527, even if less of it is held
     * @param ports the source's in the upper, the destination's in the lower half
     */
    void writeIpv6(
            int payloadAt,
            int payloadLength,
            long source,
            long source2,
            long destination,
            long destination2,
            int ports,
            int trafficClass,
            int hopLimit) {
        int at = payloadAt - UDP - IPV6;
        int length = UDP + payloadLength;
        bytes.putInt(at, 6 << 28 | (trafficClass & 0xFF) << 20);
        bytes.putInt(at + 4, length << 16 | Ipv4.UDP << 8 | (hopLimit & 0xFF));
        bytes.putLong(at + 8, source);
        bytes.putLong(at + 16, source2);
        bytes.putLong(at + 24, destination);
        bytes.putLong(at + 32, destination2);
        int sum = words(source) + words(source2) + words(destination) + words(destination2) + length + Ipv4.UDP;
        writeUdp(payloadAt, payloadLength, ports, Checksum.fold(sum));
    }

    private void writeUdp(int payloadAt, int payloadLength, int ports, int checksum) {
        bytes.putInt(payloadAt - UDP, ports);
        bytes.putInt(payloadAt - 4, (UDP + payloadLength) << 16 | checksum);
    }

    /** Sum of the 16-bit words. */
    private static int words(int value) {
        return (value >>> 16) + (value & 0xFFFF);
    }

    private static int words(long value) {
        return words((int) (value >>> 32)) + words((int) value);
    }
}
