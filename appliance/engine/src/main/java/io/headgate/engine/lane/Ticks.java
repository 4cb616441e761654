package io.headgate.engine.lane;

/**
 * When a lane's filters are told the time: at most every 100 ms by the clock of the packets, which goes on while none
 * arrive. Thread: the lane's.
 */
final class Ticks {
    static final long EVERY_NS = 100_000_000L;

    private final LaneClock clock;
    private Chain chain;
    private boolean isNeeded;

    /** When the filters were last told, by the packets' time. */
    private long tickedNs;

    /** Prepares the ticks of a chain; does nothing if none of its filters wants them. */
    Ticks(Chain chain, LaneClock clock) {
        this.chain = chain;
        this.clock = clock;
        this.isNeeded = chain.needsTicks();
    }

    /** Counts the first 100 ms from now. */
    void start() {
        tickedNs = clock.nowNs();
    }

    /** Goes on with another chain. */
    void follow(Chain successor) {
        boolean wasNeeded = isNeeded;
        chain = successor;
        isNeeded = successor.needsTicks();
        if (!wasNeeded) {
            start();
        }
    }

    /** Tells the time if it is due. */
    void run() {
        if (isNeeded) {
            long nowNs = clock.nowNs();
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
        long leftNs = EVERY_NS - (clock.nowNs() - tickedNs);
        return Math.min(Math.max(leftNs, 0), EVERY_NS);
    }
}
