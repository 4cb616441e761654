package io.headgate.engine.io;

/**
 * Wall clock time at the price of {@link System#nanoTime}: set by the system's clock once a second. Thread: one.
 */
public final class WallClock {
    private static final long RESET_NS = 1_000_000_000L;

    private long resetAtNs = System.nanoTime() - RESET_NS;
    private long offsetNs;

    /** Nanoseconds since 1970-01-01 UTC. */
    public long nowNs() {
        long ticksNs = System.nanoTime();
        if (ticksNs - resetAtNs >= RESET_NS) {
            resetAtNs = ticksNs;
            offsetNs = System.currentTimeMillis() * 1_000_000L - ticksNs;
        }
        return offsetNs + ticksNs;
    }
}
