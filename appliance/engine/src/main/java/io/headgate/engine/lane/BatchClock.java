package io.headgate.engine.lane;

import java.util.function.LongSupplier;

/**
 * Times every batch, and every call of a filter for a while after a batch took longer than one of its filters may: two
 * readings of the clock for each call would cost more than the filters. Thread: the lane's.
 */
final class BatchClock {
    /** For so many packets calls are timed after a slow batch or a slow call. */
    static final int WATCHED_PACKETS = 10_000;

    private final LongSupplier ticker;
    private long beganNs;
    private int watchedLeft;

    /** @param ticker as {@link System#nanoTime} */
    BatchClock(LongSupplier ticker) {
        this.ticker = ticker;
    }

    void begin() {
        beganNs = ticker.getAsLong();
    }

    /**
     * Ends a batch.
     *
     * @return what it took, in nanoseconds
     */
    long end(int packets) {
        watchedLeft = Math.max(0, watchedLeft - packets);
        return ticker.getAsLong() - beganNs;
    }

    /** Has calls timed for the next packets. */
    void watch() {
        watchedLeft = WATCHED_PACKETS;
    }

    /** Whether calls are to be timed. */
    boolean isWatching() {
        return watchedLeft > 0;
    }

    long nowNs() {
        return ticker.getAsLong();
    }
}
