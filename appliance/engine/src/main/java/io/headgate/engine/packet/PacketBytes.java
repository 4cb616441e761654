package io.headgate.engine.packet;

import io.headgate.api.Ipv4;
import io.headgate.engine.io.ByteCopy;
import io.headgate.engine.ring.SlotArena;
import java.nio.ByteBuffer;

/**
 * The bytes of one packet, read and written at offsets from its first byte. Every change goes through one of the {@code
 * put}s, which log what they overwrite and what the change means for the sums.
 */
final class PacketBytes {
    private final ByteBuffer bytes;
    private final ByteBuffer nativeBytes;
    private final Edits edits;
    private final Layout layout;

    private int base;

    PacketBytes(SlotArena arena, Edits edits, Layout layout) {
        this.bytes = arena.bytes();
        this.nativeBytes = arena.nativeBytes();
        this.edits = edits;
        this.layout = layout;
    }

    /** Points at the packet that begins at {@code packetBase} in the arena. */
    void wrap(int packetBase) {
        base = packetBase;
    }

    /** Copies the first {@code length} bytes to another place of the arena. */
    void copyTo(int at, int length) {
        ByteCopy.copy(nativeBytes, base, nativeBytes, at, length);
    }

    /** Copies the first {@code length} bytes to another buffer, in the machine's byte order; as {@link ByteCopy}. */
    void copyTo(ByteBuffer target, int at, int length) {
        ByteCopy.copy(nativeBytes, base, target, at, length);
    }

    int get8(int offset) {
        return bytes.get(base + offset) & 0xFF;
    }

    int get16(int offset) {
        return bytes.getShort(base + offset) & 0xFFFF;
    }

    int get32(int offset) {
        return bytes.getInt(base + offset);
    }

    long get64(int offset) {
        return bytes.getLong(base + offset);
    }

    /** One's-complement sum of a range; see {@link Checksum#sum}. */
    int sum(int offset, int length) {
        return Checksum.sum(nativeBytes, base + offset, length);
    }

    /** What a range adds to the transport's sum: headers are whole words long, so odd offsets are low halves of words. */
    int sumInPlace(int offset, int length) {
        int sum = sum(offset, length);
        return (offset & 1) == 0 ? sum : ((sum & 0xFF) << 8) | (sum >>> 8);
    }

    void read(int offset, byte[] target, int at, int length) {
        bytes.get(base + offset, target, at, length);
    }

    /** How many bytes of a range are those of an array already, before the first that is not. */
    int mismatch(int offset, byte[] source, int at, int length) {
        int same = 0;
        while (same < length && bytes.get(base + offset + same) == source[at + same]) {
            same++;
        }
        return same;
    }

    // ---- the IPv4 header: covered by its own sum

    void putIp16(int offset, int value) {
        int old = get16(offset);
        if (old != value) {
            edits.log(offset, 2, old);
            bytes.putShort(base + offset, (short) value);
            edits.addToIp(old, value);
        }
    }

    /** An IPv4 address: covered by the header's sum and by the pseudo-header. */
    void putIpv4Address(int offset, int value) {
        int old = get32(offset);
        if (old == value) {
            return;
        }
        edits.log(offset, 4, old);
        bytes.putInt(base + offset, value);
        edits.addToIp(old >>> 16, value >>> 16);
        edits.addToIp(old & 0xFFFF, value & 0xFFFF);
        if (layout.protocol() != Ipv4.ICMP) {
            edits.addToTransport(old >>> 16, value >>> 16);
            edits.addToTransport(old & 0xFFFF, value & 0xFFFF);
        }
    }

    // ---- the IPv6 header: no sum of its own

    /** Writes a byte of which no sum shall tell. */
    void putUnsummed8(int offset, int value) {
        edits.log(offset, 1, get8(offset));
        bytes.put(base + offset, (byte) value);
    }

    /** Writes what no sum covers. */
    void putUnsummed16(int offset, int value) {
        int old = get16(offset);
        if (old != value) {
            edits.log(offset, 2, old);
            bytes.putShort(base + offset, (short) value);
        }
    }

