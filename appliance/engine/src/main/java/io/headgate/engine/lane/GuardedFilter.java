package io.headgate.engine.lane;

import io.headgate.api.Filter;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;

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
    private final FilterCounters counters = new FilterCounters();

    private long errors;
    private int errorsInARow;
    private volatile Throwable lastError;

    GuardedFilter(String name, Filter filter, OnError onError, DropReasons reasons) {
        this.name = name;
        this.filter = filter;
        this.needsTicks = filter.needsTicks();
        this.reasons = reasons;
        this.onError = onError == OnError.PASS
                ? Verdict.PASS
                : reasons.declare("filter-error", "a filter with on-error drop failed on the packet");
        this.onOverflow = reasons.declare("undo-overflow", "a filter made more changes than can be undone");
    }

    Verdict apply(SlotPacket packet) {
        if (errorsInARow >= QUARANTINE_AFTER) {
            return onError;
        }
        packet.beginFilter();
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
        if (verdict != Verdict.PASS && !reasons.isDeclared(verdict)) {
            return failed(packet, new IllegalStateException("the filter never declared " + verdict + " on this lane"));
        }
        errorsInARow = 0;
        return verdict;
    }

    /** Tells the filter the time, if it wants to know. */
    void tick(long nowNs) {
        if (!needsTicks || errorsInARow >= QUARANTINE_AFTER) {
            return;
        }
        try {
            filter.onTick(nowNs);
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
