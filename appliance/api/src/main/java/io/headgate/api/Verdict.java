package io.headgate.api;

import java.util.Objects;

/**
 * What a filter decided about a packet: its return value, never a callback.
 *
 * <p>{@link #PASS} hands the packet to the next filter of the chain and, after the last one, back to the network. A
 * drop is made once, at start, by {@link FilterContext#drop}, so that returning it costs nothing and its reason has a
 * counter of its own. More kinds will follow (accept, reject, hold): a {@code switch} over {@link #kind()} needs a
 * default.
 *
 * <p>Thread: immutable, may be shared.
 */
public final class Verdict {
    /** What becomes of the packet. */
    public enum Kind {
        /** On to the next filter, finally back to the network. */
        PASS,
        /** Not reinjected; counted under the verdict's reason. */
        DROP
    }

    /** On to the next filter, finally back to the network. */
    public static final Verdict PASS = new Verdict(Kind.PASS, -1, "pass");

    private final Kind kind;
    private final int reasonIndex;
    private final String reason;

    private Verdict(Kind kind, int reasonIndex, String reason) {
        this.kind = kind;
        this.reasonIndex = reasonIndex;
        this.reason = Objects.requireNonNull(reason);
    }

    /**
     * A drop counted under {@code reason}. For lanes and test kits, which own the counters; a filter asks its
     * {@link FilterContext}.
     *
     * @param reasonIndex index of the reason's counter in the lane, 0 or more
     * @param reason name of the counter
     * @return a verdict to keep and return any number of times
     */
    public static Verdict drop(int reasonIndex, String reason) {
        if (reasonIndex < 0) {
            throw new IllegalArgumentException("reasonIndex must be 0 or more: " + reasonIndex);
        }
        return new Verdict(Kind.DROP, reasonIndex, reason);
    }

    public Kind kind() {
        return kind;
    }

    /** Index of the drop reason's counter, -1 for verdicts that are no drop. */
    public int reasonIndex() {
        return reasonIndex;
    }

    /** Name of the drop reason, or of the kind for verdicts that are no drop. */
    public String reason() {
        return reason;
    }

    @Override
    public String toString() {
        return kind == Kind.DROP ? "drop(" + reason + ")" : reason;
    }
}
