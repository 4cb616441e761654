package io.headgate.net.pcap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Bytes of captures, written here by the book, apart from what the sink writes. */
final class CaptureBuilder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteOrder order;

    private CaptureBuilder(ByteOrder order) {
        this.order = order;
    }

    static CaptureBuilder pcap(ByteOrder order, int magic, int linkType) {
        CaptureBuilder capture = new CaptureBuilder(order);
        capture.add(capture.buffer(24)
                .putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(linkType));
        return capture;
    }

    static CaptureBuilder pcapng(ByteOrder order) {
        return new CaptureBuilder(order).section();
    }

    /** Goes on with a section of the other byte order. */
    CaptureBuilder turned() throws java.io.IOException {
        CaptureBuilder next = pcapng(order == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        byte[] more = next.build();
        next.bytes.reset();
        next.bytes.write(build());
        next.bytes.write(more);
        return next;
    }

    private CaptureBuilder section() {
        return block(
                0x0A0D_0D0A,
                buffer(16)
                        .putInt(0x1A2B_3C4D)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1));
    }

    private ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(order);
    }

    private void add(ByteBuffer part) {
        byte[] copy = new byte[part.capacity()];
        part.get(0, copy);
        bytes.writeBytes(copy);
    }

    /** A packet of a classic pcap. */
    CaptureBuilder packet(int seconds, int fraction, byte[] frame, int original) {
        add(buffer(16).putInt(seconds).putInt(fraction).putInt(frame.length).putInt(original));
        bytes.writeBytes(frame);
        return this;
    }

    CaptureBuilder block(int type, ByteBuffer body) {
        int padded = (body.position() + 3) & ~3;
        ByteBuffer block = buffer(12 + padded).putInt(type).putInt(12 + padded);
        block.put(8, body, 0, body.position()).putInt(8 + padded, 12 + padded);
        add(block);
        return this;
    }

    /**
     * An interface description.
     *
     * @param name null for none
     * @param resolution if_tsresol; negative for none
     */
    CaptureBuilder device(int linkType, int snapLength, String name, int resolution, long offsetS) {
        ByteBuffer body =
                buffer(512).putShort((short) linkType).putShort((short) 0).putInt(snapLength);
        if (name != null) {
            option(body, 2, name.getBytes(StandardCharsets.UTF_8));
        }
        if (resolution >= 0) {
            option(body, 9, new byte[] {(byte) resolution});
        }
        if (offsetS != 0) {
            option(body, 14, buffer(8).putLong(offsetS).array());
        }
        return block(1, body.putInt(0));
    }

    private static void option(ByteBuffer body, int code, byte[] value) {
        body.putShort((short) code).putShort((short) value.length).put(value);
        body.position((body.position() + 3) & ~3);
    }

    CaptureBuilder enhanced(int device, long ticks, byte[] frame, int original) {
        ByteBuffer body = buffer(20 + frame.length + 8).putInt(device).putInt((int) (ticks >>> 32));
        body.putInt((int) ticks).putInt(frame.length).putInt(original).put(frame);
        body.position((body.position() + 3) & ~3);
        return block(6, body.putInt(0));
    }

    CaptureBuilder obsolete(int device, long ticks, byte[] frame, int original) {
        ByteBuffer body = buffer(24 + frame.length).putShort((short) device).putShort((short) 3);
        body.putInt((int) (ticks >>> 32))
                .putInt((int) ticks)
                .putInt(frame.length)
                .putInt(original);
        return block(2, body.put(frame));
    }

    CaptureBuilder simple(byte[] kept, int original) {
        return block(3, buffer(4 + kept.length).putInt(original).put(kept));
    }

    CaptureBuilder unknown(int size) {
        return block(0x0BAD, buffer(size).position(size));
    }

    byte[] build() {
        return bytes.toByteArray();
    }
}
