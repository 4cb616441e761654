package io.headgate.daemon.run;

import io.headgate.daemon.report.Totals;
import io.headgate.engine.io.ErrnoCounters;
import java.util.Map;
import java.util.TreeMap;

/** What a counter of errors has counted since it was last looked at. Thread: one at a time. */
final class ErrnoIncrements {
    private final ErrnoCounters counters;
    private Map<Integer, Long> before = Map.of();

    ErrnoIncrements(ErrnoCounters counters) {
        this.counters = counters;
    }

    /** Takes what is new, by the errno's symbol; empty if nothing is. */
    Map<String, Long> take() {
        Map<Integer, Long> now = counters.byErrno();
        Map<Integer, Long> more = new TreeMap<>();
        now.forEach((errno, count) -> {
            long increment = count - before.getOrDefault(errno, 0L);
            if (increment > 0) {
                more.put(errno, increment);
            }
        });
        before = now;
        return Totals.byName(more);
    }

    /** Of all errors together. */
    static long sum(Map<String, Long> increments) {
        return increments.values().stream().mapToLong(Long::longValue).sum();
    }
}
