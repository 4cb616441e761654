package io.headgate.engine.lane;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * On how many packets a filter failed, and how.
 *
 * @param byKind those kinds that occurred
 * @param first the first of each distinct failure of the version that runs, the earliest before the others: exceptions by
 *     class and place, at most 16, other failures by kind
 * @param lastMessage of the newest failure; empty if there was none
 */
public record FilterErrors(Map<FailureKind, Long> byKind, List<FilterError> first, String lastMessage) {
    /** Of a filter that never failed. */
    public static final FilterErrors NONE = new FilterErrors(Map.of(), List.of(), "");

    public FilterErrors {
        Map<FailureKind, Long> inOrder = new EnumMap<>(FailureKind.class);
        inOrder.putAll(byKind);
        byKind = Collections.unmodifiableMap(inOrder);
        first = List.copyOf(first);
    }

    public long total() {
        return byKind.values().stream().mapToLong(Long::longValue).sum();
    }
}
