package io.headgate.engine.lane;

import io.headgate.api.Filter;
import io.headgate.api.Permission;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.SpareSlots;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The filters of a lane, in order. Thread: {@link #start} and {@link #stop} before and after the lane runs, {@link
 * #apply} the lane's. A chain keeps its shape: {@link ChainSwap} makes a successor with as many places.
 */
public final class Chain {
    /**
     * One place in a chain.
     *
     * @param name by which the configuration, counters and logs call the filter
     * @param plugin that made it
     * @param permissions what its plugin asked for
     */
    public record Step(String name, String plugin, Filter filter, GuardPolicy policy, Set<Permission> permissions) {
        /** A filter whose plugin asks for no permission. */
        public Step(String name, String plugin, Filter filter, GuardPolicy policy) {
            this(name, plugin, filter, policy, Set.of());
        }

        /** One that is called as its plugin, and guarded as by default. */
        public Step(String name, Filter filter, OnError onError, Set<Permission> permissions) {
            this(name, name, filter, GuardPolicy.of(onError), permissions);
        }

        /** A filter that does no more than decide about the packet at hand. */
        public Step(String name, Filter filter, OnError onError) {
            this(name, filter, onError, Set.of());
        }
    }

    /** Spare slots of every lane: each packet of a batch may be rejected. */
    private static final int ANSWERS = Lane.BATCH;

    private static final int INJECTED_SMALL = 512;
    private static final int INJECTED_LARGE = 16;

    /** Packets of more than {@value io.headgate.engine.hold.HoldPool#SMALL} bytes that may be held: 4 MB. */
    private static final int HELD_LARGE = 64;

    private final DropReasons reasons;
    private final GuardedFilter[] filters;
    private final Set<Permission> permissions;
    private final Heartbeat heartbeat;
    private final BatchClock clock;
    private final long smallestBudgetNs;

    /** What the lane was opened for, by the filters it was started with. */
    private final Segments opened;

    private int started;

    /** Which filter has the packet, or had it last. */
    private int place;

    public Chain(List<Step> steps) {
        this(steps, System::nanoTime);
    }

    /**
     * A chain whose filters are timed by a clock of its own.
     *
     * @param ticker as {@link System#nanoTime}
     */
    public Chain(List<Step> steps, LongSupplier ticker) {
        reasons = new DropReasons();
        heartbeat = new Heartbeat(steps.stream().map(Step::name).toList());
        clock = new BatchClock(ticker);
        filters = IntStream.range(0, steps.size())
                .mapToObj(index -> new GuardedFilter(steps.get(index), index, reasons, heartbeat, clock))
                .toArray(GuardedFilter[]::new);
        permissions =
                steps.stream().flatMap(step -> step.permissions().stream()).collect(Collectors.toUnmodifiableSet());
        smallestBudgetNs = Arrays.stream(filters)
                .mapToLong(guarded -> guarded.times().budgetNs())
                .min()
                .orElse(Long.MAX_VALUE);
        opened = segments();
    }

    private Chain(Chain predecessor, Map<Integer, Filter> newcomers) {
        reasons = predecessor.reasons;
        permissions = predecessor.permissions;
        heartbeat = predecessor.heartbeat;
        clock = predecessor.clock;
        smallestBudgetNs = predecessor.smallestBudgetNs;
        opened = predecessor.opened;
        started = predecessor.started;
        filters = predecessor.filters.clone();
        newcomers.forEach((place, filter) -> filters[place] = filters[place].successor(filter));
    }

    /**
     * The same chain with other filters at some places. Both share drop reasons, counters and the filters that stay.
     *
     * @param newcomers by place, 0 for the first; not yet attached
     */
    Chain successor(Map<Integer, Filter> newcomers) {
        return new Chain(this, newcomers);
    }

    GuardedFilter at(int index) {
        return filters[index];
    }

    /** Whether packets may arrive uncut: all filters cope with it. */
    public Segments segments() {
        for (GuardedFilter guarded : filters) {
            if (guarded.filter().segments() == Segments.WIRE) {
                return Segments.WIRE;
            }
        }
        return Segments.ANY;
    }

    /** Whether its filters cope with what the lane was opened for, by others perhaps. */
    boolean copesWithSegments() {
        return opened == Segments.WIRE || segments() == Segments.ANY;
    }

    /** What the filters may do, together. */
    public Set<Permission> permissions() {
        return permissions;
    }

    /**
     * How many spare slots a ring of this chain's lane needs: for answers to rejected packets, for what filters may send,
     * and for what they may hold.
     */
    SpareSlots spares(LaneOptions options) {
        if (options.enforcement() == Enforcement.OBSERVE) {
            return SpareSlots.NONE;
        }
        int small = ANSWERS;
        int large = 0;
        if (permissions.contains(Permission.INJECT)) {
            small += INJECTED_SMALL;
            large += INJECTED_LARGE;
        }
        if (permissions.contains(Permission.HOLD)) {
            small += options.limits().maxHeld();
            large += Math.min(options.limits().maxHeld(), HELD_LARGE);
        }
        return new SpareSlots(small, large);
    }

    /**
     * Starts the filters in order, each of them a call that the heartbeat shows.
     *
     * @throws IllegalStateException naming the filter that refused
     */
    void start(LaneServices lane) {
        heartbeat.starting(true);
        try {
            while (started < filters.length) {
                int index = started++;
                heartbeat.enter(index);
                FilterLife.attach(filters[index], lane, isLast(index));
                filters[index].open();
            }
        } finally {
            heartbeat.leave();
            heartbeat.starting(false);
        }
    }

    /**
     * Starts one filter, of a chain that is to follow one that runs. Any thread but the lane's.
     *
     * @throws IllegalStateException if it refuses; it is to be detached all the same
     */
    void attachBeside(int index, LaneServices lane) {
        FilterLife.attachBeside(filters[index], lane, isLast(index));
    }

    private boolean isLast(int index) {
        return index == filters.length - 1;
    }

    /** Stops, in reverse order, the filters that {@link #start} reached. Never throws for what they do. */
    void stop() {
        while (started > 0) {
            GuardedFilter guarded = filters[--started];
            guarded.close();
            FilterLife.detach(guarded);
        }
    }

    /**
     * Takes a packet through the filters.
     *
     * @param from the first of them; the rest, for a packet that was held
     */
    Verdict apply(SlotPacket packet, int from) {
        for (int i = from; i < filters.length; i++) {
            place = i;
            Verdict verdict = filters[i].apply(packet);
            if (verdict != Verdict.PASS) {
                return verdict;
            }
        }
        return Verdict.PASS;
    }

    /** Which filter returned the latest verdict, from 0. */
    int place() {
        return place;
    }

    /** Whether no filter follows {@link #place}. */
    boolean isLast() {
        return isLast(place);
    }

    /** Until when the filter that returned {@link Verdict#HOLD} wants the packet kept. */
    long heldUntilNs() {
        return filters[place].heldUntilNs();
    }

    /** Before the first packet of a batch. */
    void beginBatch() {
        clock.begin();
        for (GuardedFilter filter : filters) {
            filter.hooks().batchStart();
        }
    }

    /** After the last packet of a batch, before they leave. */
    void endBatch(int packets) {
        for (GuardedFilter filter : filters) {
            filter.hooks().batchEnd();
        }
        heartbeat.leave();
        long tookNs = clock.end(packets);
        if (tookNs > smallestBudgetNs) {
            clock.watch();
            for (GuardedFilter filter : filters) {
                filter.times().onBatch(tookNs);
            }
        }
    }

    /** Whether a filter is to be told the time. */
    boolean needsTicks() {
        return Arrays.stream(filters).anyMatch(filter -> filter.hooks().needsTicks());
    }

    void tick(long nowNs) {
        for (GuardedFilter filter : filters) {
            filter.hooks().tick(nowNs);
        }
    }

    /** In which filter the lane is. */
    Heartbeat heartbeat() {
        return heartbeat;
    }

    /** Looks for threads that the filters started. Any thread but the lane's: it takes stacks. */
    void lookAtThreads() {
        for (GuardedFilter filter : filters) {
            filter.threads().look();
        }
    }

    DropReasons reasons() {
        return reasons;
    }

    List<FilterStatus> status() {
        return Arrays.stream(filters).map(GuardedFilter::status).toList();
    }
}
