package io.headgate.engine.lane;

/**
 * What a step of a chain is allowed, and what becomes of it when it takes more.
 *
 * @param onError what becomes of a packet on which the filter failed
 * @param quarantineAfter failures in a row after which it is no longer called; 0 for never
 * @param timeBudgetNs longest a call may take where calls are timed
 * @param isQuarantined whether it is not to be called at all
 */
public record GuardPolicy(OnError onError, int quarantineAfter, long timeBudgetNs, boolean isQuarantined) {
    /** By then a filter is broken rather than unlucky. */
    public static final int DEFAULT_QUARANTINE_AFTER = 100;

    public static final int MAX_QUARANTINE_AFTER = 1_000_000;

    public static final long DEFAULT_TIME_BUDGET_NS = 10_000_000;
    public static final long MIN_TIME_BUDGET_NS = 100_000;
    public static final long MAX_TIME_BUDGET_NS = 10_000_000_000L;

    public GuardPolicy {
        if (quarantineAfter < 0 || quarantineAfter > MAX_QUARANTINE_AFTER) {
            throw new IllegalArgumentException(
                    "quarantineAfter must be 0 to " + MAX_QUARANTINE_AFTER + ": " + quarantineAfter);
        }
        if (timeBudgetNs < MIN_TIME_BUDGET_NS || timeBudgetNs > MAX_TIME_BUDGET_NS) {
            throw new IllegalArgumentException(
                    "timeBudgetNs must be " + MIN_TIME_BUDGET_NS + " to " + MAX_TIME_BUDGET_NS + ": " + timeBudgetNs);
        }
    }

    /** With everything else as it is by default. */
    public static GuardPolicy of(OnError onError) {
        return new GuardPolicy(onError, DEFAULT_QUARANTINE_AFTER, DEFAULT_TIME_BUDGET_NS, false);
    }

    /** The same for a filter that is to be called. */
    public GuardPolicy released() {
        return new GuardPolicy(onError, quarantineAfter, timeBudgetNs, false);
    }

    /** The same for a filter that is not to be called at all. */
    public GuardPolicy quarantined() {
        return new GuardPolicy(onError, quarantineAfter, timeBudgetNs, true);
    }
}
