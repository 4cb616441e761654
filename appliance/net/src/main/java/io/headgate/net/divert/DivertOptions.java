package io.headgate.net.divert;

import io.headgate.api.Direction;
import io.headgate.api.Segments;

/**
 * How to open a divert socket.
 *
 * @param port divert port, or queue number on Linux: 0 to 65,535
 * @param segments {@link Segments#ANY} lets large segments come uncut
 * @param failOpen whether packets that find the queue full go on unfiltered instead of being dropped
 * @param maxQueueLength packets the kernel holds for us, 1 to 1,048,576
 * @param receiveBufferBytes what to ask for; the system may grant less
 * @param direction which way the rules that divert here look, null if both. On divert(4) an inbound packet of an interface
 *     without IPv4 address looks like an outbound one; only a port for each direction tells them apart
 */
public record DivertOptions(
        int port,
        Segments segments,
        boolean failOpen,
        int maxQueueLength,
        int receiveBufferBytes,
        Direction direction) {
    /** Packets the kernel holds for us unless told otherwise. */
    public static final int DEFAULT_QUEUE_LENGTH = 8192;

    /** Room for the default queue length of full packets with the kernel's own overhead. */
    public static final int DEFAULT_RECEIVE_BUFFER = 32 << 20;

    /** The packet mark of what we inject, to be exempt from the rules that divert. */
    public static final int INJECT_MARK = 0x4000_0000;

    public DivertOptions {
        requireRange("port", port, 0, 65_535);
        requireRange("max queue length", maxQueueLength, 1, 1 << 20);
        requireRange("receive buffer", receiveBufferBytes, 4096, 1 << 30);
    }

    /** The defaults for a port. */
    public static DivertOptions of(int port, Segments segments, boolean failOpen) {
        return new DivertOptions(port, segments, failOpen, DEFAULT_QUEUE_LENGTH, DEFAULT_RECEIVE_BUFFER, null);
    }

    /** The same for a port whose rules look one way only. */
    public DivertOptions withDirection(Direction only) {
        return new DivertOptions(port, segments, failOpen, maxQueueLength, receiveBufferBytes, only);
    }

    /** The same with so many packets held by the kernel. */
    public DivertOptions withQueueLength(int packets) {
        return new DivertOptions(port, segments, failOpen, packets, receiveBufferBytes, direction);
    }

    private static void requireRange(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be " + min + " to " + max + ": " + value);
        }
    }
}
