package io.headgate.engine.io;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a source counts besides packets: losses, oddities, and what the kernel refused. One writer, any reader.
 */
public final class SourceCounters {
    /** One number each. */
    public enum Counter {
        /** Receive calls that reported an overflow of the socket's buffer (ENOBUFS). */
        OVERFLOWS("overflows"),
        /** Packets missing in the kernel's numbering: given up by the kernel before they were read. */
        ID_GAPS("id-gaps"),
        /** Packets that arrived cut. */
        TRUNCATED("truncated"),
        /** Messages that made no sense. */
        UNREADABLE("unreadable"),
        /** Times the queue was gone and was opened again. */
        REOPENED("reopened"),
        /** Accepting verdicts the kernel refused, in packets. */
        REFUSED_ACCEPTS("refused-accepts"),
        /** Dropping verdicts the kernel refused, in packets: gone either way. */
        REFUSED_DROPS("refused-drops"),
        /** Packets that found the ring full and went on unfiltered. */
        PASSED_WHEN_FULL("passed-when-full"),
        /** Packets that found the ring full and were given up. */
        DROPPED_WHEN_FULL("dropped-when-full"),
        /** Packets that came back again and again after they were written, and were given up. Counted by the lane. */
        LOOPED("looped"),
        /** Packets the kernel gave up before they were read, by its own count. */
        KERNEL_LOSS("kernel-loss"),
        /** Datagrams that came to a socket of multicast groups without being sent to one. */
        FOREIGN("foreign"),
        /** Memberships of multicast groups entered again after their interface was gone. */
        REJOINED("rejoined");

        private final String label;

        Counter(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    private final Map<Counter, AtomicLong> values = new EnumMap<>(Counter.class);
    private final ErrnoCounters refusals = new ErrnoCounters();
    private final ErrnoCounters socketErrors = new ErrnoCounters();

    public SourceCounters() {
        for (Counter counter : Counter.values()) {
            values.put(counter, new AtomicLong());
        }
    }

    /** Thread: one for each counter, the source's if its text does not say otherwise. */
    public void add(Counter counter, long amount) {
        AtomicLong value = values.get(counter);
        value.setOpaque(value.getPlain() + amount);
    }

    /** Any thread. */
    public long get(Counter counter) {
        return values.get(counter).getOpaque();
    }

    /** Refused accepting verdicts by errno. */
    public ErrnoCounters refusals() {
        return refusals;
    }

    /** Calls on one of the source's sockets that failed and could be gone on after, by errno. */
    public ErrnoCounters socketErrors() {
        return socketErrors;
    }
}
