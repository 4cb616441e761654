package io.headgate.net.relay;

import io.headgate.engine.io.ErrnoCounters;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the datagrams for one receiver. One writer, the lane's thread; any reader. */
public final class ReceiverCounters {
    /** One number each. */
    public enum Counter {
        /** Datagrams the kernel took. */
        SENT("sent"),
        /** Packets whose time to live was used up. */
        TTL_EXPIRED("ttl-expired"),
        /** Packets that would have come back to the lane. */
        ECHO("echo"),
        /** Messages of several segments that were refused, and sent again one by one. */
        UNSEGMENTED("unsegmented"),
        /** Times the lane waited for room in a buffer. */
        WAITS("waits"),
        /** Times an earlier datagram's refusal was reported instead of sending; the one at hand was then sent. */
        REFUSALS("refusals");

        private final String label;

        Counter(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    private final Receiver receiver;
    private final Map<Counter, AtomicLong> values = new EnumMap<>(Counter.class);
    private final ErrnoCounters errors = new ErrnoCounters();

    ReceiverCounters(Receiver receiver) {
        this.receiver = receiver;
        for (Counter counter : Counter.values()) {
            values.put(counter, new AtomicLong());
        }
    }

    /** Thread: the lane's. */
    void add(Counter counter, long amount) {
        AtomicLong value = values.get(counter);
        value.setOpaque(value.getPlain() + amount);
    }

    public Receiver receiver() {
        return receiver;
    }

    public long get(Counter counter) {
        return values.get(counter).getOpaque();
    }

    /** Datagrams the kernel did not take, by errno. */
    public ErrnoCounters errors() {
        return errors;
    }
}
