package io.headgate.toolkit.sequence;

import io.headgate.toolkit.sequence.SequenceWindow.Arrival;

/**
 * One stream of numbered packets: loss, reordering, duplicates, jitter, silence. Counts are of packets, by the rules of
 * {@link SequenceWindow}: a packet is reordered if it comes for the first time below a higher one.
 */
public final class SequenceWatch {
    private final SequenceWindow window;
    private final Jitter jitter = new Jitter();
    private final long silenceNs;

    private long packets;
    private long reordered;
    private long duplicates;
    private long silences;
    private boolean isSilent;
    private long lastNs;

    /**
     * Makes a watch that has seen nothing.
     *
     * @param bits of the numbers
     * @param windowSize as {@link SequenceWindow} allows
     * @param silenceNs how long without a packet is a silence
     */
    public SequenceWatch(int bits, int windowSize, long silenceNs) {
        this.window = new SequenceWindow(bits, windowSize, 1);
        this.silenceNs = silenceNs;
    }

    /**
     * Takes note of a packet without media timestamp.
     *
     * @param number unsigned
     * @param timestampNs when it arrived
     */
    public Arrival onPacket(long number, long timestampNs) {
        Arrival arrival = take(number, timestampNs);
        if (isNew(arrival)) {
            jitter.onArrival(timestampNs);
        }
        return arrival;
    }

    /**
     * Takes note of a packet with one.
     *
     * @param media the media timestamp
     * @param clockHz its units per second
     */
    public Arrival onPacket(long number, long timestampNs, int media, int clockHz) {
        Arrival arrival = take(number, timestampNs);
        if (isNew(arrival)) {
            jitter.onArrival(timestampNs, media, clockHz);
        }
        return arrival;
    }

    private static boolean isNew(Arrival arrival) {
        return arrival != Arrival.DUPLICATE && arrival != Arrival.OUTSIDE;
    }

    private Arrival take(long number, long timestampNs) {
        if (packets > 0 && timestampNs - lastNs >= silenceNs) {
            // In a capture, or between two ticks, a silence may be over before it is noticed.
            if (!isSilent) {
                silences++;
            }
            jitter.skip();
        }
        isSilent = false;
        lastNs = timestampNs;
        packets++;
        Arrival arrival = window.offer(number, 0);
        switch (arrival) {
            case LATE -> reordered++;
            case DUPLICATE -> duplicates++;
            case RESTART -> jitter.skip();
            default -> {}
        }
        return arrival;
    }

    /**
     * Looks whether the stream has fallen silent.
     *
     * @param nowNs by the clock of the packets
     * @return whether a silence has just begun
     */
    public boolean becomesSilent(long nowNs) {
        if (packets == 0 || isSilent || nowNs - lastNs < silenceNs) {
            return false;
        }
        isSilent = true;
        silences++;
        return true;
    }

    /** Makes the watch what it was before the first packet. */
    public void reset() {
        window.reset();
        jitter.reset();
        packets = 0;
        reordered = 0;
        duplicates = 0;
        silences = 0;
        isSilent = false;
    }

    /** Its numbers. */
    public SequenceWindow window() {
        return window;
    }

    public long packets() {
        return packets;
    }

    public long reordered() {
        return reordered;
    }

    public long duplicates() {
        return duplicates;
    }

    /** Silences that have begun. */
    public long silences() {
        return silences;
    }

    /** Whether one goes on. */
    public boolean isSilent() {
        return isSilent;
    }

    /** See {@link Jitter}. */
    public long jitterNs() {
        return jitter.ns();
    }
}
