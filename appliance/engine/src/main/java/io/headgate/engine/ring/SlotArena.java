package io.headgate.engine.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of a ring: one direct buffer, cut into slots of equal stride, allocated and zeroed once; behind them the
 * spare slots, which are never part of the ring.
 *
 * <pre>
 *   | slot 0 | slot 1 | ... | slot n - 1 | small spare slots | large spare slots |
 *
 *   slot i:  | headroom 128 | capacity 66,496 ............................ |
 *            ^ i * STRIDE   ^ dataOffset(i)
 * </pre>
 *
 * The capacity holds the largest netlink message that can bring a packet of 65,531 bytes with all its attributes, or a
 * whole packet of 65,535 bytes. The stride is an odd number of cache lines, so that the first lines of neighbouring
 * slots do not compete for one set of the cache.
 */
public final class SlotArena {
    /** Bytes from one slot to the next: 1,041 cache lines of 64 bytes. */
    public static final int STRIDE = 66_624;

    /** Bytes before the data of a slot, for headers that a source or a sink puts in front. */
    public static final int HEADROOM = 128;

    /** Bytes of data a slot can hold. */
    public static final int CAPACITY = STRIDE - HEADROOM;

    /** Bytes from one small spare slot to the next: 37 cache lines. */
    public static final int SMALL_STRIDE = 2_368;

    /** Bytes of data a small spare slot can hold. */
    public static final int SMALL_CAPACITY = SMALL_STRIDE - HEADROOM;

    /** Most slots a ring can have: their offsets must fit an int. */
    public static final int MAX_SLOTS = 16_384;

    private static final int CACHE_LINE = 64;

    private final int slots;
    private final SpareSlots spares;
    private final ByteBuffer bytes;

    SlotArena(int slots) {
        this(slots, SpareSlots.NONE);
    }

    SlotArena(int slots, SpareSlots spares) {
        if (slots < 2 || slots > MAX_SLOTS || Integer.bitCount(slots) != 1) {
            throw new IllegalArgumentException("slots must be a power of two from 2 to " + MAX_SLOTS + ": " + slots);
        }
        long size = (long) (slots + spares.large()) * STRIDE + (long) spares.small() * SMALL_STRIDE + CACHE_LINE;
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(slots + " slots and " + spares + " need " + size
                    + " bytes, but their offsets must fit an int; take fewer slots or hold fewer packets");
        }
        this.slots = slots;
        this.spares = spares;
        // Allocated memory may begin anywhere; slots begin at cache lines.
        this.bytes = ByteBuffer.allocateDirect((int) size).alignedSlice(CACHE_LINE);
    }

    /** How many slots the ring has; spare slots are numbered from here on. */
    public int slots() {
        return slots;
    }

    /** How many slots there are beside the ring. */
    public SpareSlots spares() {
        return spares;
    }

    /** Offset of the first data byte of slot {@code index}. */
    public int dataOffset(int index) {
        return index * STRIDE + HEADROOM;
    }

    /** Offset of the first data byte of the {@code i}-th small spare slot. */
    int smallOffset(int i) {
        return slots * STRIDE + i * SMALL_STRIDE + HEADROOM;
    }

    /** Offset of the first data byte of the {@code i}-th large spare slot. */
    int largeOffset(int i) {
        return slots * STRIDE + spares.small() * SMALL_STRIDE + i * STRIDE + HEADROOM;
    }

    /**
     * All slots, big-endian, position 0 and limit at the end. Absolute access only: whoever moves position or limit
     * breaks the others.
     */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** The same bytes in the machine's own order, for structures shared with the kernel. */
    public ByteBuffer nativeBytes() {
        return bytes.duplicate().order(ByteOrder.nativeOrder());
    }
}
