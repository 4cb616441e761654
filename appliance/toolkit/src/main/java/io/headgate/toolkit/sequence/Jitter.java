package io.headgate.toolkit.sequence;

/**
 * How irregularly packets arrive: RFC 3550 section 6.4.1, with its integer arithmetic (appendix A.8), in nanoseconds.
 *
 * <p>Each packet moves the estimate by a sixteenth of the way to |D|. With a media timestamp, D is by how much two packets
 * lie further apart where they arrive than where they were sent. Without one, D is by how much the interval between two
 * packets differs from the interval before it, so that a stream sent at even intervals has none.
 */
public final class Jitter {
    private static final long NS_PER_S = 1_000_000_000L;

    /** 16 times the estimate. */
    private long scaledNs;

    private long lastNs;
    private long lastIntervalNs;
    private int lastMedia;
    private int packets;

    /** Takes note of an arrival without media timestamp. */
    public void onArrival(long timestampNs) {
        long intervalNs = timestampNs - lastNs;
        if (packets >= 2) {
            move(intervalNs - lastIntervalNs);
        }
        lastIntervalNs = intervalNs;
        next(timestampNs);
    }

    /**
     * Takes note of an arrival with one.
     *
     * @param media 32 bits, wraps
     * @param clockHz its units per second
     */
    public void onArrival(long timestampNs, int media, int clockHz) {
        if (packets >= 1) {
            long sentNs = (media - lastMedia) * NS_PER_S / clockHz;
            move(timestampNs - lastNs - sentNs);
        }
        lastMedia = media;
        next(timestampNs);
    }

    private void next(long timestampNs) {
        lastNs = timestampNs;
        packets = Math.min(packets + 1, 2);
    }

    private void move(long differenceNs) {
        scaledNs += Math.abs(differenceNs) - ((scaledNs + 8) >> 4);
    }

    /** The estimate. */
    public long ns() {
        return scaledNs >> 4;
    }

    /** Begins anew: after a silence or a restart the last interval says nothing. Keeps the estimate. */
    public void skip() {
        packets = 0;
    }

    /** Forgets everything. */
    public void reset() {
        packets = 0;
        scaledNs = 0;
    }
}
