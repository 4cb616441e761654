package io.headgate.bench.lab;

/** A running program that takes packets from the router's queue and gives them back. */
public interface QueueProgram extends AutoCloseable {
    /** Process id, 0 if there is no program. */
    long pid();

    /**
     * Ends it as a supervisor would.
     *
     * @return packets it was given
     */
    long stop();

    /** Ends it if it still runs. */
    @Override
    void close();
}
