package io.headgate.engine.lane;

import io.headgate.api.Filter;
import io.headgate.api.Permission;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import java.util.Set;

/**
 * Keeps a filter's failures away from the lane: what a failing filter changed is undone, the failure is counted, and
 * after {@link #QUARANTINE_AFTER} failures in a row the filter is no longer called.
 */
final class GuardedFilter {
    /** Failures in a row after which a filter is broken rather than unlucky. */
    static final int QUARANTINE_AFTER = 100;

    private final String name;
    private final Filter filter;
    private final Verdict onError;
    private final Verdict onOverflow;
    private final DropReasons reasons;
    private final boolean needsTicks;

    /** Made once: written where they are called they would be garbage for each batch. Null if the filter has none. */
    private final Runnable onBatchStart;

    private final Runnable onBatchEnd;
    private final Set<Permission> permissions;
    private final FilterCounters counters;

    private long errors;
    private int errorsInARow;
    private volatile Throwable lastError;
    private LaneContext context;

    GuardedFilter(Chain.Step step, DropReasons reasons) {
        this.name = step.name();
        this.filter = step.filter();
        this.permissions = step.permissions();
        this.counters = new FilterCounters();
        this.onBatchStart = isOverridden(filter, "onBatchStart") ? filter::onBatchStart : null;
        this.onBatchEnd = isOverridden(filter, "onBatchEnd") ? filter::onBatchEnd : null;
        this.needsTicks = filter.needsTicks();
        this.reasons = reasons;
        this.onError = step.onError() == OnError.PASS
                ? Verdict.PASS
                : reasons.declare("filter-error", "a filter with on-error drop failed on the packet");
        this.onOverflow = reasons.declare("undo-overflow", "a filter made more changes than can be undone");
    }

    private GuardedFilter(GuardedFilter predecessor, Filter filter) {
        this.name = predecessor.name;
        this.filter = filter;
        this.permissions = predecessor.permissions;
        this.counters = predecessor.counters;
        this.onBatchStart = isOverridden(filter, "onBatchStart") ? filter::onBatchStart : null;
        this.onBatchEnd = isOverridden(filter, "onBatchEnd") ? filter::onBatchEnd : null;
        this.needsTicks = filter.needsTicks();
        this.reasons = predecessor.reasons;
        this.onError = predecessor.onError;
        this.onOverflow = predecessor.onOverflow;
    }

    /** The same place for another version of its filter; what is counted goes on, a quarantine does not. */
    GuardedFilter successor(Filter next) {
        return new GuardedFilter(this, next);
    }

    /** Goes on counting failures where its predecessor stopped. Thread: the lane's. */
    void follow(GuardedFilter predecessor) {
        errors = predecessor.errors;
    }

    private static boolean isOverridden(Filter filter, String method) {
        try {
            return filter.getClass().getMethod(method).getDeclaringClass() != Filter.class;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Starts the filter at its place in a chain; see {@link Filter#onAttach}. */
    void attach(LaneServices lane, int place, boolean isLast) throws Exception {
        context = new LaneContext(lane, name, place, isLast, permissions, reasons, counters);
        filter.onAttach(context);
    }

    Verdict apply(SlotPacket packet) {
        if (errorsInARow >= QUARANTINE_AFTER) {
            return onError;
        }
        packet.beginFilter();
        context.begin();
        Verdict verdict;
        try {
            verdict = filter.onPacket(packet);
        } catch (OutOfMemoryError | InternalError | UnknownError fatal) {
            throw fatal;
        } catch (Throwable failure) {
            return failed(packet, failure);
        }
        if (verdict == null) {
            return failed(packet, new NullPointerException("the filter returned null instead of a verdict"));
        }
        if (packet.isOverflown()) {
            return failed(packet, null);
        }
        if (verdict == Verdict.HOLD) {
            return hold(packet);
        }
        if (!isKnown(verdict)) {
            return failed(packet, new IllegalStateException("the filter never declared " + verdict + " on this lane"));
        }
        errorsInARow = 0;
        return verdict;
    }

    private boolean isKnown(Verdict verdict) {
        return verdict == Verdict.PASS
                || verdict == Verdict.ACCEPT
                || verdict == Verdict.bypassFlow()
                || reasons.isDeclared(verdict);
    }

    private Verdict hold(SlotPacket packet) {
        Verdict admitted = context.admitHold(packet);
        if (admitted == null) {
            return failed(packet, context.holdRefusal());
        }
        errorsInARow = 0;
        return admitted;
    }

    /** Until when the packet is to be held that this filter returned {@link Verdict#HOLD} for. */
    long heldUntilNs() {
        return context.heldUntilNs();
    }

    /** Tells the filter that a batch begins. */
    void batchStart() {
        if (onBatchStart != null) {
            call(onBatchStart);
        }
    }

    /** Tells the filter that a batch ends. */
    void batchEnd() {
        if (onBatchEnd != null) {
            call(onBatchEnd);
        }
    }

    /** Tells the filter the time, if it wants to know. */
    void tick(long nowNs) {
        if (needsTicks) {
            call(() -> filter.onTick(nowNs));
        }
    }

    private void call(Runnable method) {
        if (errorsInARow >= QUARANTINE_AFTER) {
            return;
        }
        try {
            method.run();
        } catch (OutOfMemoryError | InternalError | UnknownError fatal) {
            throw fatal;
        } catch (Throwable failure) {
            count(failure);
        }
    }

    private void count(Throwable failure) {
        errors++;
        errorsInARow++;
        lastError = failure;
    }

    private Verdict failed(SlotPacket packet, Throwable failure) {
        packet.rollback();
        if (packet.isOverflown()) {
            count(lastError);
            return onOverflow;
        }
        count(failure);
        return onError;
    }

    String name() {
        return name;
    }

    Filter filter() {
        return filter;
    }

    boolean needsTicks() {
        return needsTicks;
    }

    FilterCounters counters() {
        return counters;
    }

    long errors() {
        return errors;
    }

    boolean isQuarantined() {
        return errorsInARow >= QUARANTINE_AFTER;
    }

    FilterStatus status() {
        return new FilterStatus(name, errors, isQuarantined(), lastError, counters.read());
    }

    /** The newest failure, for whoever logs it; the lane does not. Any thread. */
    Throwable lastError() {
        return lastError;
    }
}
