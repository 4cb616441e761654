package io.headgate.daemon.config;

import io.headgate.api.Direction;
import io.headgate.net.divert.DivertBackend;
import java.util.stream.IntStream;

/**
 * Where a lane gets its packets.
 *
 * @param port divert port; on Linux the first queue number
 * @param queues how many queues, from {@code port} on, the kernel spreads flows over
 * @param backend what to open
 * @param direction which way the rules look that divert to this port, null if both
 */
public record ListenConfig(int port, int queues, DivertBackend backend, Direction direction) {
    /** What this system has, for both directions. */
    public ListenConfig(int port, int queues) {
        this(port, queues, DivertBackend.AUTO, null);
    }

    /** The number of each queue. */
    public IntStream queueNumbers() {
        return IntStream.rangeClosed(port, lastQueue());
    }

    /** Number of the last queue. */
    public int lastQueue() {
        return port + queues - 1;
    }

    boolean overlaps(ListenConfig other) {
        return port <= other.lastQueue() && other.port <= lastQueue();
    }
}
