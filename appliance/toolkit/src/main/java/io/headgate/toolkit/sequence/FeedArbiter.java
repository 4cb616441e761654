package io.headgate.toolkit.sequence;

import io.headgate.toolkit.sequence.SequenceWindow.Arrival;

/**
 * Makes one stream of two feeds that carry the same numbered packets, A and B: of each number the first packet wins,
 * whichever leg it came by; what comes later is dropped.
 *
 * <p>The output is the union of both feeds in order of first arrival; a number that one leg delivers late fills its gap
 * late. Packets outside the window are dropped as well, since nobody knows whether they came before. A leg that lags behind
 * by more than the window is outside all the time.
 *
 * <p>A restart of the numbers to outside the window costs one packet; one to inside it cannot be told from copies and costs
 * what was forwarded before of the numbers it repeats, at most a window. After a pause neither costs anything: the first
 * packet then begins anew if its number came before on the same leg, is a gap or is outside. Only a number that just the
 * other leg had brought is still its copy, since a leg may lag by more than the pause; a restart that begins with such a
 * number is taken for copies until it leaves them behind.
 */
public final class FeedArbiter {
    /** What is to become of a packet. */
    public enum Decision {
        /** The first with its number. */
        FORWARD,
        /** Its number was forwarded before. */
        COPY,
        /** Too far from the others. */
        OUTSIDE
    }

    private final SequenceWindow window;
    private final long pauseNs;
    private final long[] first = new long[2];
    private final long[] copies = new long[2];
    private final long[] duplicates = new long[2];
    private final long[] outside = new long[2];

    private boolean isStarted;
    private long lastInsideNs;

    /**
     * Makes an arbiter that has seen nothing.
     *
     * @param bits of the numbers
     * @param windowSize by how many numbers one leg may lag behind the other; as {@link SequenceWindow} allows
     * @param pauseNs after so long without a packet inside the window the numbers may begin anew anywhere
     */
    public FeedArbiter(int bits, int windowSize, long pauseNs) {
        this.window = new SequenceWindow(bits, windowSize, 2);
        this.pauseNs = pauseNs;
    }

    /**
     * Decides about a packet.
     *
     * @param number unsigned
     * @param leg 0 for A, 1 for B
     * @param timestampNs when it arrived
     */
    public Decision decide(long number, int leg, long timestampNs) {
        boolean isPaused = isStarted && timestampNs - lastInsideNs >= pauseNs;
        if (isPaused && !window.isContinuedBy(number, leg)) {
            window.restartAt(number, leg);
            lastInsideNs = timestampNs;
            first[leg]++;
            return Decision.FORWARD;
        }
        Arrival arrival = window.offer(number, leg);
        if (arrival == Arrival.OUTSIDE) {
            outside[leg]++;
            return Decision.OUTSIDE;
        }
        isStarted = true;
        lastInsideNs = timestampNs;
        if (arrival == Arrival.COPY || arrival == Arrival.DUPLICATE) {
            (arrival == Arrival.COPY ? copies : duplicates)[leg]++;
            return Decision.COPY;
        }
        first[leg]++;
        return Decision.FORWARD;
    }

    /** Packets of this leg that won. */
    public long first(int leg) {
        return first[leg];
    }

    /** Packets of this leg that the other leg had brought before. */
    public long copies(int leg) {
        return copies[leg];
    }

    /** Packets of this leg that it had brought before itself. */
    public long duplicates(int leg) {
        return duplicates[leg];
    }

    /** Packets of this leg too far from the others. */
    public long outside(int leg) {
        return outside[leg];
    }

    /** Numbers, lost on both legs, missing, and missed by one. */
    public SequenceWindow window() {
        return window;
    }
}
