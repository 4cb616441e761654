package io.headgate.toolkit.sequence;

import java.util.Arrays;

/**
 * Which of a stream's latest numbers have come, and by which legs: the same stream may be received several times.
 *
 * <p>The window is the highest number and those just below it, {@code size} together. A number above the highest, by at
 * most {@link #longestJump}, moves the window: the numbers between become missing, and what leaves the window without
 * having come is lost, for good. A missing number that comes is no longer missing. So {@code lost + missing} is what of
 * the numbers from the lowest to the highest seen has not come; numbers lower than the first seen belong to the stream
 * once one of them has come within the window.
 *
 * <p>Other numbers are outside. Two of them in succession on one leg, with nothing inside between them, are a restart
 * (RFC 3550 appendix A.1): the window begins anew with these two, and what was lost in the jump is not known. The first
 * of them is believed only with the second; if that does not come, it stays outside.
 */
public final class SequenceWindow {
    /** What a packet is by its number. */
    public enum Arrival {
        /** Above all before it. */
        NEWEST,
        /** Below the highest, for the first time. */
        LATE,
        /** Came before, but not on this leg. */
        COPY,
        /** Came before on this leg. */
        DUPLICATE,
        /** Too far from the highest; perhaps the first after a restart. */
        OUTSIDE,
        /** The second after a restart. */
        RESTART
    }

    /** Smallest window: one word. */
    public static final int MIN_SIZE = Long.SIZE;

    private final int shift;
    private final int size;
    private final long longestJump;
    private final long[] any;
    private final long[][] byLeg;
    private final long[] missed;
    private final long[] suspects;
    private final boolean[] isSuspected;

    private boolean isStarted;
    private long highest;
    private int known;
    private int missing;
    private long lost;
    private long outside;
    private long restarts;

    /**
     * Makes an empty window.
     *
     * @param bits of the numbers, 8 to 64
     * @param size a power of two from 64 to {@link #largestSize}
     * @param legs how many times the stream is received
     * @throws IllegalArgumentException if the size is none of these
     */
    public SequenceWindow(int bits, int size, int legs) {
        if (size < MIN_SIZE || size > largestSize(bits) || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("window must be a power of two from " + MIN_SIZE + " to "
                    + largestSize(bits) + " for numbers of " + bits + " bits: " + size);
        }
        this.shift = Long.SIZE - bits;
        this.size = size;
        this.longestJump = longestJump(bits);
        this.any = new long[size / Long.SIZE];
        this.byLeg = new long[legs][size / Long.SIZE];
        this.missed = new long[legs];
        this.suspects = new long[legs];
        this.isSuspected = new boolean[legs];
    }

    /** Largest window for numbers of so many bits: a quarter of them, at most 65,536. */
    public static int largestSize(int bits) {
        return 1 << Math.min(bits - 2, 16);
    }

    /**
     * How far above the highest a number may be and still belong to the stream: 64 for numbers of 8 bits, 3,000 for
     * 16 bits (RFC 3550 appendix A.1), 1,048,576 for longer ones.
     */
    public static long longestJump(int bits) {
        return bits <= 8 ? 64 : bits <= 16 ? 3_000 : 1 << 20;
    }

    /**
     * Takes note of a packet.
     *
     * @param number unsigned, of the window's bits
     * @param leg where it came, from 0
     */
    public Arrival offer(long number, int leg) {
        if (!isStarted) {
            begin(number, leg);
            return Arrival.NEWEST;
        }
        long ahead = distance(highest, number);
        if (ahead > 0 && ahead <= longestJump) {
            forgetSuspects();
            advance(number, ahead);
            put(number, leg);
            return Arrival.NEWEST;
        }
        if (ahead <= 0 && ahead > -size) {
            forgetSuspects();
            return inside(number, (int) -ahead, leg);
        }
        return outside(number, leg);
    }

    /** Serial number arithmetic: how far {@code to} is ahead of {@code from}, negative if behind. */
    private long distance(long from, long to) {
        return (to - from) << shift >> shift;
    }

    private void begin(long number, int leg) {
        Arrays.fill(any, 0);
        for (long[] seen : byLeg) {
            Arrays.fill(seen, 0);
        }
        isStarted = true;
        highest = number;
        known = 1;
        missing = 1;
        put(number, leg);
    }

