package io.headgate.engine.memory;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.io.ByteCopy;
import io.headgate.engine.io.Doze;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.WallClock;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Copies packets of a corpus into the ring, over and over, until {@code total} were offered.
 *
 * <p>Under {@link OnFull#BACKPRESSURE} it waits for room, as the kernel's queue does for a local sender; otherwise what
 * finds the ring full is counted as passed or dropped and never offered again.
 */
public final class MemorySource implements PacketSource {
    private final SlotRing ring;
    private final OnFull onFull;
    private final long total;
    private final ByteBuffer corpus;
    private final ByteBuffer target;
    private final int[] offsets;
    private final int[] lengths;
    private final SourceCounters counters = new SourceCounters();
    private final Doze doze = new Doze();
    private final WallClock clock = new WallClock();

    private long offered;
    private int next;
    private volatile boolean isQuiet;

    /**
     * @param packets each from the IP header on
     * @param total how many packets to offer, taking the corpus in turn
     */
    public MemorySource(SlotRing ring, List<byte[]> packets, long total, OnFull onFull) {
        this.ring = ring;
        this.onFull = onFull;
        this.total = total;
        this.offsets = new int[packets.size()];
        this.lengths = new int[packets.size()];
        if (packets.isEmpty()) {
            throw new IllegalArgumentException("needs at least one packet");
        }
        int bytes = 0;
        for (int i = 0; i < lengths.length; i++) {
            offsets[i] = bytes;
            lengths[i] = packets.get(i).length;
            if (lengths[i] > SlotArena.CAPACITY) {
                throw new IllegalArgumentException(
                        "packet " + i + " has " + lengths[i] + " bytes, but a slot holds " + SlotArena.CAPACITY);
            }
            bytes += (lengths[i] + 7) & ~7;
        }
        this.corpus = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        for (int i = 0; i < lengths.length; i++) {
            corpus.put(offsets[i], packets.get(i));
        }
        this.target = ring.arena().nativeBytes();
    }

    @Override
    public int receive() {
        int wanted = (int) Math.min(BATCH, total - offered);
        if (wanted == 0 || isQuiet) {
            return 0;
        }
        int count = ring.writable(wanted);
        if (count == 0) {
            if (onFull != OnFull.BACKPRESSURE) {
                overflow(wanted);
            }
            return RING_FULL;
        }
        long nowNs = clock.nowNs();
        for (int i = 0; i < count; i++) {
            fill(ring.writableSlot(i), nowNs);
        }
        ring.publish(count, count);
        offered += count;
        return count;
    }

    private void overflow(int count) {
        counters.add(onFull == OnFull.FAIL_OPEN ? Counter.PASSED_WHEN_FULL : Counter.DROPPED_WHEN_FULL, count);
        offered += count;
    }

    private void fill(Slot slot, long nowNs) {
        int from = offsets[next];
        int length = lengths[next];
        next = next + 1 == offsets.length ? 0 : next + 1;

        int to = slot.dataOffset();
        ByteCopy.copy(corpus, from, target, to, length);
        slot.setPacket(to, length, length);
        slot.setOrigin(Backend.MEMORY, Direction.IN, "", 0, nowNs);
        slot.setOffload(ChecksumState.UNVERIFIED, false, false);
    }

    @Override
    public void awaitNs(long timeoutNs) {
        if (!isQuiet) {
            doze.await(timeoutNs);
        }
    }

    @Override
    public void wakeup() {
        doze.wakeup();
    }

    @Override
    public void quiesce() {
        isQuiet = true;
        wakeup();
    }

    @Override
    public SourceCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        quiesce();
    }
}