    void putUnsummed32(int offset, int value) {
        putUnsummed16(offset, value >>> 16);
        putUnsummed16(offset + 2, value & 0xFFFF);
    }

    /**
     * An IPv6 address.
     *
     * @param isSummed whether it is in the pseudo-header
     */
    void putIpv6Address(int offset, long high, long low, boolean isSummed) {
        putPseudo32(offset, (int) (high >>> 32), isSummed);
        putPseudo32(offset + 4, (int) high, isSummed);
        putPseudo32(offset + 8, (int) (low >>> 32), isSummed);
        putPseudo32(offset + 12, (int) low, isSummed);
    }

    private void putPseudo32(int offset, int value, boolean isSummed) {
        int old = get32(offset);
        if (old == value) {
            return;
        }
        edits.log(offset, 4, old);
        bytes.putInt(base + offset, value);
        if (isSummed) {
            edits.addToTransport(old >>> 16, value >>> 16);
            edits.addToTransport(old & 0xFFFF, value & 0xFFFF);
        }
    }

    /** One byte before the transport header: part of the sum only where it belongs to the pseudo-header. */
    void putExtension8(int offset, int value, boolean isSummed) {
        int old = get8(offset);
        if (old != value) {
            edits.log(offset, 1, old);
            bytes.put(base + offset, (byte) value);
            if (isSummed) {
                addByteToTransport(offset, old, value);
            }
        }
    }

    // ---- transport header and payload: covered by the transport's sum

    void put8(int offset, int value) {
        int old = get8(offset);
        if (old != value) {
            edits.log(offset, 1, old);
            bytes.put(base + offset, (byte) value);
            if (offset < layout.sumEnd()) {
                addByteToTransport(offset, old, value);
            }
        }
    }

    /** Headers are whole words long, so even offsets are the high bytes of the sum's words. */
    private void addByteToTransport(int offset, int old, int value) {
        int shift = (offset & 1) == 0 ? 8 : 0;
        edits.addToTransport(old << shift, value << shift);
    }

    void put16(int offset, int value) {
        if ((offset & 1) != 0 || offset + 1 >= layout.sumEnd()) {
            put8(offset, value >>> 8);
            put8(offset + 1, value & 0xFF);
            return;
        }
        int old = get16(offset);
        if (old != value) {
            edits.log(offset, 2, old);
            bytes.putShort(base + offset, (short) value);
            edits.addToTransport(old, value);
        }
    }

    void put32(int offset, int value) {
        put16(offset, value >>> 16);
        put16(offset + 2, value & 0xFFFF);
    }

    // ---- many bytes at once: of what may have to be put back the caller has had a copy made

    /** Writes bytes of the payload. */
    void putSaved(int offset, byte[] source, int at, int length) {
        int summed = Math.min(length, layout.sumEnd() - offset);
        int before = summed > 0 ? sumInPlace(offset, summed) : 0;
        write(offset, source, at, length);
        if (summed > 0) {
            edits.addToTransport(before, sumInPlace(offset, summed));
        }
    }

    /** Writes without a look at any sum. */
    void write(int offset, byte[] source, int at, int length) {
        bytes.put(base + offset, source, at, length);
    }

    /** Moves bytes, also over themselves, without a look at any sum. */
    void move(int from, int to, int length) {
        bytes.put(base + to, nativeBytes, base + from, length);
    }

    /** Writes zeros where no sum reaches yet. */
    void clear(int from, int to) {
        int at = base + from;
        int end = base + to;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            bytes.putLong(at, 0);
        }
        for (; at < end; at++) {
            bytes.put(at, (byte) 0);
        }
    }

    /** Writes a checksum, which is in no sum that its own changes would have to reach. */
    void putChecksum(int offset, int value) {
        putUnsummed16(offset, value);
    }

    /** Writes a checksum or length after the chain, when nothing can be undone any more. */
    void finish16(int offset, int value) {
        bytes.putShort(base + offset, (short) value);
    }

    /** Checks a value that a filter wants to put into a field of {@code max + 1} values. */
    static int checkField(String field, int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(field + " must be 0 to " + max + ": " + value);
        }
        return value;
    }
}
