package io.headgate.engine.lane;

import io.headgate.api.Filter;

/**
 * The calls that a filter gets beside its packets: when a batch begins or ends, and the time. Often enough to matter, seldom
 * enough to be timed always. Thread: the lane's.
 *
 * <p>Each counts failures in a row by itself: good packets say nothing about a hook, nor a good hook about packets.
 */
final class FilterHooks {
    /** One of them. */
    private final class Hook {
        private final String method;

        /** Made once: written where it is called it would be garbage for each batch. */
        private final Runnable body;

        private int errorsInARow;

        private Hook(String method, Runnable body) {
            this.method = method;
            this.body = body;
        }

        private void call() {
            if (!guarded.isRunning()) {
                return;
            }
            heartbeat.enter(guarded.place());
            long beganNs = times.beginNs();
            try {
                body.run();
            } catch (Throwable failure) {
                Fatal.rethrow(failure);
                guarded.failures().add(FailureKind.EXCEPTION, failure);
                guarded.quarantineAfter(++errorsInARow);
                return;
            } finally {
                heartbeat.leave();
            }
            if (times.isTooLong(beganNs)) {
                guarded.failures().add(FailureKind.TIME_BUDGET, times.tooLong(method));
                guarded.quarantineAfter(++errorsInARow);
            } else {
                errorsInARow = 0;
            }
        }
    }

    private final GuardedFilter guarded;
    private final Heartbeat heartbeat;
    private final CallTimes times;
    private final boolean needsTicks;

    /** Null if the filter has none. */
    private final Hook onBatchStart;

    private final Hook onBatchEnd;
    private final Hook onTick;
    private long tickNs;

    FilterHooks(GuardedFilter guarded, Heartbeat heartbeat) {
        Filter filter = guarded.filter();
        this.guarded = guarded;
        this.heartbeat = heartbeat;
        this.times = guarded.times();
        this.needsTicks = filter.needsTicks();
        this.onBatchStart =
                isOverridden(filter, "onBatchStart") ? new Hook("onBatchStart", filter::onBatchStart) : null;
        this.onBatchEnd = isOverridden(filter, "onBatchEnd") ? new Hook("onBatchEnd", filter::onBatchEnd) : null;
        this.onTick = new Hook("onTick", () -> filter.onTick(tickNs));
    }

    private static boolean isOverridden(Filter filter, String method) {
        try {
            return filter.getClass().getMethod(method).getDeclaringClass() != Filter.class;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Tells the filter that a batch begins. */
    void batchStart() {
        if (onBatchStart != null) {
            onBatchStart.call();
        }
    }

    /** Tells the filter that a batch ends. */
    void batchEnd() {
        if (onBatchEnd != null) {
            onBatchEnd.call();
        }
    }

    boolean needsTicks() {
        return needsTicks;
    }

    /** Tells the filter the time, if it wants to know. */
    void tick(long nowNs) {
        if (needsTicks) {
            tickNs = nowNs;
            onTick.call();
        }
    }
}
