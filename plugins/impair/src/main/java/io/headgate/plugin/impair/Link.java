package io.headgate.plugin.impair;

/**
 * A link of so many bits a second, on which packets leave one behind the other, with a queue before it. A packet leaves when
 * its last bit has; what fits into the burst leaves at once.
 *
 * <p>Exact for as long as it runs: what a division leaves over is kept for the next packet. Time may begin anywhere.
 */
final class Link {
    /** Returned for a packet that the queue has no room for. */
    static final long FULL = Long.MIN_VALUE;

    private static final long SECOND_NS = 1_000_000_000L;

    private final long bitsPerSecond;
    private final long burstNs;
    private final long queueNs;
    private long freeNs = Long.MIN_VALUE;
    private long remainder;

    /**
     * Makes an idle link.
     *
     * @param burstBytes that leave at once after a pause
     * @param queueBytes that wait at most
     */
    Link(long bitsPerSecond, long burstBytes, long queueBytes) {
        this.bitsPerSecond = bitsPerSecond;
        this.burstNs = timeNs(burstBytes);
        this.queueNs = timeNs(queueBytes);
    }

    private long timeNs(long bytes) {
        return (long) ((double) bytes * Byte.SIZE / bitsPerSecond * SECOND_NS);
    }

    /**
     * Sends a packet.
     *
     * @param nowNs not before that of the packet before
     * @return when it leaves, not before {@code nowNs}; {@link #FULL}
     */
    long send(int bytes, long nowNs) {
        if (freeNs < nowNs) {
            freeNs = nowNs;
            remainder = 0;
        }
        long units = bytes * (long) Byte.SIZE * SECOND_NS + remainder;
        long behindNs = freeNs + units / bitsPerSecond;
        // Whatever its size, a packet may use an idle link.
        if (freeNs > nowNs && behindNs - burstNs - nowNs > queueNs) {
            return FULL;
        }
        freeNs = behindNs;
        remainder = units % bitsPerSecond;
        return Math.max(nowNs, freeNs - burstNs);
    }

    /** Bytes that wait to leave. */
    long waitingBytes(long nowNs) {
        long waitNs = freeNs == Long.MIN_VALUE ? 0 : freeNs - burstNs - nowNs;
        return waitNs <= 0 ? 0 : (long) ((double) waitNs * bitsPerSecond / SECOND_NS / Byte.SIZE);
    }

    /** Forgets all that was sent. */
    void reset() {
        freeNs = Long.MIN_VALUE;
        remainder = 0;
    }
}
