package io.headgate.bench.lane;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.lane.Lane;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import java.nio.ByteBuffer;

/**
 * Reads every byte of every packet at the end of its batch, as a gathered send would, and looks at the clock each time another {@code window} of
 * packets is through.
 */
final class ReadingSink implements PacketSink {
    private final ByteBuffer bytes;
    private final long window;
    private final long[] packetsAt;
    private final long[] timesNs;
    private final ErrnoCounters errors = new ErrnoCounters();

    private final int[] offsets = new int[Lane.BATCH];
    private final int[] lengths = new int[Lane.BATCH];

    private int gathered;
    private long packets;
    private long sum;
    private long nextMark;
    private volatile int marks;

    /**
     * @param marks how many times to look at the clock: once more than there are windows to measure
     */
    ReadingSink(SlotArena arena, long window, int marks) {
        this.bytes = arena.nativeBytes();
        this.window = window;
        this.nextMark = window;
        this.packetsAt = new long[marks];
        this.timesNs = new long[marks];
    }

    @Override
    public void reinject(Slot slot, boolean isChanged) {
        offsets[gathered] = slot.packetOffset();
        lengths[gathered] = slot.packetLength();
        gathered++;
    }

    /** The sum does not depend on the order of what is read, so that nothing waits for the packet before. */
    void read(int offset, int length) {
        long read = 0;
        for (int at = offset, end = offset + length; at < end; at += Long.BYTES) {
            read += bytes.getLong(at);
        }
        sum += read;
        packets++;
    }

    @Override
    public void drop(Slot slot) {}

    @Override
    public int flush() {
        for (int i = 0; i < gathered; i++) {
            read(offsets[i], lengths[i]);
        }
        gathered = 0;
        if (packets >= nextMark && marks < timesNs.length) {
            mark();
        }
        return 0;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    private void mark() {
        packetsAt[marks] = packets;
        timesNs[marks] = System.nanoTime();
        nextMark += window;
        marks++;
    }

    @Override
    public ErrnoCounters errors() {
        return errors;
    }

    /** How often the clock was read. Any thread. */
    int marks() {
        return marks;
    }

    /** Packets a second between one mark and the next. Any thread, once both were reached. */
    double ratePps(int mark) {
        return (packetsAt[mark + 1] - packetsAt[mark]) * 1e9 / (timesNs[mark + 1] - timesNs[mark]);
    }

    /** All packets read. Thread: the lane's, or any once the lane has stopped. */
    long packets() {
        return packets;
    }

    /** Sum of all longs read; as {@link #packets}. */
    long sum() {
        return sum;
    }
}
