package io.headgate.toolkit.rate;

/**
 * A token bucket: tokens flow in evenly, at most {@code burst} of them gather, and what takes some conforms. In any
 * stretch of time of length t no more than {@code burst + t * tokens / period} are taken, and a taker who always waits
 * gets exactly that many: 1,000 tokens per second with a burst of 10 let 10 packets through at once and then one per
 * millisecond.
 *
 * <p>Exact for as long as it runs: the level is an integer in units of 1/period of a token, a nanosecond brings
 * {@code tokens} of these units, and so nothing is ever rounded.
 *
 * <p>Shape: 64 bytes each, nothing behind it. Time is any clock in nanoseconds, as of {@link System#nanoTime} or of the
 * packets; it may begin anywhere and wrap. Where it goes back by 10 ms at most, as the timestamps of several processors do,
 * nothing flows in until it is where it has been; further back it was set, and tokens flow in from its new time on.
 */
public final class TokenBucket {
    /** What {@link #waitNs} says if no time is long enough. */
    public static final long NEVER = -1;

    private static final long SECOND_NS = 1_000_000_000L;

    /** Further back than this the clock was set. */
    private static final long SET_BACK_NS = 10_000_000;

    private final long tokens;
    private final long periodNs;
    private final long burst;
    private final long capacity;

    private boolean isStarted;
    private long level;
    private long lastNs;

    /**
     * Makes a full bucket.
     *
     * @param tokens that flow in per period, at least 1
     * @param periodNs at least 1
     * @param burst most tokens that gather, at least 1; times the period it must fit a long
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public TokenBucket(long tokens, long periodNs, long burst) {
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens per period must be 1 or more: " + tokens);
        }
        if (periodNs < 1) {
            throw new IllegalArgumentException("period must be 1 ns or more: " + periodNs);
        }
        if (burst < 1 || burst > Long.MAX_VALUE / periodNs) {
            throw new IllegalArgumentException("burst must be 1 to " + Long.MAX_VALUE / periodNs
                    + " tokens for a period of " + periodNs + " ns: " + burst);
        }
        this.tokens = tokens;
        this.periodNs = periodNs;
        this.burst = burst;
        this.capacity = burst * periodNs;
        this.level = capacity;
    }

    /**
     * Makes a full bucket.
     *
     * @param tokens per second
     * @param burst 1 to 9,223,372,036
     * @throws IllegalArgumentException as the constructor's
     */
    public static TokenBucket perSecond(long tokens, long burst) {
        return new TokenBucket(tokens, SECOND_NS, burst);
    }

    /**
     * Takes tokens if there are enough, otherwise none.
     *
     * @param count 0 or more; more than the burst are never there
     * @param nowNs by the caller's clock
     * @return whether they were taken
     * @throws IllegalArgumentException if the count is negative
     */
    public boolean tryTake(long count, long nowNs) {
        fill(nowNs);
        if (isBeyond(count) || count * periodNs > level) {
            return false;
        }
        level -= count * periodNs;
        return true;
    }

    /**
     * How long until so many tokens are there, if nobody takes any.
     *
     * @param count 0 or more
     * @return the least time after which {@link #tryTake} succeeds, 0 if it does now, {@link #NEVER} for more than the burst
     * @throws IllegalArgumentException if the count is negative
     */
    public long waitNs(long count, long nowNs) {
        fill(nowNs);
        if (isBeyond(count)) {
            return NEVER;
        }
        long missing = count * periodNs - level;
        if (missing <= 0) {
            return 0;
        }
        // The clock may be a little behind where it has been.
        return (missing - 1) / tokens + 1 + (lastNs - nowNs);
    }

    /** Whole tokens that are there. */
    public long available(long nowNs) {
        fill(nowNs);
        return level / periodNs;
    }

    /** Most tokens that gather. */
    public long burst() {
        return burst;
    }

    /** Makes the bucket full, and forgets the time. */
    public void reset() {
        isStarted = false;
        level = capacity;
    }

    private boolean isBeyond(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("count of tokens must be 0 or more: " + count);
        }
        return count > burst;
    }

    private void fill(long nowNs) {
        if (!isStarted) {
            isStarted = true;
            lastNs = nowNs;
            return;
        }
        long elapsedNs = nowNs - lastNs;
        if (elapsedNs <= 0) {
            if (elapsedNs < -SET_BACK_NS) {
                lastNs = nowNs;
            }
            return;
        }
        lastNs = nowNs;
        long gained = elapsedNs * tokens;
        // What exceeds a long exceeds the capacity.
        if (Math.multiplyHigh(elapsedNs, tokens) != 0 || gained < 0 || gained > capacity - level) {
            level = capacity;
        } else {
            level += gained;
        }
    }
}
