package io.headgate.engine.io;

import io.headgate.engine.ring.Slot;

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
