package io.headgate.engine.lane;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Permission;
import io.headgate.api.Verdict;
import io.headgate.engine.lent.Lending;
import io.headgate.engine.packet.SlotPacket;
import java.util.Set;

/**
 * Keeps a filter's failures away from the lane: what a failing filter changed is undone, the failure is counted, and
 * after too many of them in a row the filter is no longer called. Thread: the lane's.
 */
final class GuardedFilter {
    /** A constant to the compiler: without assertions nothing of lending is left. */
    private static final boolean IS_LENDING = GuardedFilter.class.desiredAssertionStatus();

    private final Chain.Step step;
    private final int place;
    private final Filter filter;
    private final Heartbeat heartbeat;
    private final BatchClock clock;
    private final Verdict onError;
    private final Verdict onOverflow;
    private final DropReasons reasons;
    private final boolean needsTicks;
    private final long timeBudgetNs;
    private final Lending lending;
    private final FilterCounters counters;
    private final FilterThreads threads;
    private final FailureLog failures;

    /** Made once: written where they are called they would be garbage for each batch. Null if the filter has none. */
    private final Runnable onBatchStart;

    private final Runnable onBatchEnd;

    private LaneContext context;
    private FilterState state;
    private int errorsInARow;
    private long packets;
    private long slowBatches;
    private long timedCalls;
    private long timedNs;
    private long lastNs;
    private long longestNs;

    /** @param place in the chain, from 0 on */
    GuardedFilter(Chain.Step step, int place, DropReasons reasons, Heartbeat heartbeat, BatchClock clock) {
        this(step, place, reasons, heartbeat, clock, new FilterCounters(), new FailureLog());
        this.state = step.policy().isQuarantined() ? FilterState.QUARANTINED_AT_START : FilterState.RUNNING;
    }

    private GuardedFilter(
            Chain.Step step,
            int place,
            DropReasons reasons,
            Heartbeat heartbeat,
            BatchClock clock,
            FilterCounters counters,
            FailureLog failures) {
        this.step = step;
        this.place = place;
        this.filter = step.filter();
        this.heartbeat = heartbeat;
        this.clock = clock;
        this.counters = counters;
        this.failures = failures;
        this.onBatchStart = isOverridden(filter, "onBatchStart") ? filter::onBatchStart : null;
        this.onBatchEnd = isOverridden(filter, "onBatchEnd") ? filter::onBatchEnd : null;
        this.needsTicks = filter.needsTicks();
        this.timeBudgetNs = step.policy().timeBudgetNs();
        this.lending = IS_LENDING ? new Lending(step.name()) : null;
        this.threads = new FilterThreads(filter);
        this.reasons = reasons;
        this.state = FilterState.RUNNING;
        this.onError = step.policy().onError() == OnError.PASS
                ? Verdict.PASS
                : reasons.declare("filter-error", "a filter with on-error drop failed on the packet");
        this.onOverflow = reasons.declare("undo-overflow", "a filter made more changes than can be undone");
    }

