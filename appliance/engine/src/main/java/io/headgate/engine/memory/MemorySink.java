package io.headgate.engine.memory;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.Injections;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps a copy of every packet that was reinjected or injected. Allocates: for tests and short captures. */
public final class MemorySink implements PacketSink {
    private final ByteBuffer bytes;
    private final ErrnoCounters errors = new ErrnoCounters();
    private final Injections injections = new Injections();
    private final List<byte[]> reinjected = new ArrayList<>();
    private final List<byte[]> injected = new ArrayList<>();

    public MemorySink(SlotRing ring) {
        this.bytes = ring.arena().bytes();
    }

    @Override
    public void reinject(Slot slot, boolean isChanged) {
        reinjected.add(copyOf(slot));
    }

    private byte[] copyOf(Slot slot) {
        byte[] copy = new byte[slot.packetLength()];
        bytes.get(slot.packetOffset(), copy);
        return copy;
    }

    @Override
    public void inject(Slot slot) {
        injected.add(copyOf(slot));
        injections.countSent();
    }

    @Override
    public Injections injections() {
        return injections;
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

    /** What was injected: copies, packets made by filters, answers to rejected packets. In order; as {@link #reinjected}. */
    public List<byte[]> injected() {
        return injected;
    }
}
