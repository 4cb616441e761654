package io.headgate.engine.ring;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that empties what lanes publish, and sleeps when there is nothing. A lane wakes it by {@link #bell}; under load
 * it need not, since the thread only naps between two rounds and looks again by itself.
 *
 * <p>Thread: {@link #start} and {@link #stop} from the one that owns the appliance.
 */
public final class RingDrain {
    /** What the thread does. Called by it alone. */
    public interface Work {
        /** Takes what is there, and does what is due. Returns how much that was, 0 for nothing. */
        int run();

        /** Whether something was published since. */
        boolean isWaiting();

        /** How long {@link #run} need not be called if nothing is published. */
        long sleepNs();
    }

    /** Rounds without work after which lanes have to wake the thread. */
    private static final int NAPS = 20;

    private final Work work;
    private final long napNs;
    private final Thread thread;
    private final LaneBell bell = new LaneBell(new LaneBell.Bed() {
        @Override
        public void sleep() {
            LockSupport.parkNanos(RingDrain.this, work.sleepNs());
        }

        @Override
        public void wake() {
            LockSupport.unpark(thread);
        }
    });

    private volatile boolean isStopping;

    /**
     * @param name of the thread
     * @param napNs how long what is published may wait under load
     */
    public RingDrain(String name, long napNs, Work work) {
        this.work = work;
        this.napNs = napNs;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Rung by lanes after publishing. */
    public LaneBell bell() {
        return bell;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        int idle = 0;
        while (!isStopping) {
            if (work.run() > 0) {
                idle = 0;
            } else if (++idle < NAPS) {
                LockSupport.parkNanos(this, napNs);
            } else {
                bell.sleepUnless(() -> isStopping || work.isWaiting());
            }
        }
        while (work.run() > 0) {
            // What was published before the stop.
        }
    }

    /**
     * Ends the thread once it has taken all that was published.
     *
     * @return whether it ended in time; if never started, it has
     */
    public boolean stop(long limitMs) {
        isStopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(Math.max(1, limitMs));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
