package io.headgate.testkit;

import io.headgate.api.FilterFactory;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.FilterStatus;
import io.headgate.engine.lane.Lane;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.SlotRing;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A lane whose duty cycles are called by hand, between a source, a sink and a clock of the test's. */
final class HarnessLane {
    private static final int SLOTS = 64;
    private static final long REPEATED_EVERY_NS = 100_000;

    private final Setup setup;
    private final ManualClock clock;
    private final Trail trail = new Trail();
    private final Records records;
    private final ArrivalSource source;
    private final RecordingSink sink;
    private final Lane lane;
    private final Result result;
    private long reportedErrors;
    private int reportedFailures;
    private boolean isStopped;

    private HarnessLane(Setup setup) {
        this.setup = setup;
        this.clock = new ManualClock(setup.startNs);
        this.records = new Records(trail, clock);
        List<Chain.Step> steps = new ArrayList<>();
        for (PlannedStep step : setup.steps) {
            FilterFactory factory = step.factory();
            WatchedFilter filter = new WatchedFilter(step, setup, trail, clock);
            steps.add(new Chain.Step(factory.name(), factory.name(), filter, step.policy(), factory.permissions()));
        }
        this.lane = new Lane(
                setup.laneName, new Chain(steps, clock::nowNs), setup.options, LaneBell.unheard(), clock::nowNs);
        SlotRing ring = lane.newRing(SLOTS);
        this.source = new ArrivalSource(ring, clock);
        this.sink = new RecordingSink(ring, records);
        this.result = new Result(lane, records, trail, setup.outlets);
        lane.addInput(ring, source, sink);
        records.countDropsBy(() -> lane.ledger().dropped());
        setup.outlets.start(clock);
    }

    static HarnessLane start(Setup setup) {
        HarnessLane started = new HarnessLane(setup);
        try {
            started.lane.start();
        } catch (IllegalStateException refused) {
            started.lane.stop();
            throw refused;
        }
        return started;
    }

    /** Has packets arrive: those that follow each other without a time of their own together. */
    void feed(List<Arrival> arrivals) {
        requireRunning();
        List<Arrival> together = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            long timestampNs = arrival.origin().timestampNs();
            if (timestampNs != Origin.NOW && timestampNs != clock.nowNs()) {
                arrive(together);
                arriveAt(timestampNs);
            }
            together.add(arrival);
        }
        arrive(together);
        check();
    }

    /** Has packets arrive together and time pass, whatever filters throw meanwhile. */
    void arriveUnchecked(List<Arrival> together, long thenNs) {
        requireRunning();
        arrive(new ArrayList<>(together));
        moveTo(clock.nowNs() + thenNs);
        reportedErrors = errors();
        reportedFailures = trail.failures().size();
    }

    private void arriveAt(long timestampNs) {
        if (records.outcomes().isEmpty()) {
            // The first packet says when the test begins: nothing happened before.
            clock.moveTo(timestampNs);
        } else {
            moveTo(timestampNs);
        }
    }

    private void arrive(List<Arrival> together) {
        if (together.isEmpty()) {
            return;
        }
        int first = records.outcomes().size();
        together.forEach(arrival -> records.arriving(arrival, clock.nowNs()));
        source.offer(together, first);
        together.clear();
        while (source.receive() > 0) {
            work();
        }
    }

    /** Prepares for {@link #repeat}: nothing is recorded from here on. */
    void beginRepeating(List<Arrival> packets) {
        requireRunning();
        sink.recording(false);
        source.offer(packets, 0);
    }

    /**
     * Has these packets arrive again, 100 µs of the harness's clock after each other. Allocates nothing.
     *
     * @return how many there are
     */
    int repeat() {
        source.rewind(0);
        int packets = 0;
        for (int received = source.receive(); received > 0; received = source.receive()) {
            clock.moveTo(clock.nowNs() + received * REPEATED_EVERY_NS);
            lane.doWork();
            packets += received;
        }
        return packets;
    }

    void endRepeating() {
        sink.recording(true);
        records.forgetDrops();
        check();
    }

    /** Lets time pass. */
    void advance(long timeNs) {
        if (timeNs < 0) {
            throw new IllegalArgumentException("time goes forward only: " + timeNs + " ns");
        }
        requireRunning();
        moveTo(clock.nowNs() + timeNs);
        check();
    }

    /** Goes to a time; on the way there the lane wakes up whenever it has asked for it. */
    private void moveTo(long timeNs) {
        work();
        while (clock.nowNs() < timeNs) {
            long stepNs = Math.max(1, Math.min(lane.sleepNs(), timeNs - clock.nowNs()));
            clock.moveTo(clock.nowNs() + stepNs);
            work();
        }
        clock.moveTo(timeNs);
    }

    private void work() {
        while (lane.doWork() > 0) {
            requireBalance();
        }
    }

    private void requireBalance() {
        Ledger ledger = lane.ledger();
        if (!ledger.isBalanced()) {
            throw new AssertionError("the lane's ledger does not balance: " + ledger);
        }
    }

    /** Fails the test if a filter has failed since the last time. */
    private void check() {
        long errors = errors();
        long more = errors - reportedErrors;
        reportedErrors = errors;
        if (more == 0 || setup.isTolerant) {
            return;
        }
        String others = more > 1 ? " (and " + (more - 1) + " more failures before)" : "";
        List<Failure> failures = trail.failures();
        if (failures.size() == reportedFailures) {
            throw new AssertionError(guardsFailure() + others);
        }
        reportedFailures = failures.size();
        Failure last = failures.get(failures.size() - 1);
        throw new AssertionError(last + others, last.cause());
    }

    /** What the guard says of filters that failed without throwing. */
    String guardsFailure() {
        return lane.filterStatus().stream()
                .filter(status -> status.errors() > 0)
                .map(status -> "filter " + status.name() + " failed: "
                        + status.failures().lastMessage())
                .collect(Collectors.joining("; "));
    }

    /** Failures that the guard has counted. */
    long errors() {
        return lane.filterStatus().stream().mapToLong(FilterStatus::errors).sum();
    }

    Result result() {
        return result;
    }

    private void requireRunning() {
        if (isStopped) {
            throw new IllegalStateException("the harness is closed; make another one");
        }
    }

    void stop() {
        if (isStopped) {
            return;
        }
        isStopped = true;
        int before = trail.failures().size();
        lane.releaseHeld();
        lane.stop();
        if (trail.failures().size() > before && !setup.isTolerant) {
            Failure failure = trail.failures().get(before);
            throw new AssertionError(failure.toString(), failure.cause());
        }
    }
}
