package io.headgate.engine.io;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The reasons for which a sink itself drops packets, each with its counter: what a filter cannot know, since it hangs on
 * where the packet would go. One writer, any reader.
 */
public final class SinkDrops {
    /** Of a sink that drops nothing on its own. */
    public static final SinkDrops NONE = new SinkDrops(Map.of());

    private final Map<String, String> explanations;
    private final String[] reasons;
    private final AtomicLongArray counts;

    /**
     * @param explanations by reason, in the order by which {@link #count} names them; reasons as those of filters are
     *     written
     */
    public SinkDrops(Map<String, String> explanations) {
        this.explanations = new LinkedHashMap<>(explanations);
        this.reasons = explanations.keySet().toArray(String[]::new);
        this.counts = new AtomicLongArray(reasons.length);
    }

    /**
     * Counts a packet. Thread: the sink's.
     *
     * @param reason its number, from 0
     */
    public void count(int reason) {
        counts.setOpaque(reason, counts.getPlain(reason) + 1);
    }

    /** Drops by reason, those that happened. Any thread. */
    public Map<String, Long> counts() {
        Map<String, Long> result = new LinkedHashMap<>();
        for (int i = 0; i < reasons.length; i++) {
            long count = counts.getOpaque(i);
            if (count != 0) {
                result.put(reasons[i], count);
            }
        }
        return result;
    }

    /** What each reason means, for an operator. */
    public Map<String, String> explanations() {
        return Map.copyOf(explanations);
    }
}
