package io.headgate.api;

/**
 * One step of a chain: looks at a packet, may rewrite it in place, and says what becomes of it.
 *
 * <ol>
 *   <li>A {@link FilterFactory} creates the filter from its settings.
 *   <li>{@link #onAttach} is called once, before the first packet: declare drop reasons and counters here.
 *   <li>{@link #onPacket} is called for each packet, in arrival order.
 *   <li>{@link #onDetach} is called once, after the last packet, also when {@code onAttach} failed.
 * </ol>
 *
 * <p>A filter never computes a length or a checksum: the setters of the packet log what they change, and the lane
 * repairs what was changed once, after the chain.
 *
 * <p>Thread: packets, batches and ticks come on the thread of the lane that owns the filter; {@code onAttach} and {@code
 * onDetach} on that one or, where a plugin is swapped while packets flow, on others, before the first and after the last of
 * them. Never two at once. Each lane has its own instance.
 */
public interface Filter {
    /**
     * Prepares for packets.
     *
     * @param context valid for the filter's whole life
     * @throws Exception to refuse to start; the appliance then does not start and shows the message
     */
    default void onAttach(FilterContext context) throws Exception {}

    /**
     * Decides about one packet. Must not block, allocate or log.
     *
     * <p>Ownership: {@code packet} and every view taken from it are valid until this method returns and must not be
     * kept. Errors: an exception or {@code null} rolls back what this filter changed in this packet and counts; the
     * packet then gets the filter's {@code on-error} verdict. The lane goes on.
     *
     * @param packet the packet as the filters before this one left it
     * @return {@link Verdict#PASS}, {@link Verdict#ACCEPT} or one made by the {@link FilterContext}; never null
     */
    Verdict onPacket(Packet packet);

    /** Says that packets follow. Also for a batch of which no packet reaches this filter. Must not block. */
    default void onBatchStart() {}

    /** Says that the packets since {@link #onBatchStart} are decided and about to leave; injected ones leave with them. */
    default void onBatchEnd() {}

    /**
     * Tells the time between packets and while there are none: between batches, at most every 100 ms, late when the lane
     * is busy. Called only if {@link #needsTicks}. Must not block, and log seldom; errors count as in {@link #onPacket}.
     *
     * @param nowNs nanoseconds since 1970-01-01 UTC by the clock of {@link Packet#timestampNs}: the time of the latest
     *     packet and what has passed since; in a replayed capture, the time at which it was recorded. Goes backwards if
     *     that clock does
     */
    default void onTick(long nowNs) {}

    /**
     * Whether {@link #onTick} is to be called. A lane with such a filter wakes up ten times a second though nothing
     * arrives; without one it sleeps.
     *
     * @return constant during the filter's life
     */
    default boolean needsTicks() {
        return false;
    }

    /** Releases what {@link #onAttach} took. What it throws is logged, and changes nothing: the filter is gone. */
    default void onDetach() {}

    /**
     * Whether this filter copes with segments that were not cut yet. One {@link Segments#WIRE} filter in a chain makes
     * the whole lane ask the kernel for packets as they are on the wire, which costs most of the throughput of bulk
     * TCP; so say {@link Segments#ANY} if you can.
     *
     * @return constant during the filter's life
     */
    default Segments segments() {
        return Segments.WIRE;
    }

    /**
     * Whether this filter changes addresses or ports by which hosts find each other.
     *
     * @return constant during the filter's life
     */
    default boolean rewritesAddresses() {
        return false;
    }

    /**
     * Whether this filter remembers flows. One that also {@link #rewritesAddresses} must see both directions on one lane,
     * and several queues are filled by addresses: such a filter on a lane with {@code queues} above 1 is refused.
     *
     * @return constant during the filter's life
     */
    default boolean keepsFlows() {
        return false;
    }

    /**
     * Whether this filter has to know the ports of every packet, fragments included. The lane then asks the kernel to put
     * fragments together before they come here.
     *
     * @return constant during the filter's life
     */
    default boolean needsFragmentPorts() {
        return false;
    }

    /**
     * Whether this filter means to send packets with wrong checksums: {@link Packet#damage}. Where none does, one that comes
     * out of the self-test keeps the appliance from starting.
     *
     * @return constant during the filter's life
     */
    default boolean damagesPackets() {
        return false;
    }
}
