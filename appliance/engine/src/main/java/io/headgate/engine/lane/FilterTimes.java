package io.headgate.engine.lane;

/**
 * How long a filter takes, as far as that was measured: batches always are, calls only after a batch took too long.
 *
 * @param slowBatches batches that took longer than the filter's time budget, whichever filter it was
 * @param calls that were timed
 * @param totalNs what these took together
 * @param longestNs what the longest of these took
 */
public record FilterTimes(long slowBatches, long calls, long totalNs, long longestNs) {
    /** Of a filter whose lane never was slow. */
    public static final FilterTimes NONE = new FilterTimes(0, 0, 0, 0);
}