    private static boolean isOverridden(Filter filter, String method) {
        try {
            return filter.getClass().getMethod(method).getDeclaringClass() != Filter.class;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The same place for another version of its filter; what is counted goes on, a quarantine does not. */
    GuardedFilter successor(Filter next) {
        Chain.Step other = new Chain.Step(step.name(), step.plugin(), next, step.policy(), step.permissions());
        return new GuardedFilter(other, place, reasons, heartbeat, clock, counters, failures);
    }

    /** Goes on counting where its predecessor stopped. Thread: the lane's. */
    void follow(GuardedFilter predecessor) {
        packets = predecessor.packets;
        slowBatches = predecessor.slowBatches;
    }

    /**
     * Starts the filter; see {@link Filter#onAttach}.
     *
     * @param isLast whether no filter follows
     */
    void attach(LaneServices lane, boolean isLast) throws Exception {
        Set<Permission> permissions = step.permissions();
        context = new LaneContext(lane, step.name(), place, isLast, permissions, reasons, counters);
        threads.beforeAttach();
        filter.onAttach(context);
        threads.afterAttach();
    }

    Verdict apply(SlotPacket packet) {
        if (state != FilterState.RUNNING) {
            return onError;
        }
        packets++;
        packet.beginFilter();
        context.begin();
        heartbeat.enter(place);
        long beganNs = clock.isWatching() ? clock.nowNs() : 0;
        Verdict verdict;
        try {
            verdict = IS_LENDING ? callLending(packet) : filter.onPacket(packet);
        } catch (Throwable failure) {
            return threw(packet, failure);
        }
        // What nearly every call comes to; short, so that the compiler puts it where it is called.
        if (verdict == Verdict.PASS && beganNs == 0 && !packet.isOverflown()) {
            errorsInARow = 0;
            return verdict;
        }
        return judge(packet, verdict, beganNs);
    }

    private Verdict judge(SlotPacket packet, Verdict verdict, long beganNs) {
        if (packet.isOverflown()) {
            return failed(packet, FailureKind.UNDO_OVERFLOW, "the filter made more changes than can be undone");
        }
        if (verdict == null) {
            return failed(packet, FailureKind.VERDICT, "the filter returned null instead of a verdict");
        }
        if (verdict != Verdict.HOLD && !isKnown(verdict)) {
            return failed(packet, FailureKind.VERDICT, "the filter never declared " + verdict + " on this lane");
        }
        if (beganNs != 0 && isTooLong(beganNs)) {
            return failed(packet, FailureKind.TIME_BUDGET, tooLong("onPacket"));
        }
        return verdict == Verdict.HOLD ? hold(packet) : succeeded(verdict);
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
            FailureKind kind = context.isHoldAsked() ? FailureKind.HOLD_BUDGET : FailureKind.VERDICT;
            return failed(packet, kind, context.holdRefusal().getMessage());
        }
        return succeeded(admitted);
    }

    private Verdict succeeded(Verdict verdict) {
        errorsInARow = 0;
        return verdict;
    }

    /** Until when the packet is to be held that this filter returned {@link Verdict#HOLD} for. */
    long heldUntilNs() {
        return context.heldUntilNs();
    }

    private Verdict threw(SlotPacket packet, Throwable failure) {
        rethrowFatal(failure);
        packet.rollback();
        failures.add(packet.isOverflown() ? FailureKind.UNDO_OVERFLOW : FailureKind.EXCEPTION, failure);
        return fallback(packet);
    }

    /** Throws on what says that the JVM itself is in trouble; a stack that ran over is the filter's own. */
    private static void rethrowFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal && !(failure instanceof StackOverflowError)) {
            throw fatal;
        }
    }

    private Verdict callLending(SlotPacket packet) {
        Packet lent = lending.lend(packet);
        try {
            return filter.onPacket(lent);
        } finally {
            lending.takeBack();
        }
    }

    /** Tells the filter that a batch begins. */
    void batchStart() {
        if (onBatchStart != null) {
            call(onBatchStart, "onBatchStart");
        }
    }

    /** Tells the filter that a batch ends. */
    void batchEnd() {
        if (onBatchEnd != null) {
            call(onBatchEnd, "onBatchEnd");
        }
    }

    /** Tells the filter the time, if it wants to know. */
    void tick(long nowNs) {
        if (needsTicks) {
            call(() -> filter.onTick(nowNs), "onTick");
        }
    }

    /** Once a batch, or more seldom: often enough to matter, seldom enough to be timed always. */
    private void call(Runnable method, String methodName) {
        if (state != FilterState.RUNNING) {
            return;
        }
        heartbeat.enter(place);
        long beganNs = clock.nowNs();
        try {
            method.run();
        } catch (Throwable failure) {
            rethrowFatal(failure);
            failures.add(FailureKind.EXCEPTION, failure);
            countInARow();
            return;
        } finally {
            heartbeat.leave();
        }
        if (isTooLong(beganNs)) {
            failures.add(FailureKind.TIME_BUDGET, tooLong(methodName));
            countInARow();
        }
    }

    /**
     * Undoes what the filter changed in a packet since it was last called with it, and counts a failure.
     *
     * @param text what it did, for an operator
     * @return the verdict that the packet gets instead
     */
    Verdict failed(SlotPacket packet, FailureKind kind, String text) {
        packet.rollback();
        failures.add(kind, text);
        return fallback(packet);
    }

    private Verdict fallback(SlotPacket packet) {
        countInARow();
        return packet.isOverflown() ? onOverflow : onError;
    }

    private void countInARow() {
        errorsInARow++;
        if (step.policy().quarantineAfter() != 0
                && errorsInARow >= step.policy().quarantineAfter()) {
            state = FilterState.QUARANTINED;
        }
    }

    // ---- time

    private boolean isTooLong(long beganNs) {
        long tookNs = clock.nowNs() - beganNs;
        timedCalls++;
        timedNs += tookNs;
        lastNs = tookNs;
        longestNs = Math.max(longestNs, tookNs);
        return tookNs > timeBudgetNs;
    }

    private String tooLong(String method) {
        clock.watch();
        return method + " took " + lastNs / 1_000 + " us; its time-budget is " + timeBudgetNs / 1_000 + " us";
    }

    long timeBudgetNs() {
        return timeBudgetNs;
    }

    /** Hears what a batch took. */
    void onBatchTime(long batchNs) {
        if (batchNs > timeBudgetNs) {
            slowBatches++;
        }
    }

    // ---- about it

    String name() {
        return step.name();
    }

    Filter filter() {
        return filter;
    }

    /** Whether its {@code onAttach} and {@code onDetach} are to be called: what hung before is not touched at all. */
    boolean isAttachable() {
        return state != FilterState.QUARANTINED_AT_START;
    }

    boolean needsTicks() {
        return needsTicks;
    }

    FilterCounters counters() {
        return counters;
    }

    /** Any thread. */
    FilterThreads threads() {
        return threads;
    }

    FilterStatus status() {
        return new FilterStatus(
                step.name(),
                step.plugin(),
                state,
                packets,
                failures.read(),
                new FilterTimes(slowBatches, timedCalls, timedNs, longestNs),
                threads.names(),
                counters.read());
    }
}
