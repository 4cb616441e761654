package io.headgate.engine.io;

import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;

/**
 * Gives packets back. What {@link #reinject} and {@link #drop} say is gathered and sent by {@link #flush} at the end
 * of a batch; the slots stay untouched until then.
 *
 * <p>Thread: the lane's. Every packet of a batch is named exactly once: a packet that is forgotten stays in the kernel.
 */
public interface PacketSink {
    /**
     * Sends the packet on its way.
     *
     * @param isChanged whether its bytes differ from those received
     */
    void reinject(Slot slot, boolean isChanged);

    /** Ends the packet here. */
    void drop(Slot slot);

    /**
     * Says nothing about the packet for now: it is decided later, by {@link #reinject} or {@link #drop} of a slot outside
     * the ring with the same {@link Slot#id}, which {@link Slot#isHeld}. This slot goes back to its ring meanwhile.
     *
     * <p>The other slot is in the same arena, and says of the packet what this one says. Unless the packet is unchanged and the
     * sink {@link #keepsBytes}, it has this one's packet, and in front of it all bytes from the beginning of the {@link
     * SlotArena#HEADROOM}: sinks keep there what goes with it.
     */
    default void hold(Slot slot) {}

    /**
     * Whether the packet's bytes stay where they came from until it is decided, so that a held packet that was not changed
     * can be reinjected without them.
     */
    default boolean keepsBytes() {
        return false;
    }

    /**
     * Sends a packet that was not received here: a clone, or one of a filter's own. It leaves by routing where there is any,
     * and is not counted as reinjected: {@link #injections}.
     *
     * @param slot outside the ring, in the same arena; holds a whole IP packet with finished checksums; stays untouched until
     *     {@link #flush}
     */
    default void inject(Slot slot) {
        throw new UnsupportedOperationException("this sink sends nothing of its own");
    }

    /** What became of injected packets; one writer, any reader. */
    default Injections injections() {
        return Injections.NONE;
    }

    /**
     * Sends what was gathered.
     *
     * @return how many packets named by {@link #reinject} did not make it; each is counted once, in {@link #errors} or in
     *     {@link #drops}
     */
    int flush();

    /** Packets that could not be reinjected, by errno. */
    ErrnoCounters errors();

    /** Packets named by {@link #reinject} that this sink decided not to send; most sinks send all. */
    default SinkDrops drops() {
        return SinkDrops.NONE;
    }
}
