package io.headgate.engine.lane;

import java.util.List;

/**
 * How a filter of a chain is doing.
 *
 * @param name its step's, by which counters and logs call it
 * @param plugin that made it
 * @param packets with which it was called
 * @param failures on how many packets it failed, and how
 * @param threads names of threads that it started and that live
 * @param counts what the filter has counted, in the order of their declaration
 */
public record FilterStatus(
        String name,
        String plugin,
        FilterState state,
        long packets,
        FilterErrors failures,
        FilterTimes times,
        List<String> threads,
        List<FilterCount> counts) {
    public FilterStatus {
        threads = List.copyOf(threads);
        counts = List.copyOf(counts);
    }

    /** Packets on which it failed. */
    public long errors() {
        return failures.total();
    }

    /** Whether it is no longer called, or never was. */
    public boolean isQuarantined() {
        return state != FilterState.RUNNING;
    }

    /** Whether an operator should look at it. */
    public boolean isSuspect() {
        return isQuarantined() || errors() > 0 || !threads.isEmpty();
    }
}
