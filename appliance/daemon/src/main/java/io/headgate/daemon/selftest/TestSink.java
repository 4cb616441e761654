package io.headgate.daemon.selftest;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where the packets of a self-test end: sums each up once more and keeps nothing. Thread: the lane's, {@link #await}
 * any.
 */
final class TestSink implements PacketSink {
    private final ByteBuffer bytes;
    private final ErrnoCounters errors = new ErrnoCounters();
    private final CountDownLatch undecided;
    private volatile long wrong;

    TestSink(SlotRing ring, int packets) {
        this.bytes = ring.arena().bytes();
        this.undecided = new CountDownLatch(packets);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    public void reinject(Slot slot, boolean isChanged) {
        if (!PlainChecksums.areRight(bytes, slot.packetOffset())) {
            wrong++;
        }
        undecided.countDown();
    }

    @Override
    public void drop(Slot slot) {
        undecided.countDown();
    }

    @Override
    public void inject(Slot slot) {}

    @Override
    public int flush() {
        return 0;
    }

    @Override
    public ErrnoCounters errors() {
        return errors;
    }

    /** Waits until all packets are decided; returns whether they were. */
    boolean await(long timeoutMs) throws InterruptedException {
        return undecided.await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** Packets that are still to be decided. */
    long undecided() {
        return undecided.getCount();
    }

    /** Packets that came out with a checksum that does not fit. */
    long wrong() {
        return wrong;
    }
}
