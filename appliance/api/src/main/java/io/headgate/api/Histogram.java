package io.headgate.api;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often values of each size were recorded, made by {@link FilterContext#histogram}. Values fall into buckets whose width
 * is at most an eighth of the value, so a quantile is too large by at most 12.5 %. Recording costs two additions, and
 * allocates nothing.
 *
 * <p>Thread: {@link #record} from the lane's only; the rest from any, which may miss what was recorded a moment ago.
 */
public final class Histogram {
    /** Buckets for each power of two, as a power of two. */
    private static final int SUB_BITS = 3;

    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    private static final int BUCKETS = (Long.SIZE - SUB_BITS) * SUB_BUCKETS;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final Counter sum = new Counter();
    private final Gauge max = new Gauge();

    /**
     * Records a value.
     *
     * @param value below 0 counts as 0
     */
    public void record(long value) {
        long recorded = Math.max(value, 0);
        int bucket = bucket(recorded);
        counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
        sum.add(recorded);
        if (recorded > max.value()) {
            max.set(recorded);
        }
    }

    /** How many values were recorded. */
    public long count() {
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            total += counts.getOpaque(i);
        }
        return total;
    }

    /** The sum of all values. */
    public long sum() {
        return sum.value();
    }

    /** The largest value, 0 if there is none. */
    public long max() {
        return max.value();
    }

    /**
     * A value that no less than this part of the values do not exceed.
     *
     * @param part 0 to 1: 0.5 for the median
     * @return upper end of the bucket in which it lies; 0 if nothing was recorded
     */
    public long quantile(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("part must be 0 to 1: " + part);
        }
        long wanted = Math.max(1, (long) Math.ceil(part * count()));
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts.getOpaque(i);
            if (seen >= wanted) {
                return Math.min(last(i), max());
            }
        }
        return max();
    }

    /** Values below {@link #SUB_BUCKETS} have a bucket each; above, the bits behind the highest one say which. */
    private static int bucket(long value) {
        if (value < SUB_BUCKETS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return shift * SUB_BUCKETS + (int) (value >>> shift);
    }

    /** The largest value in a bucket. */
    private static long last(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int shift = bucket / SUB_BUCKETS - 1;
        long first = (long) (bucket - shift * SUB_BUCKETS) << shift;
        return first + (1L << shift) - 1;
    }
}
