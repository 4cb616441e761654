package headgate.daemon.config;

/**
 * Where a lane gets its packets.
 *
 * @param port divert port; on Linux the first queue number
 * @param queues how many queues, from {@code port} on, the kernel spreads flows over
 */
public record ListenConfig(int port, int queues) {
    /** Number of the last queue. */
    public int lastQueue() {
        return port + queues - 1;
    }

    boolean overlaps(ListenConfig other) {
        return port <= other.lastQueue() && other.port <= lastQueue();
    }
}
