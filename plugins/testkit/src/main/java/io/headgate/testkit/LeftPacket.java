package io.headgate.testkit;

/** A packet that left. */
public final class LeftPacket {
    /** Number of clones, answers to rejected packets, and packets of a filter's own. */
    public static final int INJECTED = -1;

    private final int number;
    private final byte[] bytes;
    private final int mark;
    private final long timeNs;

    LeftPacket(int number, byte[] bytes, int mark, long timeNs) {
        this.number = number;
        this.bytes = bytes;
        this.mark = mark;
        this.timeNs = timeNs;
    }

    /** The packet of this number was fed, counted from 0; {@link #INJECTED} if none was. */
    public int number() {
        return number;
    }

    public boolean isInjected() {
        return number == INJECTED;
    }

    /** From the IP header on; of a frame without one, all. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The mark it left with. */
    public int mark() {
        return mark;
    }

    /** When it left by the harness's clock, nanoseconds since 1970-01-01 UTC. */
    public long timeNs() {
        return timeNs;
    }
}
