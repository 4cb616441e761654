package io.headgate.engine.io;

import java.util.concurrent.locks.LockSupport;

/**
 * How a source without a kernel below it waits: until its time is over or somebody wakes it. A wake-up before the wait
 * ends the next one.
 */
public final class Doze {
    private volatile boolean isWoken;
    private volatile Thread waiting;

    /** Waits. Thread: the source's. */
    public void await(long ns) {
        // First who waits, then whether to: a wake-up does it the other way round, so one of both sees the other.
        waiting = Thread.currentThread();
        if (!isWoken) {
            LockSupport.parkNanos(this, ns);
        }
        waiting = null;
        isWoken = false;
    }

    /** Ends the wait that goes on, or the next one. Any thread. */
    public void wakeup() {
        isWoken = true;
        LockSupport.unpark(waiting);
    }
}
