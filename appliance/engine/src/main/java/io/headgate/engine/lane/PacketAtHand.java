package io.headgate.engine.lane;

import io.headgate.engine.ring.Slot;

/** The packet that is in the chain, for what its filters ask of the lane. One per lane. Thread: the lane's. */
final class PacketAtHand {
    private Input input;
    private Slot slot;
    private boolean isClone;

    /** The packet enters the chain. */
    void enter(Input from, Slot its, boolean asClone) {
        input = from;
        slot = its;
        isClone = asClone;
    }

    /** The packet has left the chain. */
    void leave() {
        slot = null;
    }

    /** Whether a packet is in the chain. */
    boolean isThere() {
        return slot != null;
    }

    /** Where the packet came from; the one before it if there is none; null before the first. */
    Input input() {
        return input;
    }

    Slot slot() {
        return slot;
    }

    /** Whether it is a copy that a filter made. */
    boolean isClone() {
        return isClone;
    }
}
