package io.headgate.engine.io;

import java.time.Instant;

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
            // Not in whole milliseconds: what is timed by two of these readings would be wrong by as much.
            Instant now = Instant.now();
            offsetNs = now.getEpochSecond() * RESET_NS + now.getNano() - ticksNs;
        }
        return offsetNs + ticksNs;
    }
}
