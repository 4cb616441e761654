package io.headgate.net.multicast.watch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** A part of a packet that cannot be read beyond its end. Shape: network byte order. */
final class Bytes {
    private final ByteBuffer bytes;
    private final int start;
    private final int length;

    /** {@code bytes} must hold so many and be big-endian, as a {@link ByteBuffer} is at first. */
    Bytes(ByteBuffer bytes, int start, int length) {
        this.bytes = bytes;
        this.start = start;
        this.length = length;
    }

    int length() {
        return length;
    }

    int u8(int offset) throws MalformedMessage {
        return bytes.get(at(offset, 1)) & 0xFF;
    }

    int u16(int offset) throws MalformedMessage {
        return bytes.getShort(at(offset, 2)) & 0xFFFF;
    }

    InetAddress address(int offset, int size) throws MalformedMessage {
        byte[] address = new byte[size];
        bytes.get(at(offset, size), address);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException("no address has " + size + " bytes", impossible);
        }
    }

    /** The rest behind {@code offset}, of {@code size} bytes. */
    Bytes part(int offset, int size) throws MalformedMessage {
        return new Bytes(bytes, at(offset, size), size);
    }

    /** The sum of its 16-bit words, the last one filled up with a zero (RFC 1071), not folded. */
    long sum() throws MalformedMessage {
        long sum = 0;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += u16(i);
        }
        return length % 2 == 0 ? sum : sum + ((long) u8(length - 1) << 8);
    }

    private int at(int offset, int size) throws MalformedMessage {
        if (offset < 0 || size < 0 || offset > length - size) {
            throw new MalformedMessage("has " + length + " bytes, but needs " + size + " at " + offset);
        }
        return start + offset;
    }
}
