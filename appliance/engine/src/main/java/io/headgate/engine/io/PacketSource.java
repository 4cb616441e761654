package io.headgate.engine.io;

/**
 * Receives packets into its ring.
 *
 * <p>Thread: the source's, except {@link #wakeup}, {@link #counters} and {@link #close}. Expected outcomes are return
 * values; an exception means that a retry cannot help.
 */
public interface PacketSource extends AutoCloseable {
    /** Most slots one call of {@link #receive} publishes. */
    int BATCH = 64;

    /** Returned by {@link #receive} when nothing can be received because the lane has not emptied the ring. */
    int RING_FULL = -1;

    /**
     * Receives what is there, up to {@link #BATCH} packets, into free slots and publishes them. Does not wait.
     *
     * @return slots published; 0 if nothing has arrived; {@link #RING_FULL}
     * @throws SourceException on an error that a retry cannot cure; the lane stops
     */
    int receive();

    /** Waits until something can be received, {@link #wakeup} is called or the time is over. */
    void awaitNs(long timeoutNs);

    /** As {@link #awaitNs}, in milliseconds. */
    default void await(int timeoutMs) {
        awaitNs(timeoutMs * 1_000_000L);
    }

    /** Ends the {@link #await} that goes on, or the next one. Any thread. */
    void wakeup();

    /**
     * Asks for no new packets: from here on {@link #receive} brings only what the kernel holds already. New packets go
     * their way as if nobody listened.
     */
    void quiesce();

    /** What the source has counted. Any thread. */
    SourceCounters counters();

    @Override
    void close();
}
