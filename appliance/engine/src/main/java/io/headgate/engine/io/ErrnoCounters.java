package io.headgate.engine.io;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** A counter for each errno; numbers beyond the table share the last cell. One writer, any reader. */
public final class ErrnoCounters {
    private static final int TABLE = 256;

    private final AtomicLongArray values = new AtomicLongArray(TABLE);

    /**
     * Thread: the owner's.
     *
     * @param errno positive
     */
    public void add(int errno, long amount) {
        int i = Math.min(Math.max(errno, 0), TABLE - 1);
        values.setOpaque(i, values.getPlain(i) + amount);
    }

    /** Sum over all. Any thread. */
    public long total() {
        long sum = 0;
        for (int i = 0; i < TABLE; i++) {
            sum += values.getOpaque(i);
        }
        return sum;
    }

    /** What was counted, by number. Any thread. */
    public Map<Integer, Long> byErrno() {
        Map<Integer, Long> result = new TreeMap<>();
        for (int i = 0; i < TABLE; i++) {
            long value = values.getOpaque(i);
            if (value != 0) {
                result.put(i, value);
            }
        }
        return result;
    }
}
