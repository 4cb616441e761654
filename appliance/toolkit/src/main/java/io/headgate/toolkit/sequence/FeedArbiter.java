package io.headgate.toolkit.sequence;

import io.headgate.toolkit.sequence.SequenceWindow.Arrival;

/**
 * Makes one stream of two feeds that carry the same numbered packets, A and B: of each number the first packet wins,
 * whichever leg it came by; what comes later is dropped.
 *
 * <p>The output is the union of both feeds in order of first arrival; a number that one leg delivers late fills its gap
 * late. Packets outside the window are dropped as well, since nobody knows whether they came before: that is one packet
 * at a restart of the numbers, none if nothing came inside the window for the time given as a pause before it. A leg that
 * lags behind by more than the window is outside all the time.
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
     * @param pauseNs after so long without a packet inside the window the next one is believed, whatever its number
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
        Arrival arrival = window.offer(number, leg);
        if (arrival == Arrival.OUTSIDE && isStarted && timestampNs - lastInsideNs >= pauseNs) {
            window.restartWithSuspect(leg);
            arrival = Arrival.RESTART;
        }
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
