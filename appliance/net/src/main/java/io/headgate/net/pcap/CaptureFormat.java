package io.headgate.net.pcap;

import java.nio.ByteBuffer;

/**
 * How a capture is laid out, for the sink: what is written into its buffer around the frames. Thread: the lane's.
 */
abstract sealed class CaptureFormat permits PcapFormat, PcapngFormat {
    /** Most bytes that {@link #putHeader} and one {@link #putInterface} write. */
    static final int MAX_DESCRIPTION = 512;

    /** Most bytes written before and after a frame. */
    static final int MAX_OVERHEAD = 40;

    /** Chooses by the file's name: classic pcap if it ends so, otherwise pcapng. */
    static CaptureFormat of(String fileName, boolean isNanoseconds) {
        return fileName.endsWith(".pcap") ? new PcapFormat(isNanoseconds) : new PcapngFormat();
    }

    /** Writes what comes before everything else; returns where it ends. */
    abstract int putHeader(ByteBuffer out, int at);

    /**
     * Writes what has to be said of an interface before its first frame; returns where it ends.
     *
     * @throws UnsuitableFormat if a file of this format cannot hold its frames
     */
    abstract int putInterface(ByteBuffer out, int at, CaptureInterface from);

    /** Writes what comes before a frame; returns where the frame begins. */
    abstract int putBefore(ByteBuffer out, int at, int interfaceIndex, long timestampNs, int length, int original);

    /** Writes what comes after a frame; returns where that ends. */
    abstract int putAfter(ByteBuffer out, int at, int length);

    /** The frames of a capture do not fit the format of the file they are to be written to. */
    static final class UnsuitableFormat extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnsuitableFormat(String message) {
            super(message);
        }
    }
}
