package io.headgate.engine.lane;

/**
 * The thread on which a lane runs, and the group of the threads that its filters start there. Thread: {@link #settle} on that
 * thread, the rest on any.
 */
final class LaneHome {
    private volatile Thread thread;
    private volatile ThreadGroup group;

    /** The lane runs on the current thread. */
    void settle() {
        thread = Thread.currentThread();
        group = thread.getThreadGroup();
    }

    /** Null before the lane has started. */
    Thread thread() {
        return thread;
    }

    /** That of the lane's thread, also when that has ended; before the lane has started, the current thread's. */
    ThreadGroup group() {
        ThreadGroup settled = group;
        return settled == null ? Thread.currentThread().getThreadGroup() : settled;
    }
}
