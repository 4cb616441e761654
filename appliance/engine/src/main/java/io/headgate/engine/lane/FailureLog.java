package io.headgate.engine.lane;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the failures of one filter and keeps the first of each kind as text. Thread: the lane's; allocates, which a
 * failure may.
 */
final class FailureLog {
    private final Map<FailureKind, Long> counts = new EnumMap<>(FailureKind.class);
    private final List<FilterError> first = new ArrayList<>();
    private String lastMessage = "";

    void add(FailureKind kind, Throwable failure) {
        String message = StackText.summary(failure);
        add(kind, message, counts.containsKey(kind) ? "" : StackText.of(failure));
    }

    void add(FailureKind kind, String message) {
        add(kind, message, "");
    }

    private void add(FailureKind kind, String message, String stack) {
        if (counts.merge(kind, 1L, Long::sum) == 1) {
            first.add(new FilterError(kind, message, stack, System.currentTimeMillis()));
        }
        lastMessage = message;
    }

    FilterErrors read() {
        return counts.isEmpty() ? FilterErrors.NONE : new FilterErrors(counts, first, lastMessage);
    }
}
