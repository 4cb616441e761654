package io.headgate.engine.memory;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps a copy of every packet that was reinjected. Allocates: for tests and short captures. */
public final class MemorySink implements PacketSink {
    private final ByteBuffer bytes;
    private final ErrnoCounters errors = new ErrnoCounters();
    private final List<byte[]> reinjected = new ArrayList<>();

    public MemorySink(SlotRing ring) {
        this.bytes = ring.arena().bytes();
    }

    @Override
    public void reinject(Slot slot, boolean isChanged) {
        byte[] copy = new byte[slot.packetLength()];
        bytes.get(slot.packetOffset(), copy);
        reinjected.add(copy);
    }

    @Override
    public void drop(Slot slot) {}

    @Override
    public int flush() {
        return 0;
    }

    @Override
    public ErrnoCounters errors() {
        return errors;
    }

    /** What was reinjected, in order. Thread: the lane's, or any after the lane has stopped. */
    public List<byte[]> reinjected() {
        return reinjected;
    }
}
