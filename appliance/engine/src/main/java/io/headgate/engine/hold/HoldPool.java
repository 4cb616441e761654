package io.headgate.engine.hold;

import io.headgate.engine.io.ByteCopy;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The spare slots of a ring's arena, taken and given back in any order. A slot whose packet a sink was told to send is
 * still needed until the sink has been flushed: {@link #freeAfterFlush}, then {@link #flushed}.
 *
 * <p>Thread: the lane's. Ownership: a slot belongs to whoever took it until it is freed.
 */
public final class HoldPool {
    /** Packets of up to this many bytes go to a small slot: it leaves room for a payload that grows a little. */
    public static final int SMALL = 2_048;

    private final int firstSpare;
    private final ByteBuffer bytes;
    private final Slot[] small;
    private final Slot[] large;
    private final Slot[] leaving;
    private int smallFree;
    private int largeFree;
    private int leavingCount;

    public HoldPool(SlotRing ring) {
        SlotArena arena = ring.arena();
        firstSpare = arena.slots();
        bytes = arena.nativeBytes();
        small = array(ring.smallSpares());
        large = array(ring.largeSpares());
        smallFree = small.length;
        largeFree = large.length;
        leaving = new Slot[small.length + large.length];
    }

    private static Slot[] array(List<Slot> slots) {
        return slots.toArray(Slot[]::new);
    }

    /** How many slots there are, free or not. */
    public int size() {
        return leaving.length;
    }

    /** Whether a slot is one of these rather than the ring's. */
    public boolean owns(Slot slot) {
        return slot.index() >= firstSpare;
    }

    /** Whether {@link #take} would find a slot. */
    public boolean hasRoom(int length) {
        return length <= SMALL ? smallFree > 0 : largeFree > 0 && length <= SlotArena.CAPACITY;
    }

    /**
     * Takes a slot for a packet.
     *
     * @param length of the packet in bytes
     * @return null if there is none; what it held before is of no meaning
     */
    public Slot take(int length) {
        if (!hasRoom(length)) {
            return null;
        }
        Slot slot = length <= SMALL ? small[--smallFree] : large[--largeFree];
        slot.setHeld(false);
        return slot;
    }

    /** Gives back a slot that no sink knows of. */
    public void free(Slot slot) {
        if (slot.capacity() == SlotArena.CAPACITY) {
            large[largeFree++] = slot;
        } else {
            small[smallFree++] = slot;
        }
    }

    /** Gives back a slot as soon as the sink has sent, or dropped, its packet. */
    public void freeAfterFlush(Slot slot) {
        leaving[leavingCount++] = slot;
    }

    /** The sink has been flushed. */
    public void flushed() {
        while (leavingCount > 0) {
            free(leaving[--leavingCount]);
        }
    }

    /** How many slots are free now. */
    public int free() {
        return smallFree + largeFree;
    }

    /** How long a packet is to {@link #take}: with what lies before it in its slot. */
    public static int lengthOf(Slot slot) {
        return slot.packetOffset() - slot.dataOffset() + slot.packetLength();
    }

    /**
     * Copies a slot: its packet and the bytes before it, headroom included, where sources and sinks keep link headers and
     * addresses; and what it says of the packet.
     *
     * @param to taken here for {@link #lengthOf} the packet
     */
    public void copy(Slot from, Slot to) {
        int headroom = SlotArena.HEADROOM;
        int length = headroom + lengthOf(from);
        ByteCopy.copy(bytes, from.dataOffset() - headroom, bytes, to.dataOffset() - headroom, length);
        describe(from, to, to.dataOffset() + from.packetOffset() - from.dataOffset());
    }

    /**
     * Copies what a slot says of its packet, and nothing else: for a packet whose bytes the sink keeps.
     *
     * @param to taken here, for a packet of any length
     */
    public void copyMetadata(Slot from, Slot to) {
        describe(from, to, to.dataOffset());
    }

    private static void describe(Slot from, Slot to, int offset) {
        to.setPacket(offset, from.packetLength(), from.originalLength());
        to.describeAs(from);
        to.setHeld(true);
    }
}
