package io.headgate.toolkit.sequence;

import io.headgate.api.Packet;
import java.nio.ByteOrder;

/**
 * Where a UDP payload has its sequence number: in an RTP header, or at an offset.
 *
 * <p>Shape: RTP (RFC 3550 section 5.1) in network byte order, offsets in bytes from the begin of the payload:
 *
 * <pre>
 *   0      version (2 bits, 2), padding, extension, CSRC count (4 bits)
 *   1      marker, payload type
 *   2..3   sequence number
 *   4..7   media timestamp
 *   8..11  SSRC
 * </pre>
 */
public final class SequenceField {
    private static final int RTP_HEADER = 12;
    private static final int RTP_VERSION = 2;
    private static final int RTP_SEQUENCE = 2;
    private static final int RTP_TIMESTAMP = 4;
    private static final int RTP_SSRC = 8;

    /** Second byte of an RTCP packet on the port of an RTP stream (RFC 5761 section 4). */
    private static final int FIRST_RTCP = 192;

    private static final int LAST_RTCP = 223;

    private final boolean isRtp;
    private final int offset;
    private final int width;
    private final boolean isBigEndian;

    private SequenceField(boolean isRtp, int offset, int width, boolean isBigEndian) {
        this.isRtp = isRtp;
        this.offset = offset;
        this.width = width;
        this.isBigEndian = isBigEndian;
    }

    /** The number in an RTP header. */
    public static SequenceField rtp() {
        return new SequenceField(true, RTP_SEQUENCE, Short.BYTES, true);
    }

    /**
     * A number of its own protocol.
     *
     * @param offset of its first byte in the payload
     * @param width in bytes, 1 to 8
     * @throws IllegalArgumentException if there is no such field
     */
    public static SequenceField at(int offset, int width, ByteOrder order) {
        if (offset < 0 || width < 1 || width > Long.BYTES) {
            throw new IllegalArgumentException(
                    "offset must be 0 or more and width 1 to 8: offset " + offset + ", width " + width);
        }
        return new SequenceField(false, offset, width, order == ByteOrder.BIG_ENDIAN);
    }

    /** Bits of the number. */
    public int bits() {
        return width * Byte.SIZE;
    }

    /** Whether the other fields of an RTP header are there as well. */
    public boolean isRtp() {
        return isRtp;
    }

    /**
     * Whether a packet has the field whole. For RTP also whether its header is one: version 2, room for its CSRC list,
     * not RTCP.
     */
    public boolean isIn(Packet packet) {
        if (packet.udp() == null) {
            return false;
        }
        int at = packet.payloadOffset();
        int length = Math.min(packet.payloadLength(), packet.length() - at);
        if (!isRtp) {
            return length - width >= offset;
        }
        if (length < RTP_HEADER || packet.u8(at) >> 6 != RTP_VERSION) {
            return false;
        }
        int type = packet.u8(at + 1);
        int sources = packet.u8(at) & 0xF;
        return length >= RTP_HEADER + sources * Integer.BYTES && (type < FIRST_RTCP || type > LAST_RTCP);
    }

    /** The number, unsigned, of a packet that has it; {@link #isIn} says whether. */
    public long of(Packet packet) {
        int at = packet.payloadOffset() + offset;
        long number = 0;
        for (int i = 0; i < width; i++) {
            number = number << Byte.SIZE | packet.u8(isBigEndian ? at + i : at + width - 1 - i);
        }
        return number;
    }

    /** The media timestamp of an RTP packet, 32 bits in units of the stream's clock. */
    public int mediaTimestamp(Packet packet) {
        return packet.u32(packet.payloadOffset() + RTP_TIMESTAMP);
    }

    /** The synchronisation source of an RTP packet. */
    public int ssrc(Packet packet) {
        return packet.u32(packet.payloadOffset() + RTP_SSRC);
    }
}
