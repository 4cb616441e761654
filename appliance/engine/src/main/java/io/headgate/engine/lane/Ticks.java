package io.headgate.engine.lane;

import java.util.function.LongSupplier;

/**
 * When a lane's filters are told the time: at most every 100 ms by the clock of the packets, which goes on while none
 * arrive. Thread: the lane's.
 */
final class Ticks {
    static final long EVERY_NS = 100_000_000L;

    /** No packet has a timestamp like this. */
    static final long NO_TIME = Long.MIN_VALUE;

    private final Chain chain;
    private final LongSupplier ticker;
    private final boolean isNeeded;

    /** What to add to the ticker to have the packets' time. */
    private long offsetNs;

    /** When the filters were last told, by the packets' time. */
    private long tickedNs;

    /**
     * Prepares the ticks of a chain; does nothing if none of its filters wants them.
     *
     * @param ticker as {@link System#nanoTime}
     */
    Ticks(Chain chain, LongSupplier ticker) {
        this.chain = chain;
        this.ticker = ticker;
        this.isNeeded = chain.needsTicks();
    }

    /** Sets the clock to the system's, until the first packet brings a better one. */
    void start() {
        if (isNeeded) {
            tickedNs = System.currentTimeMillis() * 1_000_000L;
            offsetNs = tickedNs - ticker.getAsLong();
        }
    }

    /**
     * Sets the clock by the latest packet.
     *
     * @param timestampNs {@link #NO_TIME} leaves it as it is
     */
    void onPackets(long timestampNs) {
        if (isNeeded && timestampNs != NO_TIME) {
            offsetNs = timestampNs - ticker.getAsLong();
        }
    }

    /** Tells the time if it is due. */
    void run() {
        if (isNeeded) {
            long nowNs = offsetNs + ticker.getAsLong();
            // Also when the clock was set back, or a capture is older than the system's time.
            if (nowNs - tickedNs >= EVERY_NS || tickedNs - nowNs >= EVERY_NS) {
                tickedNs = nowNs;
                chain.tick(nowNs);
            }
        }
    }

    /** How long the lane may sleep: until the next tick is due. {@link Long#MAX_VALUE} if there are none. */
    long sleepNs() {
        if (!isNeeded) {
            return Long.MAX_VALUE;
        }
        long leftNs = EVERY_NS - (offsetNs + ticker.getAsLong() - tickedNs);
        return Math.min(Math.max(leftNs, 0), EVERY_NS);
    }
}
