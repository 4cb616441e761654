package io.headgate.engine.lane;

import io.headgate.api.Rejection;
import io.headgate.api.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The reasons for which a lane drops packets, each with its counter. Thread: declared on any, also while the lane counts;
 * counted on the lane's; read on any.
 */
public final class DropReasons {
    private static final int CAPACITY = 256;

    private final Map<String, String> explanations = new LinkedHashMap<>();
    private final AtomicLongArray counts = new AtomicLongArray(CAPACITY);

    /** Never changed, only replaced: the lane looks while others declare. */
    private volatile Verdict[] verdicts = {};

    /** Declares a reason to drop packets, or finds it again. */
    public Verdict declare(String reason, String explanation) {
        return declare(null, reason, explanation);
    }

    /**
     * Declares a reason to reject packets, or finds it again.
     *
     * @param kind null to drop them
     * @throws IllegalArgumentException if the reason stands for something else already
     */
    synchronized Verdict declare(Rejection kind, String reason, String explanation) {
        CounterNames.require("drop reason", reason);
        int index = verdicts.length;
        for (Verdict known : verdicts) {
            if (known.reason().equals(reason)) {
                if (known.rejection() != kind) {
                    throw new IllegalArgumentException(
                            "drop reason '" + reason + "' is declared as " + meaning(known.rejection()) + " and as "
                                    + meaning(kind) + "; give one of them another name");
                }
                return known;
            }
        }
        if (index == CAPACITY) {
            throw new IllegalArgumentException("more than " + CAPACITY + " drop reasons on one lane: '" + reason + "'");
        }
        Verdict verdict = kind == null ? Verdict.drop(index, reason) : Verdict.reject(index, reason, kind);
        explanations.put(reason, explanation);
        Verdict[] more = Arrays.copyOf(verdicts, index + 1);
        more[index] = verdict;
        verdicts = more;
        return verdict;
    }

    private static String meaning(Rejection kind) {
        return kind == null ? "a drop" : "a rejection (" + kind + ")";
    }

    /** Whether a verdict was made here; one from elsewhere has no counter, or another's. */
    boolean isDeclared(Verdict verdict) {
        int index = verdict.reasonIndex();
        Verdict[] known = verdicts;
        return index >= 0 && index < known.length && known[index] == verdict;
    }

    /** Thread: the lane's. */
    void count(int reasonIndex) {
        counts.setOpaque(reasonIndex, counts.getPlain(reasonIndex) + 1);
    }

    /** Drops by reason, those that happened. */
    Map<String, Long> counts() {
        Map<String, Long> result = new LinkedHashMap<>();
        for (Verdict verdict : verdicts) {
            long count = counts.getOpaque(verdict.reasonIndex());
            if (count != 0) {
                result.put(verdict.reason(), count);
            }
        }
        return result;
    }

    /** What each declared reason means, for an operator. */
    public synchronized Map<String, String> explanations() {
        return Map.copyOf(explanations);
    }
}
