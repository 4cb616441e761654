package io.headgate.engine.ring;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Disruptor ring over a {@link SlotArena}: one producer (a source), one consumer (a lane).
 *
 * <p>A claimed sequence cannot be given back, and a source learns how many packets there are only after the kernel has
 * written them. So the source fills the next free slots first and claims and publishes exactly those that were filled;
 * as the only producer it may, since nobody else can claim them.
 *
 * <p>Which slot goes with which sequence is the producer's choice: a ring that ran empty starts over at its first slot,
 * whose memory is still in the processor's cache. So a ring uses as much memory as the load needs, not as it has.
 */
public final class SlotRing {
    private final SlotArena arena;
    private final Slot[] slots;
    private final List<Slot> smallSpares = new ArrayList<>();
    private final List<Slot> largeSpares = new ArrayList<>();
    private final RingBuffer<Entry> ring;
    private final Sequence released = new Sequence();
    private final LaneBell bell;

    // Written by the producer before the cursor moves, so a consumer that saw a slot has seen its packet counted.
    private final AtomicLong publishedPackets = new AtomicLong();
    private int nextSlot;
    private long nextRead;

    /** The event: which slot holds the packet. */
    private static final class Entry {
        private int slot;
    }

    /**
     * A ring without spare slots.
     *
     * @param slots a power of two, at most {@link SlotArena#MAX_SLOTS}
     * @param bell rung after each publish
     */
    public SlotRing(int slots, LaneBell bell) {
        this(slots, SpareSlots.NONE, bell);
    }

    /**
     * @param slots a power of two, at most {@link SlotArena#MAX_SLOTS}
     * @param spares what the lane needs to hold and to send packets; {@code Lane.newRing} knows
     * @param bell rung after each publish
     */
    public SlotRing(int slots, SpareSlots spares, LaneBell bell) {
        this.arena = new SlotArena(slots, spares);
        this.bell = bell;
        this.slots = new Slot[slots];
        for (int i = 0; i < slots; i++) {
            this.slots[i] = new Slot(i, arena.dataOffset(i), SlotArena.CAPACITY);
        }
        for (int i = 0; i < spares.small(); i++) {
            smallSpares.add(new Slot(slots + i, arena.smallOffset(i), SlotArena.SMALL_CAPACITY));
        }
        for (int i = 0; i < spares.large(); i++) {
            largeSpares.add(new Slot(slots + spares.small() + i, arena.largeOffset(i), SlotArena.CAPACITY));
        }
        // The wait strategy is never asked: lanes poll and wait at the bell, which serves several rings at once.
        this.ring = RingBuffer.createSingleProducer(Entry::new, slots, new YieldingWaitStrategy());
        ring.addGatingSequences(released);
    }

    public SlotArena arena() {
        return arena;
    }

    /** The spare slots of {@link SlotArena#SMALL_CAPACITY}. Thread: the consumer's, as their slots. */
    public List<Slot> smallSpares() {
        return Collections.unmodifiableList(smallSpares);
    }

    /** The spare slots of {@link SlotArena#CAPACITY}; as {@link #smallSpares}. */
    public List<Slot> largeSpares() {
        return Collections.unmodifiableList(largeSpares);
    }

    /**
     * How many free slots follow each other in memory, at most {@code limit}: a batch never crosses the ring's end.
     * Thread: the producer's.
     *
     * @return 0 if the ring is full
     */
    public int writable(int limit) {
        long free = ring.remainingCapacity();
        if (free == slots.length) {
            nextSlot = 0;
        }
        int untilEnd = slots.length - nextSlot;
        return (int) Math.min(Math.min(limit, untilEnd), free);
    }

    /** The {@code i}-th free slot, below what {@link #writable} returned. Thread: the producer's. */
    public Slot writableSlot(int i) {
        return slots[nextSlot + i];
    }

    /**
     * Hands the first {@code count} free slots to the lane. Thread: the producer's.
     *
     * @param packets how many of them hold packets
     */
    public void publish(int count, int packets) {
        publishedPackets.setOpaque(publishedPackets.getPlain() + packets);
        long last = ring.next(count);
        long first = last - count + 1;
        for (int i = 0; i < count; i++) {
            Entry entry = ring.get(first + i);
            // Mostly the same as last time round; not written, its cache line stays with the lane.
            if (entry.slot != nextSlot + i) {
                entry.slot = nextSlot + i;
            }
        }
        nextSlot = (nextSlot + count) & (slots.length - 1);
        ring.publish(first, last);
        bell.ring();
    }

    /** How many published slots wait, at most {@code limit}. Thread: the consumer's. */
    public int readable(int limit) {
        return (int) Math.min(limit, ring.getCursor() + 1 - nextRead);
    }

    /** The {@code i}-th waiting slot, below what {@link #readable} returned. Thread: the consumer's. */
    public Slot readableSlot(int i) {
        return slots[ring.get(nextRead + i).slot];
    }

    /** Gives the first {@code count} waiting slots back to the source. Thread: the consumer's. */
    public void release(int count) {
        nextRead += count;
        released.set(nextRead - 1);
    }

    /** Packets published since the start. Any thread. */
    public long publishedPackets() {
        return publishedPackets.getOpaque();
    }
}
