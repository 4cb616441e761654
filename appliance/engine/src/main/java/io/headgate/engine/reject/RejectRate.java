package io.headgate.engine.reject;

/** A token bucket: how often senders are told, so that a flood is not answered by one. Thread: the lane's. */
public final class RejectRate {
    private static final long SECOND_NS = 1_000_000_000L;

    private final long perSecond;
    private final long burst;

    /** Whole tokens there are, and nanoseconds' worth of the next one, times the rate. */
    private long tokens;

    private long part;
    private long latestNs;

    /**
     * Begins with a full bucket.
     *
     * @param perSecond tokens added, 0 or more
     * @param burst most tokens at once
     */
    public RejectRate(int perSecond, int burst) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
    }

    /**
     * Takes a token.
     *
     * @param nowNs by any clock; one that goes backwards adds nothing
     * @return false if there is none
     */
    public boolean tryTake(long nowNs) {
        fill(nowNs);
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }

    private void fill(long nowNs) {
        long passedNs = nowNs - latestNs;
        latestNs = nowNs;
        if (passedNs <= 0) {
            return;
        }
        // More than a second per missing token cannot count, and would not fit when multiplied.
        if (perSecond > 0 && passedNs / SECOND_NS > burst / perSecond) {
            tokens = burst;
            part = 0;
            return;
        }
        part += passedNs * perSecond;
        tokens += part / SECOND_NS;
        part %= SECOND_NS;
        if (tokens >= burst) {
            tokens = burst;
            part = 0;
        }
    }
}
