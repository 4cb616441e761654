package io.headgate.engine.lane;

import io.headgate.engine.io.PacketSource;
import io.headgate.engine.ring.LaneBell;
import java.util.List;
import java.util.function.Supplier;

/** For a lane that shares its source's thread: it sleeps where the source waits for packets. */
final class SourceBed implements LaneBell.Bed {
    private static final long MS_NS = 1_000_000L;

    private final List<PacketSource> sources;
    private final Supplier<Lane> lane;
    private final int longestMs;

    /** @param sources the first and only one is known when the lane runs, as {@code lane} is */
    SourceBed(List<PacketSource> sources, Supplier<Lane> lane, int longestMs) {
        this.sources = sources;
        this.lane = lane;
        this.longestMs = longestMs;
    }

    @Override
    public void sleep() {
        // Rounded up: woken too early, the lane would only go to sleep again.
        long ms = Math.min(lane.get().sleepNs() / MS_NS + 1, longestMs);
        // Rounded down: a packet that is held goes on in time, and its last millisecond is polled away.
        ms = Math.min(ms, lane.get().holdSleepNs() / MS_NS);
        if (ms > 0) {
            sources.get(0).await((int) ms);
        } else {
            Thread.onSpinWait();
        }
    }

    @Override
    public void wake() {
        sources.get(0).wakeup();
    }
}
