package io.headgate.testkit.packet;

import java.util.Arrays;

/** A packet, and what a source says of it. Ownership: keeps the bytes it is given, which nobody changes. */
public final class Arrival {
    /** Offset of the IP header of a frame that has none. */
    public static final int NO_IP = -1;

    private final byte[] bytes;
    private final int ipOffset;
    private final int originalLength;
    private final boolean leavesCut;
    private final Origin origin;

    private Arrival(byte[] bytes, int ipOffset, int originalLength, boolean leavesCut, Origin origin) {
        this.bytes = bytes;
        this.ipOffset = ipOffset;
        this.originalLength = originalLength;
        this.leavesCut = leavesCut;
        this.origin = origin;
    }

    /** A packet like any other, from its IP header on. */
    public static Arrival of(byte[] packet) {
        return new Arrival(packet, 0, packet.length, false, Origin.PLAIN);
    }

    /**
     * A packet out of a network.
     *
     * @param packet what is held of it, from its IP header on
     * @param originalLength bytes it had before it was cut; more than are held if it was
     */
    public static Arrival of(byte[] packet, int originalLength, Origin origin) {
        return new Arrival(packet, 0, originalLength, false, origin);
    }

    /**
     * A frame of a capture. It may leave cut though it was changed.
     *
     * @param ipOffset where its IP header begins; {@link #NO_IP} if it has none: it then skips the filters
     */
    public static Arrival captured(byte[] frame, int ipOffset, int originalLength, Origin origin) {
        return new Arrival(frame, ipOffset, originalLength, true, origin);
    }

    /** Whatever is held: from the link header on, if there is one. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the IP header begins; {@link #NO_IP}. */
    public int ipOffset() {
        return ipOffset;
    }

    /** Bytes it had before it was cut. */
    public int originalLength() {
        return originalLength;
    }

    /** Whether it may leave cut though it was changed: in a capture, not in a network. */
    public boolean leavesCut() {
        return leavesCut;
    }

    public Origin origin() {
        return origin;
    }

    /** Its bytes from the IP header on; all if there is none. */
    public byte[] packet() {
        return ipOffset <= 0 ? bytes : Arrays.copyOfRange(bytes, ipOffset, bytes.length);
    }
}
