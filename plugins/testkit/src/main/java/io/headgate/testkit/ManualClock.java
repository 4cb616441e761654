package io.headgate.testkit;

/** A clock that stands still until it is moved. Thread: one. */
final class ManualClock {
    private long nowNs;

    ManualClock(long startNs) {
        nowNs = startNs;
    }

    /** Nanoseconds since 1970-01-01 UTC. */
    long nowNs() {
        return nowNs;
    }

    void moveTo(long timeNs) {
        nowNs = timeNs;
    }
}
