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
 * after too many of them in a row the filter is no longer called. Here with packets, in {@link FilterHooks} beside them.
 * Thread: the lane's.
 */
final class GuardedFilter {
    /** A constant to the compiler: without assertions nothing of lending is left. */
    private static final boolean IS_LENDING = GuardedFilter.class.desiredAssertionStatus();

    private final Chain.Step step;
    private final int place;
    private final Filter filter;
    private final Heartbeat heartbeat;
    private final BatchClock clock;
    private final CallTimes times;
    private final Verdict onError;
    private final Verdict onOverflow;
    private final DropReasons reasons;
    private final Lending lending;
    private final FilterCounters counters;
    private final FilterThreads threads;
    private final FailureLog failures = new FailureLog();
    private final FilterHooks hooks;

    private LaneContext context;
    private FilterState state;
    private int errorsInARow;
    private long packets;

    /** @param place in the chain, from 0 on */
    GuardedFilter(Chain.Step step, int place, DropReasons reasons, Heartbeat heartbeat, BatchClock clock) {
        this(step, place, reasons, heartbeat, clock, new FilterCounters());
        this.state = step.policy().isQuarantined() ? FilterState.QUARANTINED_AT_START : FilterState.RUNNING;
    }

    private GuardedFilter(
            Chain.Step step,
            int place,
            DropReasons reasons,
            Heartbeat heartbeat,
            BatchClock clock,
            FilterCounters counters) {
        this.step = step;
        this.place = place;
        this.filter = step.filter();
        this.heartbeat = heartbeat;
        this.clock = clock;
        this.counters = counters;
        this.times = new CallTimes(clock, step.policy().timeBudgetNs());
        this.hooks = new FilterHooks(this, heartbeat);
        this.lending = IS_LENDING ? new Lending(step.name()) : null;
        this.threads = new FilterThreads(filter);
        this.reasons = reasons;
        this.state = FilterState.RUNNING;
        this.onError = step.policy().onError() == OnError.PASS
                ? Verdict.PASS
                : reasons.declare("filter-error", "a filter with on-error drop failed on the packet");
        this.onOverflow = reasons.declare("undo-overflow", "a filter made more changes than can be undone");
    }

    // ---- from version to version

    /** The same place for another version of its filter; what is counted goes on, a quarantine and texts do not. */
    GuardedFilter successor(Filter next) {
        Chain.Step other =
                new Chain.Step(step.name(), step.plugin(), next, step.policy().released(), step.permissions());
        return new GuardedFilter(other, place, reasons, heartbeat, clock, counters);
    }

    /**
     * Starts the filter; see {@link Filter#onAttach}.
     *
     * @param isLast whether no filter follows
     */
    void attach(LaneServices lane, boolean isLast) throws Exception {
        Set<Permission> permissions = step.permissions();
        context = new LaneContext(lane, step.name(), place, isLast, permissions, reasons, counters);
        filter.onAttach(context);
    }

    /** From here on it is called, so its context serves it. */
    void open() {
        if (context != null) {
            context.open();
        }
    }

    /** From here on it is called no more, but to be detached. */
    void close() {
        if (context != null) {
            context.close();
        }
    }

    /** Takes the predecessor's place, and goes on counting where that stopped. */
    void follow(GuardedFilter predecessor) {
        packets = predecessor.packets;
        times.follow(predecessor.times);
        failures.follow(predecessor.failures);
        predecessor.close();
        open();
    }

    // ---- packets

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
        if (beganNs != 0 && times.isTooLong(beganNs)) {
            return failed(packet, FailureKind.TIME_BUDGET, times.tooLong("onPacket"));
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
        Fatal.rethrow(failure);
        packet.rollback();
        failures.add(packet.isOverflown() ? FailureKind.UNDO_OVERFLOW : FailureKind.EXCEPTION, failure);
        return fallback(packet);
    }

    private Verdict callLending(SlotPacket packet) {
        Packet lent = lending.lend(packet);
        try {
            return filter.onPacket(lent);
        } finally {
            lending.takeBack();
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
        quarantineAfter(++errorsInARow);
        return packet.isOverflown() ? onOverflow : onError;
    }

    /** Calls the filter no more if it failed too often in a row. */
    void quarantineAfter(int inARow) {
        int limit = step.policy().quarantineAfter();
        if (limit != 0 && inARow >= limit) {
            state = FilterState.QUARANTINED;
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

    boolean isRunning() {
        return state == FilterState.RUNNING;
    }

    /** Its calls beside packets. */
    FilterHooks hooks() {
        return hooks;
    }

    int place() {
        return place;
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    CallTimes times() {
        return times;
    }

    FailureLog failures() {
        return failures;
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
                times.read(),
                threads.names(),
                counters.read());
    }
}
