package io.headgate.engine.lane;

import io.headgate.api.Filter;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filters of a lane, in order. Thread: {@link #start} and {@link #stop} before and after the lane runs, {@link
 * #apply} the lane's.
 */
public final class Chain {
    /**
     * One place in a chain.
     *
     * @param name by which the configuration, counters and logs call the filter
     */
    public record Step(String name, Filter filter, OnError onError) {}

    private final DropReasons reasons = new DropReasons();
    private final GuardedFilter[] filters;
    private int started;

    public Chain(List<Step> steps) {
        filters = steps.stream()
                .map(step -> new GuardedFilter(step.name(), step.filter(), step.onError(), reasons))
                .toArray(GuardedFilter[]::new);
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

    /**
     * Starts the filters in order.
     *
     * @throws IllegalStateException naming the filter that refused
     */
    void start(String laneName) {
        for (GuardedFilter guarded : filters) {
            started++;
            try {
                guarded.filter().onAttach(new LaneContext(laneName, guarded.name(), reasons, guarded.counters()));
            } catch (Exception | LinkageError refused) {
                throw new IllegalStateException(
                        "lane " + laneName + ": filter " + guarded.name() + " does not start: " + refused.getMessage(),
                        refused);
            }
        }
    }

    /** Stops, in reverse order, the filters that {@link #start} reached. */
    void stop() {
        Logger log = LoggerFactory.getLogger(Chain.class);
        while (started > 0) {
            GuardedFilter guarded = filters[--started];
            try {
                guarded.filter().onDetach();
            } catch (RuntimeException | LinkageError failure) {
                log.warn("filter={} failed to stop", guarded.name(), failure);
            }
        }
    }

    Verdict apply(SlotPacket packet) {
        for (GuardedFilter filter : filters) {
            Verdict verdict = filter.apply(packet);
            if (verdict != Verdict.PASS) {
                return verdict;
            }
        }
        return Verdict.PASS;
    }

    /** Whether a filter is to be told the time. */
    boolean needsTicks() {
        return Arrays.stream(filters).anyMatch(GuardedFilter::needsTicks);
    }

    void tick(long nowNs) {
        for (GuardedFilter filter : filters) {
            filter.tick(nowNs);
        }
    }

    DropReasons reasons() {
        return reasons;
    }

    List<FilterStatus> status() {
        return Arrays.stream(filters).map(GuardedFilter::status).toList();
    }
}
