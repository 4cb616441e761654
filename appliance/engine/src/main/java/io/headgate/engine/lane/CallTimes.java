package io.headgate.engine.lane;

/** How long one filter takes, and whether that is too long. Thread: the lane's. */
final class CallTimes {
    private final BatchClock clock;
    private final long budgetNs;
    private long slowBatches;
    private long timedCalls;
    private long timedNs;
    private long lastNs;
    private long longestNs;

    /** @param budgetNs longest that a call may take */
    CallTimes(BatchClock clock, long budgetNs) {
        this.clock = clock;
        this.budgetNs = budgetNs;
    }

    /** When a call begins that is timed whatever the lane does. */
    long beginNs() {
        return clock.nowNs();
    }

    /** Ends a timed call, and says whether it took too long. */
    boolean isTooLong(long beganNs) {
        long tookNs = clock.nowNs() - beganNs;
        timedCalls++;
        timedNs += tookNs;
        lastNs = tookNs;
        longestNs = Math.max(longestNs, tookNs);
        return tookNs > budgetNs;
    }

    /** Has calls watched for a while, and says what was wrong with the latest. */
    String tooLong(String method) {
        clock.watch();
        return method + " took " + lastNs / 1_000 + " us; its time-budget is " + budgetNs / 1_000 + " us";
    }

    long budgetNs() {
        return budgetNs;
    }

    /** Hears what a batch took. */
    void onBatch(long batchNs) {
        if (batchNs > budgetNs) {
            slowBatches++;
        }
    }

    /** Goes on counting batches where the predecessor stopped; calls are another version's. */
    void follow(CallTimes predecessor) {
        slowBatches = predecessor.slowBatches;
    }

    FilterTimes read() {
        return new FilterTimes(slowBatches, timedCalls, timedNs, longestNs);
    }
}
