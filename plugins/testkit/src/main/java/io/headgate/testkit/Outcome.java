package io.headgate.testkit;

import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.testkit.packet.Arrival;
import java.time.Duration;
import java.util.Arrays;

/**
 * What became of one packet that was fed; kept up to date while it is held. What is asked of a packet that did not leave is
 * refused by an {@link AssertionError} that says why it did not.
 */
public final class Outcome {
    private final int number;
    private final Arrival arrival;
    private final long arrivedNs;
    private Verdict.Kind verdict;
    private String dropReason = "";
    private LeftPacket left;
    private boolean isChanged;
    private boolean wasHeld;
    private Packet view;

    Outcome(int number, Arrival arrival, long arrivedNs) {
        this.number = number;
        this.arrival = arrival;
        this.arrivedNs = arrivedNs;
    }

    void leaves(LeftPacket packet, Verdict.Kind kind, boolean changed) {
        left = packet;
        verdict = kind;
        isChanged = changed;
    }

    void isDropped(Verdict.Kind kind, String reason) {
        verdict = kind;
        dropReason = reason;
    }

    void isHeld() {
        verdict = Verdict.Kind.HOLD;
        wasHeld = true;
    }

    /** Counted from 0, in the order of arrival. */
    public int number() {
        return number;
    }

    /**
     * What became of it: PASS or ACCEPT if it left, DROP, REJECT, or HOLD as long as it is kept back. A packet that skips the
     * filters passes.
     */
    public Verdict.Kind verdict() {
        return verdict;
    }

    /** Why it was dropped or rejected; "" if it was not. */
    public String dropReason() {
        return dropReason;
    }

    public boolean hasLeft() {
        return left != null;
    }

    /** Whether it left with other bytes than it came with, as the lane counts it. */
    public boolean isChanged() {
        return isChanged;
    }

    /** Whether it is or was kept back. */
    public boolean wasHeld() {
        return wasHeld;
    }

    /** How long it was in the lane, by the harness's clock. */
    public Duration delay() {
        return Duration.ofNanos(requireLeft().timeNs() - arrivedNs);
    }

    /** Its bytes as it arrived, from the IP header on. */
    public byte[] arrivedBytes() {
        return arrival.packet();
    }

    Arrival arrival() {
        return arrival;
    }

    /** Its bytes as it left, from the IP header on. */
    public byte[] bytes() {
        return requireLeft().bytes().clone();
    }

    /** The mark it left with. */
    public int mark() {
        return requireLeft().mark();
    }

    /** The packet as it left, as a filter would see it: for whatever has no method here. */
    public Packet view() {
        if (view == null) {
            view = new OnePacket().load(requireLeft().bytes(), arrivedNs);
        }
        return view;
    }

    /** Time to live or hop limit it left with. */
    public int ttl() {
        return view().ipv4() != null ? view().ipv4().ttl() : view().ipv6().hopLimit();
    }

    /** The ends it left with, as in {@code 10.0.0.1:5000 > 10.0.0.2:53}. */
    public String ends() {
        return EndsText.of(view());
    }

    /** The payload it left with, as its IP header counts it. */
    public byte[] payload() {
        int from = view().payloadOffset();
        return Arrays.copyOfRange(requireLeft().bytes(), from, from + view().payloadLength());
    }

    private LeftPacket requireLeft() {
        if (left == null) {
            throw new AssertionError("packet " + number + " did not leave: " + this);
        }
        return left;
    }

    @Override
    public String toString() {
        if (verdict == null) {
            return "not decided";
        }
        return switch (verdict) {
            case DROP -> "drop(" + dropReason + ")";
            case REJECT -> "reject(" + dropReason + ")";
            case HOLD -> "hold";
            case PASS -> "pass";
            case ACCEPT -> "accept";
            case BYPASS_FLOW -> "bypass-flow";
        };
    }
}
