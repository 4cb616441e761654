package io.headgate.net.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An interface description block of pcapng, and how to read the times of its packets.
 *
 * <pre>
 *  8 link type u16 | 10 reserved | 12 snap length u32 | 16 options: code u16, length u16, value, padding to 4 bytes
 * </pre>
 *
 * Times count from 1970 plus the option if_tsoffset, in ticks of which if_tsresol makes a second (10⁶ without it).
 */
final class InterfaceBlock {
    static final int HEADER = 16;
    static final int OPTION_NAME = 2;
    static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_OFFSET = 14;
    private static final int TRAILER = 4;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int BINARY = 0x80;
    private static final int MICROSECONDS = 6;
    private static final int NANOSECONDS = 9;

    private final CaptureInterface description;
    private final long offsetNs;

    /** Exactly one of these is not 0; or both are, and ticks are fractions by powers of two. */
    private final long nsPerTick;

    private final long ticksPerNs;
    private final int shift;

    private InterfaceBlock(CaptureInterface description, int resolution, long offsetS) {
        this.description = description;
        this.offsetNs = offsetS * NS_PER_SECOND;
        boolean isBinary = (resolution & BINARY) != 0;
        int exponent = resolution & ~BINARY;
        this.shift = isBinary ? exponent : 0;
        this.nsPerTick = !isBinary && exponent <= NANOSECONDS ? power10(NANOSECONDS - exponent) : 0;
        this.ticksPerNs = !isBinary && exponent > NANOSECONDS ? power10(exponent - NANOSECONDS) : 0;
    }

    private static long power10(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    /** Reads the block at the input's place, which is in the window as a whole. */
    static InterfaceBlock read(CaptureInput input, int length) throws CaptureException {
        if (length < HEADER + TRAILER) {
            throw input.damaged(
                    "an interface description of " + length + " bytes; it has at least " + (HEADER + TRAILER));
        }
        ByteBuffer bytes = input.window();
        int at = input.at();
        String name = "";
        int resolution = MICROSECONDS;
        long offsetS = 0;
        int end = at + length - TRAILER;
        for (int option = at + HEADER; option + 4 <= end; ) {
            int code = bytes.getShort(option) & 0xFFFF;
            int size = bytes.getShort(option + 2) & 0xFFFF;
            if (code == 0) {
                break;
            }
            if (option + 4 + size > end) {
                throw input.damaged("an interface description with option " + code + " of " + size
                        + " bytes, more than the block has");
            }
            if (code == OPTION_NAME) {
                byte[] text = new byte[size];
                bytes.get(option + 4, text);
                name = new String(text, StandardCharsets.UTF_8).replace("\0", "");
            } else if (code == OPTION_RESOLUTION && size >= 1) {
                resolution = resolution(input, bytes.get(option + 4) & 0xFF);
            } else if (code == OPTION_OFFSET && size >= Long.BYTES) {
                offsetS = bytes.getLong(option + 4);
            }
            option += 4 + ((size + 3) & ~3);
        }
        boolean isBigEndian = bytes.order() == ByteOrder.BIG_ENDIAN;
        boolean isFine = (resolution & BINARY) != 0 || resolution > MICROSECONDS;
        int linkType = bytes.getShort(at + 8) & 0xFFFF;
        return new InterfaceBlock(
                new CaptureInterface(linkType, isBigEndian, bytes.getInt(at + 12), name, isFine), resolution, offsetS);
    }

    private static int resolution(CaptureInput input, int value) throws CaptureException {
        int exponent = value & ~BINARY;
        int largest = (value & BINARY) != 0 ? 63 : 18;
        if (exponent > largest) {
            throw input.damaged("an interface description whose second has " + ((value & BINARY) != 0 ? "2" : "10")
                    + "^" + exponent + " ticks");
        }
        return value;
    }

    CaptureInterface description() {
        return description;
    }

    long toNs(long ticks) {
        if (nsPerTick != 0) {
            return ticks * nsPerTick + offsetNs;
        }
        if (ticksPerNs != 0) {
            return Long.divideUnsigned(ticks, ticksPerNs) + offsetNs;
        }
        long seconds = ticks >>> shift;
        long fraction = ticks & ((1L << shift) - 1);
        // High half of the product: the fraction is below 2^shift, so the quotient is below 10^9.
        long ns = shift == 0 ? 0 : Math.multiplyHigh(fraction << (63 - shift), NS_PER_SECOND << 1);
        return seconds * NS_PER_SECOND + ns + offsetNs;
    }
}
