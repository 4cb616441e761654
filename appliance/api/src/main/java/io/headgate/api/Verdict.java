package io.headgate.api;

import java.util.Objects;

/**
 * What a filter decided about a packet: its return value, never a callback.
 *
 * <p>{@link #PASS} hands the packet to the next filter of the chain and, after the last one, back to the network. Drops
 * and rejections are made once, when the filter is attached, by {@link FilterContext#drop} and {@link
 * FilterContext#reject}, so that returning one costs nothing and its reason has a counter of its own. A hold is what {@link
 * FilterContext#hold} returns. More kinds may follow: a {@code switch} over {@link #kind()} needs a default.
 *
 * <p>Thread: immutable, may be shared.
 */
public final class Verdict {
    /** What becomes of the packet. */
    public enum Kind {
        /** On to the next filter, finally back to the network. */
        PASS,
        /** Back to the network, past the filters that follow. */
        ACCEPT,
        /** Not reinjected; counted under the verdict's reason. */
        DROP,
        /** As a drop, and the sender is told. */
        REJECT,
        /** Kept back for a while. */
        HOLD,
        /** Reserved: as {@link #ACCEPT}, for this packet and all that follow of its flow. Today as {@link #ACCEPT}. */
        BYPASS_FLOW
    }

    /** On to the next filter, finally back to the network. */
    public static final Verdict PASS = new Verdict(Kind.PASS, -1, "pass", null);

    /** Back to the network, past the filters that follow. */
    public static final Verdict ACCEPT = new Verdict(Kind.ACCEPT, -1, "accept", null);

    /** Kept back until the time that was given to {@link FilterContext#hold}, which returns this. */
    public static final Verdict HOLD = new Verdict(Kind.HOLD, -1, "hold", null);

    private static final Verdict BYPASS_FLOW = new Verdict(Kind.BYPASS_FLOW, -1, "bypass-flow", null);

    private final Kind kind;
    private final int reasonIndex;
    private final String reason;
    private final Rejection rejection;

    private Verdict(Kind kind, int reasonIndex, String reason, Rejection rejection) {
        this.kind = kind;
        this.reasonIndex = reasonIndex;
        this.reason = Objects.requireNonNull(reason);
        this.rejection = rejection;
    }

    /**
     * Reserved: lets this packet and all that follow of its flow pass the filters by, in the kernel where it can. Today it
     * is {@link #ACCEPT} for this packet.
     */
    public static Verdict bypassFlow() {
        return BYPASS_FLOW;
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
        return new Verdict(Kind.DROP, requireIndex(reasonIndex), reason, null);
    }

    /** A rejection counted under {@code reason}; as {@link #drop}. */
    public static Verdict reject(int reasonIndex, String reason, Rejection rejection) {
        return new Verdict(Kind.REJECT, requireIndex(reasonIndex), reason, Objects.requireNonNull(rejection));
    }

    private static int requireIndex(int reasonIndex) {
        if (reasonIndex < 0) {
            throw new IllegalArgumentException("reasonIndex must be 0 or more: " + reasonIndex);
        }
        return reasonIndex;
    }

    public Kind kind() {
        return kind;
    }

    /** Index of the drop reason's counter, -1 for verdicts that are neither drop nor rejection. */
    public int reasonIndex() {
        return reasonIndex;
    }

    /** Name of the drop reason, or of the kind for verdicts that have none. */
    public String reason() {
        return reason;
    }

    /** What the sender is told; null unless the kind is {@link Kind#REJECT}. */
    public Rejection rejection() {
        return rejection;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case DROP -> "drop(" + reason + ")";
            case REJECT -> "reject(" + reason + ")";
            default -> reason;
        };
    }
}
