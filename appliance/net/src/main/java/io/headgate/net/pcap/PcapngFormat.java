package io.headgate.net.pcap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes pcapng, little-endian, as one section of enhanced packets; see {@link PcapngReader} for its layout. */
final class PcapngFormat extends CaptureFormat {
    private static final int VERSION = 1;
    private static final int SECTION_BLOCK = 28;
    private static final int PACKET_BLOCK = 32;
    private static final int BEFORE = 28;
    private static final long LENGTH_NOT_KNOWN = -1;
    private static final int MAX_NAME = 255;
    private static final int NANOSECONDS = 9;

    /** By interface: nanoseconds of a tick, 1 or 1,000. */
    private int[] ticks = {};

    @Override
    int putHeader(ByteBuffer out, int at) {
        out.putInt(at, PcapngReader.SECTION);
        out.putInt(at + 4, SECTION_BLOCK);
        out.putInt(at + 8, PcapngReader.BYTE_ORDER_MAGIC);
        out.putInt(at + 12, VERSION);
        out.putLong(at + 16, LENGTH_NOT_KNOWN);
        out.putInt(at + 24, SECTION_BLOCK);
        return at + SECTION_BLOCK;
    }

    @Override
    int putInterface(ByteBuffer out, int at, CaptureInterface from) {
        ticks = Arrays.copyOf(ticks, ticks.length + 1);
        ticks[ticks.length - 1] = from.isNanoseconds() ? 1 : 1_000;
        out.putInt(at, PcapngReader.INTERFACE);
        out.putInt(at + 8, from.linkType());
        out.putInt(at + 12, from.snapLength());
        int end = at + InterfaceBlock.HEADER;
        byte[] name = from.name().getBytes(StandardCharsets.UTF_8);
        if (name.length > 0) {
            end = putOption(out, end, InterfaceBlock.OPTION_NAME, Arrays.copyOf(name, Math.min(name.length, MAX_NAME)));
        }
        if (from.isNanoseconds()) {
            end = putOption(out, end, InterfaceBlock.OPTION_RESOLUTION, new byte[] {NANOSECONDS});
        }
        if (end > at + InterfaceBlock.HEADER) {
            out.putInt(end, 0);
            end += 4;
        }
        int length = end + 4 - at;
        out.putInt(at + 4, length);
        out.putInt(end, length);
        return at + length;
    }

    private static int putOption(ByteBuffer out, int at, int code, byte[] value) {
        int padded = (value.length + 3) & ~3;
        out.putShort(at, (short) code);
        out.putShort(at + 2, (short) value.length);
        out.put(at + 4, Arrays.copyOf(value, padded));
        return at + 4 + padded;
    }

    @Override
    int putBefore(ByteBuffer out, int at, int interfaceIndex, long timestampNs, int length, int original) {
        long time = ticks[interfaceIndex] == 1 ? timestampNs : timestampNs / 1_000;
        out.putInt(at, PcapngReader.ENHANCED_PACKET);
        out.putInt(at + 4, PACKET_BLOCK + ((length + 3) & ~3));
        out.putInt(at + 8, interfaceIndex);
        out.putInt(at + 12, (int) (time >>> 32));
        out.putInt(at + 16, (int) time);
        out.putInt(at + 20, length);
        out.putInt(at + 24, original);
        return at + BEFORE;
    }

    @Override
    int putAfter(ByteBuffer out, int at, int length) {
        int padded = at + (-length & 3);
        // What the frame does not fill of its last four bytes; the trailer overwrites the rest.
        out.putInt(at, 0);
        out.putInt(padded, PACKET_BLOCK + ((length + 3) & ~3));
        return padded + 4;
    }
}
