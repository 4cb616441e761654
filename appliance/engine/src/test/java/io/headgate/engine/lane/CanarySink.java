package io.headgate.engine.lane;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;

/** Puts a pattern around each packet, and looks after the lane whether it is still there. */
final class CanarySink implements PacketSink {
    /** Bytes watched before and behind a packet. */
    static final int GUARD = 64;

    private static final byte CANARY = (byte) 0xA5;

    private final ByteBuffer arena;
    private final ErrnoCounters errors = new ErrnoCounters();
    private final int[] starts;
    private final int[] lengths;
    private final byte[] pattern = new byte[GUARD];

    private int longest;
    private long reinjected;
    private long changed;
    private long dropped;
    private long damaged;

    CanarySink(SlotRing ring) {
        arena = ring.arena().bytes();
        starts = new int[ring.arena().slots()];
        lengths = new int[starts.length];
        java.util.Arrays.fill(pattern, CANARY);
    }

    /** Surrounds the packet of a slot. */
    void guard(Slot slot) {
        int start = slot.packetOffset();
        starts[slot.index()] = start;
        lengths[slot.index()] = slot.packetLength();
        arena.put(start - GUARD, pattern);
        arena.put(start + slot.packetLength(), pattern);
        if (hasNeighbour(slot)) {
            arena.put(slot.dataOffset() + SlotArena.CAPACITY, pattern);
        }
    }

    /** Whether another slot's headroom follows; behind the last one the buffer ends. */
    private boolean hasNeighbour(Slot slot) {
        return slot.index() + 1 < starts.length;
    }

    /** Says how long the packet now in the chain has been: so far it may have been written. */
    void expectLength(int length) {
        longest = Math.max(longest, length);
    }

    private void look(Slot slot) {
        int start = starts[slot.index()];
        int end = start + lengths[slot.index()];
        boolean isTouched = slot.packetOffset() != start;
        for (int i = 0; i < GUARD; i++) {
            isTouched |= arena.get(start - GUARD + i) != CANARY;
            isTouched |= end + i >= start + longest && arena.get(end + i) != CANARY;
            isTouched |= hasNeighbour(slot) && arena.get(slot.dataOffset() + SlotArena.CAPACITY + i) != CANARY;
        }
        longest = 0;
        damaged += isTouched ? 1 : 0;
    }

    @Override
    public void reinject(Slot slot, boolean isChanged) {
        look(slot);
        reinjected++;
        changed += isChanged ? 1 : 0;
    }

    @Override
    public void drop(Slot slot) {
        look(slot);
        dropped++;
    }

    @Override
    public int flush() {
        return 0;
    }

    @Override
    public ErrnoCounters errors() {
        return errors;
    }

    long reinjected() {
        return reinjected;
    }

    long changed() {
        return changed;
    }

    long dropped() {
        return dropped;
    }

    /** Packets beside which a byte was written. */
    long damaged() {
        return damaged;
    }
}
