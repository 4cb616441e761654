package io.headgate.api;

/**
 * Implemented by a {@link Filter} whose state outlives it when its plugin is swapped for another version while packets
 * flow. Both methods are called between two batches, one after the other, so no packet falls between; packets wait
 * meanwhile, so they should take no longer than a millisecond or two.
 *
 * <p>The bytes are the plugin's own, of a version that both know: begin them with a number, since the next version may lay
 * them out otherwise. Thread: the lane's.
 */
public interface StateHandover {
    /** The state of the filter that goes. It gets no more packets, unless the swap is given up: then it goes on as before. */
    byte[] handOver();

    /**
     * Gives the filter that comes its predecessor's state, before its first packet.
     *
     * @param state as {@link #handOver} of another version of the same plugin made it
     * @throws IllegalArgumentException if it cannot be understood: the swap is given up, and the predecessor stays
     */
    void takeOver(byte[] state);
}
