package io.headgate.net.handle;

/** What to wait for: the modes of {@code net-select}, as poll(2) reports what select(2) calls by these names. */
public enum Readiness {
    /** Data, a client, the end of the stream, or an error. */
    READ(Calls.POLLIN, 0x10 | 0x8),
    /** Room in the buffer of a connected stream; datagram sockets always. */
    WRITE(Calls.POLLOUT, 0x8),
    /** Urgent data. */
    EXCEPTION(Calls.POLLPRI, 0);

    private final short events;
    private final int returned;

    Readiness(short events, int alsoReturned) {
        this.events = events;
        this.returned = events | alsoReturned;
    }

    /** To ask poll(2) for. */
    short events() {
        return events;
    }

    boolean isMetBy(short returnedEvents) {
        return (returnedEvents & returned) != 0;
    }
}
