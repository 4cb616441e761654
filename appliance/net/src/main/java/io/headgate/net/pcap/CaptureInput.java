package io.headgate.net.pcap;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * A window that moves over a file from begin to end. Thread: the reader's, except {@link #offset}.
 *
 * <pre>
 *   window:  | read already | at ... unread ... end | free | slack 8 |
 * </pre>
 */
final class CaptureInput implements Closeable {
    /** Most bytes that {@link #require} can bring into the window. */
    static final int CAPACITY = 1 << 20;

    /** Bytes asked for at once: what the kernel copies is still in the processor's cache when it is taken up. */
    private static final int READ = 1 << 18;

    /** So that whoever copies eight bytes at a time stays inside. */
    private static final int SLACK = Long.BYTES;

    private final String name;
    private final ReadableByteChannel channel;
    private final ByteBuffer window = ByteBuffer.allocateDirect(CAPACITY + SLACK);
    private final ByteBuffer filling = window.duplicate();
    private int at;
    private int end;
    private boolean isAtEnd;

    /** Of the window's first byte in the file. One writer, any reader: for progress. */
    private volatile long windowOffset;

    CaptureInput(String name, ReadableByteChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    String name() {
        return name;
    }

    /** Absolute access only. Whoever reads numbers sets the byte order. */
    ByteBuffer window() {
        return window;
    }

    /** Index in the window of the first unread byte. */
    int at() {
        return at;
    }

    /** Unread bytes in the window. */
    int available() {
        return end - at;
    }

    /** The file offset of the first unread byte. */
    long offset() {
        return windowOffset + at;
    }

    /** About how far the file was read. Any thread. */
    long progress() {
        return windowOffset;
    }

    /**
     * Brings bytes into the window; {@link #at} may change.
     *
     * @param bytes at most {@link #CAPACITY}
     * @return whether so many are there before the file ends
     */
    boolean require(int bytes) throws CaptureException {
        while (end - at < bytes && !isAtEnd) {
            fill();
        }
        return end - at >= bytes;
    }

    /** Passes over bytes that are in the window. */
    void advance(int bytes) {
        at += bytes;
    }

    /** Passes over bytes wherever they are; returns false if the file ends before. */
    boolean skip(long bytes) throws CaptureException {
        long left = bytes;
        while (left > end - at) {
            left -= end - at;
            at = end;
            if (!require(1)) {
                return false;
            }
        }
        at += (int) left;
        return true;
    }

    CaptureException damaged(String reason) {
        return new CaptureException(name, offset(), reason);
    }

    private void fill() throws CaptureException {
        int kept = end - at;
        window.put(0, window, at, kept);
        windowOffset = offset();
        at = 0;
        end = kept;
        filling.limit(Math.min(CAPACITY, end + READ)).position(end);
        try {
            isAtEnd = channel.read(filling) < 0;
        } catch (IOException failed) {
            throw new CaptureException(name, windowOffset + end, failed);
        }
        end = filling.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
