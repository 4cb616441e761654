package io.headgate.engine.lane;

import io.headgate.engine.io.PacketSource;
import io.headgate.engine.ring.LaneBell;
import java.util.List;
import java.util.function.Supplier;

/** For a lane that shares its source's thread: it sleeps where the source waits for packets. */
final class SourceBed implements LaneBell.Bed {
    private final List<PacketSource> sources;
    private final Supplier<Lane> lane;
    private final long longestNs;

    /** @param sources the first and only one is known when the lane runs, as {@code lane} is */
    SourceBed(List<PacketSource> sources, Supplier<Lane> lane, long longestNs) {
        this.sources = sources;
        this.lane = lane;
        this.longestNs = longestNs;
    }

    @Override
    public void sleep() {
        long ns = Math.min(lane.get().sleepNs(), longestNs);
        if (ns > 0) {
            sources.get(0).awaitNs(ns);
        }
    }

    @Override
    public void wake() {
        sources.get(0).wakeup();
    }
}
