package io.headgate.engine.ring;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;

/** Commands from any thread to one lane, run between two batches. */
public final class CommandRing {
    private static final int CAPACITY = 64;

    private static final class Holder {
        private Runnable command;
    }

    private final RingBuffer<Holder> ring =
            RingBuffer.createMultiProducer(Holder::new, CAPACITY, new YieldingWaitStrategy());
    private final Sequence done = new Sequence();
    private final LaneBell bell;

    public CommandRing(LaneBell bell) {
        this.bell = bell;
        ring.addGatingSequences(done);
    }

    /**
     * Queues a command. Any thread.
     *
     * @throws IllegalStateException if the lane has not taken the 64 before it
     */
    public void submit(Runnable command) {
        long sequence;
        try {
            sequence = ring.tryNext();
        } catch (com.lmax.disruptor.InsufficientCapacityException full) {
            throw new IllegalStateException(CAPACITY + " commands wait already: the lane does not run", full);
        }
        ring.get(sequence).command = command;
        ring.publish(sequence);
        bell.ring();
    }

    /** Whether a command waits. Thread: the lane's. */
    public boolean isEmpty() {
        return !ring.isAvailable(done.get() + 1);
    }

    /** Runs what waits, but no more at once than the ring holds: packets get their turn too. Thread: the lane's. */
    public int drain() {
        int count = 0;
        for (long next = done.get() + 1; count < CAPACITY && ring.isAvailable(next); next++) {
            Holder holder = ring.get(next);
            Runnable command = holder.command;
            holder.command = null;
            done.set(next);
            command.run();
            count++;
        }
        return count;
    }
}
