package io.headgate.api;

/**
 * Something an operator should hear of, declared by {@link FilterContext#event}. Emitting copies the packet's addresses,
 * ports and time and leaves; log and listeners hear of it from another thread. What nobody fetches in time is lost and
 * counted, so an event for each packet is seen in part only.
 *
 * <p>Thread: the lane's.
 */
public interface Event {
    /** Tells about a packet. */
    void emit(Packet packet);

    /**
     * Tells about a packet.
     *
     * @param detail copied at once, the first 256 characters; a name looked up, say
     */
    void emit(Packet packet, CharSequence detail);
}