    /** Moves the window up to {@code number}, which is missing then. */
    private void advance(long number, long ahead) {
        if (ahead >= size) {
            settleAll();
            lost += ahead - size;
            Arrays.fill(any, 0);
            for (long[] seen : byLeg) {
                Arrays.fill(seen, 0);
            }
            known = size;
            missing = size;
        } else {
            for (int i = 1; i <= ahead; i++) {
                long next = highest + i;
                if (known == size) {
                    settle(next);
                } else {
                    known++;
                }
                clear(next);
                missing++;
            }
        }
        highest = number;
    }

    private Arrival inside(long number, int behind, int leg) {
        if (behind >= known) {
            missing += behind + 1 - known;
            known = behind + 1;
        }
        if (!isIn(any, number)) {
            put(number, leg);
            return Arrival.LATE;
        }
        if (isIn(byLeg[leg], number)) {
            return Arrival.DUPLICATE;
        }
        set(byLeg[leg], number);
        return Arrival.COPY;
    }

    private Arrival outside(long number, int leg) {
        boolean isSecond = isSuspected[leg] && distance(suspects[leg], number) == 1;
        if (!isSecond) {
            if (isSuspected[leg]) {
                outside++;
            }
            isSuspected[leg] = true;
            suspects[leg] = number;
            return Arrival.OUTSIDE;
        }
        isSuspected[leg] = false;
        restartAt(suspects[leg], leg);
        offer(number, leg);
        return Arrival.RESTART;
    }

    /** The window begins anew with this number. */
    void restartAt(long number, int leg) {
        settle();
        restarts++;
        begin(number, leg);
    }

    /**
     * Whether this number, after a silence, still belongs to the same numbering: the stream goes on with it, or another leg
     * brought it first and this one lags. Changes nothing.
     */
    boolean isContinuedBy(long number, int leg) {
        long ahead = distance(highest, number);
        if (ahead > 0) {
            return ahead <= longestJump;
        }
        return ahead > -size && isIn(any, number) && !isIn(byLeg[leg], number);
    }

    /** Gives up what is missing: it is lost. The next number begins the window anew. */
    public void settle() {
        forgetSuspects();
        settleAll();
        isStarted = false;
        known = 0;
    }

    /** Forgets everything. */
    public void reset() {
        settle();
        Arrays.fill(missed, 0);
        lost = 0;
        outside = 0;
        restarts = 0;
    }

    private void settleAll() {
        for (int behind = 0; behind < known; behind++) {
            settle(highest - behind);
        }
    }

    /** Counts what became of a number that leaves the window. */
    private void settle(long number) {
        if (!isIn(any, number)) {
            missing--;
            lost++;
            return;
        }
        for (int leg = 0; leg < byLeg.length; leg++) {
            if (!isIn(byLeg[leg], number)) {
                missed[leg]++;
            }
        }
    }

    private void forgetSuspects() {
        for (int leg = 0; leg < isSuspected.length; leg++) {
            if (isSuspected[leg]) {
                isSuspected[leg] = false;
                outside++;
            }
        }
    }

    private void put(long number, int leg) {
        set(any, number);
        set(byLeg[leg], number);
        missing--;
    }

    private void clear(long number) {
        int bit = (int) number & (size - 1);
        any[bit / Long.SIZE] &= ~(1L << bit);
        for (long[] seen : byLeg) {
            seen[bit / Long.SIZE] &= ~(1L << bit);
        }
    }

    private void set(long[] seen, long number) {
        int bit = (int) number & (size - 1);
        seen[bit / Long.SIZE] |= 1L << bit;
    }

    private boolean isIn(long[] seen, long number) {
        int bit = (int) number & (size - 1);
        return (seen[bit / Long.SIZE] >>> bit & 1) != 0;
    }

    /** Numbers that left the window without having come on any leg. */
    public long lost() {
        return lost;
    }

    /** Numbers in the window that have not come yet. */
    public int missing() {
        return missing;
    }

    /** Numbers that left the window having come, but not on this leg. */
    public long missedBy(int leg) {
        return missed[leg];
    }

    /** Packets that were outside and began no restart. */
    public long outside() {
        return outside;
    }

    public long restarts() {
        return restarts;
    }
}
