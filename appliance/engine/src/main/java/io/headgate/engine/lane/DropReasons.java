package io.headgate.engine.lane;

import io.headgate.api.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reasons for which a lane drops packets, each with its counter. Thread: declared at start, then the lane's. */
public final class DropReasons {
    private static final int CAPACITY = 256;

    private final List<Verdict> verdicts = new ArrayList<>();
    private final Map<String, String> explanations = new LinkedHashMap<>();
    private final long[] counts = new long[CAPACITY];

    /** Declares a reason, or finds it again. */
    public Verdict declare(String reason, String explanation) {
        CounterNames.require("drop reason", reason);
        for (Verdict known : verdicts) {
            if (known.reason().equals(reason)) {
                return known;
            }
        }
        if (verdicts.size() == CAPACITY) {
            throw new IllegalArgumentException("more than " + CAPACITY + " drop reasons on one lane: '" + reason + "'");
        }
        Verdict verdict = Verdict.drop(verdicts.size(), reason);
        verdicts.add(verdict);
        explanations.put(reason, explanation);
        return verdict;
    }

    /** Whether a verdict was made here; one from elsewhere has no counter, or another's. */
    boolean isDeclared(Verdict verdict) {
        int index = verdict.reasonIndex();
        return index >= 0 && index < verdicts.size() && verdicts.get(index) == verdict;
    }

    void count(int reasonIndex) {
        counts[reasonIndex]++;
    }

    /** Drops by reason, those that happened. */
    Map<String, Long> counts() {
        Map<String, Long> result = new LinkedHashMap<>();
        for (Verdict verdict : verdicts) {
            long count = counts[verdict.reasonIndex()];
            if (count != 0) {
                result.put(verdict.reason(), count);
            }
        }
        return result;
    }

    /** What each declared reason means, for an operator. */
    public Map<String, String> explanations() {
        return Map.copyOf(explanations);
    }
}
