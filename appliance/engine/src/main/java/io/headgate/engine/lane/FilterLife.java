package io.headgate.engine.lane;

import io.headgate.api.StateHandover;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops filters, whatever they throw at that, and hands on their state. */
final class FilterLife {
    private static final Logger LOG = LoggerFactory.getLogger(Chain.class);

    /** How long threads of a filter may take to end after it was told to. */
    private static final Duration THREADS_LIMIT = Duration.ofMillis(200);

    private FilterLife() {}

    /**
     * Starts a filter on the current thread, the lane's.
     *
     * @param isLast whether no filter follows
     * @throws IllegalStateException naming lane and filter if it refuses; it is to be detached all the same
     */
    static void attach(GuardedFilter guarded, LaneServices lane, boolean isLast) {
        if (guarded.isAttachable()) {
            guarded.threads().beforeAttach(lane.home());
            try {
                guarded.attach(lane, isLast);
            } catch (Throwable refused) {
                throw refused(guarded, lane, refused);
            } finally {
                guarded.threads().afterAttach();
            }
        }
    }

    /**
     * The same while the lane works: on a thread that ends with it, so that those which the filter starts are told from all
     * others. Waits for it.
     */
    static void attachBeside(GuardedFilter guarded, LaneServices lane, boolean isLast) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Runnable body = () -> {
            try {
                guarded.attach(lane, isLast);
            } catch (Throwable refused) {
                thrown.set(refused);
            }
        };
        ThreadGroup group = guarded.threads().openGroup(lane.home(), guarded.name());
        Thread thread = new Thread(group, body, "attach-" + lane.laneName() + "-" + guarded.name());
        thread.start();
        join(thread);
        if (thrown.get() != null) {
            throw refused(guarded, lane, thrown.get());
        }
    }

    /** Until it has ended: a filter is not detached while it is being attached. An interrupt is the filter's, too. */
    private static void join(Thread thread) {
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                isInterrupted = true;
                thread.interrupt();
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static IllegalStateException refused(GuardedFilter guarded, LaneServices lane, Throwable refused) {
        return new IllegalStateException(
                "lane " + lane.laneName() + ": filter " + guarded.name() + " does not start: " + reason(refused),
                refused);
    }

    /** What a filter says itself, or else what it threw. */
    private static String reason(Throwable refused) {
        Throwable first = refused;
        // The virtual machine names only the class that is missing; why it is, is said below.
        while (first instanceof LinkageError && first.getCause() != null) {
            first = first.getCause();
        }
        boolean isSaid = first instanceof Exception || first instanceof LinkageError;
        return isSaid ? StackText.message(first) : StackText.summary(first);
    }

    /**
     * Has a filter take over the state of its predecessor, if both can; what they throw is for the caller. As long as they
     * take, the heartbeat says so. Thread: the lane's, between two batches.
     *
     * @return bytes of state
     */
    static long handOver(GuardedFilter predecessor, GuardedFilter successor) {
        // One that was never attached has no state to hand over.
        if (!predecessor.isAttachable()
                || !(predecessor.filter() instanceof StateHandover from)
                || !(successor.filter() instanceof StateHandover to)) {
            return 0;
        }
        Heartbeat heartbeat = predecessor.heartbeat();
        byte[] state;
        heartbeat.enter(predecessor.place());
        predecessor.close();
        try {
            state = from.handOver();
        } finally {
            predecessor.open();
            heartbeat.leave();
        }
        heartbeat.enter(successor.place());
        try {
            to.takeOver(state);
        } finally {
            heartbeat.leave();
        }
        return state.length;
    }

    /** Stops a filter. Thread: any, with no other call of the filter under way. Never throws: what went wrong is logged. */
    static void detach(GuardedFilter guarded) {
        if (!guarded.isAttachable()) {
            return;
        }
        try {
            guarded.filter().onDetach();
        } catch (Throwable failure) {
            LOG.warn("filter={} failed to stop: {}", guarded.name(), StackText.of(failure));
        }
        try {
            for (String thread : guarded.threads().awaitEnd(THREADS_LIMIT)) {
                LOG.warn("filter={} thread={} still runs after onDetach, which must end it", guarded.name(), thread);
            }
        } catch (Throwable failure) {
            LOG.warn("filter={}: its threads cannot be looked at: {}", guarded.name(), StackText.of(failure));
        }
    }
}
