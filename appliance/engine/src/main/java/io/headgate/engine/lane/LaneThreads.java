package io.headgate.engine.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a lane and its sources. Thread: the one that owns the lane. */
final class LaneThreads {
    private static final Logger LOG = LoggerFactory.getLogger(LaneRunner.class);

    /** The group of a lane's thread, in which are also the threads that its filters start. */
    static final class Group extends ThreadGroup {
        Group(String name) {
            super(name);
        }
    }

    private final List<Thread> threads = new ArrayList<>();

    /** Makes the lane's own thread, with a group of its own. */
    Thread addLane(String name, Runnable body) {
        return add(new Thread(new Group(name), body, name));
    }

    Thread addSource(String name, Runnable body) {
        return add(new Thread(body, name));
    }

    private Thread add(Thread thread) {
        threads.add(thread);
        return thread;
    }

    /** Waits for all of them until a deadline of {@link System#nanoTime}. Returns whether they have ended. */
    boolean awaitEnd(long deadlineNs) {
        boolean allEnded = true;
        for (Thread thread : threads) {
            allEnded &= join(thread, deadlineNs);
        }
        return allEnded;
    }

    private static boolean join(Thread thread, long deadlineNs) {
        try {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            thread.join(Math.max(1, leftMs));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error("thread={} did not end in time; its packets get no verdict", thread.getName());
            return false;
        }
        return true;
    }
}
