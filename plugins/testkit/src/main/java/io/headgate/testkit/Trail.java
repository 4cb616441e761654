package io.headgate.testkit;

import io.headgate.api.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the filters decided about the packet that is in the chain, until the sink hears of it; and what they threw. */
final class Trail {
    private final Map<String, Verdict.Kind> kinds = new HashMap<>();
    private final List<Failure> failures = new ArrayList<>();
    private Verdict last;
    private int unplaced;

    void decided(Verdict verdict) {
        last = verdict;
        if (verdict != null && verdict.reasonIndex() >= 0) {
            kinds.put(verdict.reason(), verdict.kind());
        }
    }

    void failed(String filter, String call, Throwable failure) {
        last = null;
        failures.add(new Failure(filter, call, Failure.NO_PACKET, failure));
        if (!call.equals("onPacket")) {
            unplaced = failures.size();
        }
    }

    /** What the last filter that was called decided about the packet at hand; null if none was, or it failed. */
    Verdict last() {
        return last;
    }

    /** Whether a drop for this reason was a rejection. */
    Verdict.Kind kindOf(String reason) {
        return kinds.getOrDefault(reason, Verdict.Kind.DROP);
    }

    /** The packet at hand is done with: what failed on it is known to have failed on this one. */
    void endPacket(int number) {
        last = null;
        for (; unplaced < failures.size(); unplaced++) {
            failures.set(unplaced, failures.get(unplaced).on(number));
        }
    }

    /** A copy left; what filters decided about it says nothing about the packets that follow. */
    void endCopy() {
        last = null;
    }

    List<Failure> failures() {
        return failures;
    }
}
