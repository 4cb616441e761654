package io.headgate.testkit;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.Injections;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;

/** Has the records told what becomes of each packet; or, while nothing is recorded, only takes it. */
final class RecordingSink implements PacketSink {
    private final ByteBuffer bytes;
    private final Records records;
    private final ErrnoCounters errors = new ErrnoCounters();
    private final Injections injections = new Injections();
    private boolean isRecording = true;

    RecordingSink(SlotRing ring, Records records) {
        this.bytes = ring.arena().bytes();
        this.records = records;
    }

    void recording(boolean value) {
        isRecording = value;
    }

    @Override
    public void reinject(Slot slot, boolean isChanged) {
        if (isRecording) {
            records.left((int) slot.id(), copy(slot), slot.mark(), isChanged);
        }
    }

    @Override
    public void drop(Slot slot) {
        if (isRecording) {
            records.dropped((int) slot.id());
        }
    }

    @Override
    public void hold(Slot slot) {
        if (isRecording) {
            records.held((int) slot.id());
        }
    }

    @Override
    public void inject(Slot slot) {
        injections.countSent();
        if (isRecording) {
            records.injected(copy(slot));
        }
    }

    @Override
    public Injections injections() {
        return injections;
    }

    @Override
    public int flush() {
        return 0;
    }

    @Override
    public ErrnoCounters errors() {
        return errors;
    }

    private byte[] copy(Slot slot) {
        byte[] packet = new byte[slot.packetLength()];
        bytes.get(slot.packetOffset(), packet);
        return packet;
    }
}
