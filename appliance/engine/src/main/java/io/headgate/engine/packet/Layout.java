package io.headgate.engine.packet;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;
import java.nio.ByteBuffer;

/**
 * Where the parts of a packet lie, decoded from its bytes. Offsets count from its first byte.
 *
 * <pre>
 *   | IP header, extension headers | transport header | payload ......... | padding |
 *   0                              transportOffset    payloadOffset       end       length
 *                                  |<------ summed by the transport ------>|
 *                                                                         sumEnd
 * </pre>
 */
final class Layout {
    /** No protocol, no offset. */
    static final int NONE = ExtensionHeaders.NONE;

    private static final int MIN_IPV4_HEADER = 20;

    private final ByteBuffer bytes;
    private final ExtensionHeaders extensions;

    private int base;
    private SlotPacket.Kind kind = SlotPacket.Kind.OTHER;
    private int end;
    private int sumEnd;
    private int transportOffset;
    private int protocol;
    private boolean hasTransportHeader;
    private int checksumOffset;
    private int payloadOffset;

    Layout(ByteBuffer bytes) {
        this.bytes = bytes;
        this.extensions = new ExtensionHeaders(bytes);
    }

    /**
     * Decodes.
     *
     * @param packetBase where the packet begins in the arena
     * @param length bytes held
     * @param originalLength bytes it had before it was cut to what is held
     */
    SlotPacket.Kind decode(int packetBase, int length, int originalLength) {
        base = packetBase;
        forget();
        int version = length < 1 ? 0 : bytes.get(base) >>> 4;
        kind = switch (version) {
            case 4 -> decodeIpv4(length, originalLength);
            case 6 -> decodeIpv6(length, originalLength);
            default -> SlotPacket.Kind.OTHER;
        };
        return kind;
    }

    /** What is not decoded has no headers and no payload, whatever the packet before had. */
    private void forget() {
        end = 0;
        sumEnd = 0;
        transportOffset = 0;
        protocol = NONE;
        hasTransportHeader = false;
        checksumOffset = NONE;
        payloadOffset = 0;
    }

    private SlotPacket.Kind decodeIpv4(int length, int originalLength) {
        if (length < MIN_IPV4_HEADER) {
            return SlotPacket.Kind.MALFORMED;
        }
        int first = bytes.getInt(base);
        int header = ((first >>> 24) & 0xF) << 2;
        int total = first & 0xFFFF;
        if (header < MIN_IPV4_HEADER || header > total || header > length) {
            return SlotPacket.Kind.MALFORMED;
        }
        // A datagram may be longer than what is held, if it was cut on its way here, but not than what was cut.
        if (total > originalLength) {
            return SlotPacket.Kind.MALFORMED;
        }
        end = Math.min(total, length);
        transportOffset = header;
        protocol = bytes.get(base + Ipv4View.PROTOCOL) & 0xFF;
        boolean isLater = (bytes.getShort(base + Ipv4View.FRAGMENT) & Ipv4View.OFFSET_MASK) != 0;
        decodeTransport(isLater || protocol == Ipv6.ICMPV6 ? NONE : protocol);
        return SlotPacket.Kind.IPV4;
    }

    private SlotPacket.Kind decodeIpv6(int length, int originalLength) {
        if (length < Ipv6View.HEADER) {
            return SlotPacket.Kind.MALFORMED;
        }
        int total = Ipv6View.HEADER + (bytes.getShort(base + Ipv6View.PAYLOAD_LENGTH) & 0xFFFF);
        if (total > originalLength) {
            return SlotPacket.Kind.MALFORMED;
        }
        end = Math.min(total, length);
        extensions.decode(base, 0, end);
        transportOffset = extensions.end();
        protocol = extensions.protocol();
        boolean isLater = (fragmentField() & 0xFFF8) != 0;
        decodeTransport(isLater || protocol == Ipv4.ICMP ? NONE : protocol);
        return SlotPacket.Kind.IPV6;
    }

    private void decodeTransport(int transport) {
        sumEnd = end;
        int held = end - transportOffset;
        int header = 0;
        switch (transport) {
            case Ipv4.TCP -> {
                if (held >= TcpView.MIN_HEADER) {
                    header = (bytes.get(base + transportOffset + TcpView.DATA_OFFSET) & 0xF0) >>> 2;
                    hasTransportHeader = header >= TcpView.MIN_HEADER && header <= held;
                    checksumOffset = transportOffset + TcpView.CHECKSUM;
                }
            }
            case Ipv4.UDP -> {
                header = UdpView.HEADER;
                hasTransportHeader = held >= UdpView.HEADER;
                if (hasTransportHeader) {
                    checksumOffset = transportOffset + UdpView.CHECKSUM;
                    // Bytes behind the datagram's own length are its options (RFC 9868), not summed up with it.
                    int datagram = bytes.getShort(base + transportOffset + UdpView.LENGTH) & 0xFFFF;
                    sumEnd = datagram < UdpView.HEADER ? end : Math.min(end, transportOffset + datagram);
                }
            }
            case Ipv4.ICMP, Ipv6.ICMPV6 -> {
                header = IcmpView.HEADER;
                hasTransportHeader = held >= IcmpView.HEADER;
                checksumOffset = hasTransportHeader ? transportOffset + IcmpView.CHECKSUM : NONE;
            }
            default -> {
                // Another protocol, or a later fragment: its bytes are payload, its sum is not ours.
            }
        }
        payloadOffset = hasTransportHeader ? transportOffset + header : transportOffset;
    }

    SlotPacket.Kind kind() {
        return kind;
    }

    boolean isIpv6() {
        return kind == SlotPacket.Kind.IPV6;
    }

    /** Where the packet begins in the arena. */
    int base() {
        return base;
    }

    /** Where the datagram ends: its own length, or what is held of it. */
    int end() {
        return end;
    }

    /** Where the bytes end that the transport's checksum covers. */
    int sumEnd() {
        return sumEnd;
    }

    int transportOffset() {
        return transportOffset;
    }

    /** Protocol of the transport, also of a later fragment; NONE if the headers before it cannot be read. */
    int protocol() {
        return protocol;
    }

    boolean hasTransport(int wanted) {
        return hasTransportHeader && protocol == wanted;
    }

    /** Offset of the transport's checksum, NONE where there is none in this packet. */
    int checksumOffset() {
        return checksumOffset;
    }

    int payloadOffset() {
        return payloadOffset;
    }

    ExtensionHeaders extensions() {
        return extensions;
    }

    /** Whether the transport's sum covers addresses, protocol and length too. */
    boolean hasPseudoHeader() {
        return protocol == Ipv4.TCP || protocol == Ipv4.UDP || (protocol == Ipv6.ICMPV6 && isIpv6());
    }

    /** The two bytes of the IPv6 fragment header with offset and flag; 0 without one. */
    int fragmentField() {
        int at = extensions.fragmentAt();
        return at == NONE ? 0 : bytes.getShort(base + at + ExtensionHeaders.FRAGMENT_FIELD) & 0xFFFF;
    }

    /** Where this fragment's data begins in its datagram, in bytes. */
    int fragmentOffset() {
        return isIpv6()
                ? fragmentField() & 0xFFF8
                : (bytes.getShort(base + Ipv4View.FRAGMENT) & Ipv4View.OFFSET_MASK) << 3;
    }

    boolean isFragment() {
        return isIpv6()
                ? (fragmentField() & 0xFFF9) != 0
                : (bytes.getShort(base + Ipv4View.FRAGMENT) & (Ipv4View.OFFSET_MASK | Ipv4View.MORE_FRAGMENTS)) != 0;
    }
}
