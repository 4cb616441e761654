package io.headgate.engine.io;

import java.util.concurrent.atomic.AtomicLong;

/** What became of the packets a sink was told to inject. Thread: one writer, any reader. */
public final class Injections {
    /** Of a sink that injects nothing. */
    public static final Injections NONE = new Injections();

    private final AtomicLong sent = new AtomicLong();
    private final ErrnoCounters failures = new ErrnoCounters();

    /** Counts a packet that was sent. Thread: the sink's. */
    public void countSent() {
        sent.setOpaque(sent.getPlain() + 1);
    }

    /** Counts a packet that was refused. Thread: the sink's. */
    public void countFailure(int errno) {
        failures.add(errno, 1);
    }

    /** Packets sent. Any thread. */
    public long sent() {
        return sent.getOpaque();
    }

    /** Packets refused, by errno. Any thread. */
    public ErrnoCounters failures() {
        return failures;
    }
}
