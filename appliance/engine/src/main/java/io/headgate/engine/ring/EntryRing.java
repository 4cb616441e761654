package io.headgate.engine.ring;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Entries that are made once and rewritten; one writer, one reader, and no waiting: {@link #claim} says when it is full.
 *
 * <p>Thread: {@link #claim} and {@link #publish} the lane's, {@link #drain} the reader's.
 *
 * @param <T> an entry
 */
public final class EntryRing<T> {
    private final int capacity;
    private final RingBuffer<T> ring;
    private final Sequence done = new Sequence();
    private long claimed;

    /** @param capacity a power of two */
    public EntryRing(int capacity, Supplier<T> entries) {
        this.capacity = capacity;
        this.ring = RingBuffer.createSingleProducer(entries::get, capacity, new YieldingWaitStrategy());
        ring.addGatingSequences(done);
    }

    /** An entry to be written; null if there is no room. What is claimed has to be published. */
    public T claim() {
        if (!ring.hasAvailableCapacity(1)) {
            return null;
        }
        claimed = ring.next();
        return ring.get(claimed);
    }

    /** Hands the claimed entry over. */
    public void publish() {
        ring.publish(claimed);
    }

    /** Whether there is something to read. Thread: the reader's. */
    public boolean isWaiting() {
        return ring.isAvailable(done.get() + 1);
    }

    /** Hands what is there to {@code reader}, an entry even if it fails on it. Returns how many those were. */
    public int drain(Consumer<T> reader) {
        int count = 0;
        for (long next = done.get() + 1; count < capacity && ring.isAvailable(next); next++) {
            try {
                reader.accept(ring.get(next));
            } finally {
                done.set(next);
            }
            count++;
        }
        return count;
    }
}
