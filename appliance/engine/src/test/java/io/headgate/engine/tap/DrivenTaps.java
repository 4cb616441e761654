package io.headgate.engine.tap;

import java.util.List;

/** Mirrors without a thread: their rounds are called by hand. */
public final class DrivenTaps {
    private final Taps taps;
    private long nowNs = System.nanoTime();

    public DrivenTaps(int ringBytes, TapTarget... targets) {
        taps = new Taps(List.of(targets), ringBytes);
        taps.open();
    }

    public LaneTap lane(String name) {
        return taps.lane(name);
    }

    /** Takes all copies there are, and flushes. */
    public DrivenTaps drain() {
        while (taps.doWork(nowNs) > 0) {
            // More than one round may be needed.
        }
        nowNs += 200_000_000L;
        taps.doWork(nowNs);
        return this;
    }

    public Taps taps() {
        return taps;
    }
}
