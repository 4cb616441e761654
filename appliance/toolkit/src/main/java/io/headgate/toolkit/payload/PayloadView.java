package io.headgate.toolkit.payload;

import io.headgate.api.Packet;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A run of bytes, read in place: the payload of a packet, or a part of a buffer in which a caller gathers a stream.
 * Positions count from its first byte, in network byte order.
 *
 * <p>Ownership: the bytes stay whose they are; for a packet the view is valid until the filter returns. The view is
 * reused for every packet.
 */
public final class PayloadView {
    private Packet packet;
    private ByteBuffer buffer;
    private int offset;
    private int length;

    /** Shows what of a packet's payload is here: less than the IP header says if the packet arrived cut. */
    public PayloadView show(Packet whole) {
        packet = whole;
        buffer = null;
        offset = whole.payloadOffset();
        length = Math.max(Math.min(whole.payloadLength(), whole.length() - offset), 0);
        return this;
    }

    /**
     * Shows a part of a buffer; its position, limit and byte order do not count.
     *
     * @param from index of the first byte
     * @throws IndexOutOfBoundsException if the buffer has no such part
     */
    public PayloadView show(ByteBuffer bytes, int from, int count) {
        Objects.checkFromIndexSize(from, count, bytes.capacity());
        packet = null;
        buffer = bytes;
        offset = from;
        length = count;
        return this;
    }

    /**
     * Leaves out bytes at the beginning; positions count from what is then the first.
     *
     * @throws IndexOutOfBoundsException if there are fewer
     */
    public PayloadView skip(int count) {
        Objects.checkFromIndexSize(0, count, length);
        offset += count;
        length -= count;
        return this;
    }

    /**
     * Leaves out what is behind the first bytes.
     *
     * @throws IndexOutOfBoundsException if there are fewer
     */
    public PayloadView limit(int count) {
        Objects.checkFromIndexSize(0, count, length);
        length = count;
        return this;
    }

    /** Bytes in view. */
    public int length() {
        return length;
    }

    /**
     * The byte at {@code at}, 0 to 255.
     *
     * @throws IndexOutOfBoundsException if it is not in view
     */
    public int u8(int at) {
        Objects.checkIndex(at, length);
        return packet != null ? packet.u8(offset + at) : buffer.get(offset + at) & 0xFF;
    }

    /** The two bytes at {@code at}, 0 to 65,535; bounds as {@link #u8}. */
    public int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    /** The four bytes at {@code at}, as a signed int holding 32 bits; bounds as {@link #u8}. */
    public int u32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }
}
