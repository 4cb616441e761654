package io.headgate.engine.lane;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told, and fails when told to. Allocates, unless made without a ring to copy from. */
final class FakeSink implements PacketSink {
    /** ENOBUFS on Linux. */
    static final int ERRNO = 105;

    private final SlotRing ring;
    private final ErrnoCounters errors = new ErrnoCounters();
    private final List<byte[]> reinjected = new ArrayList<>();
    private final List<Boolean> changed = new ArrayList<>();

    private int pending;
    private int failures;
    private long named;
    private long dropped;
    private RuntimeException broken;

    FakeSink(SlotRing ring) {
        this.ring = ring;
    }

    /** The next {@code count} packets do not make it. */
    void failNext(int count) {
        failures = count;
    }

    /** The next packet throws. */
    void breakWith(RuntimeException failure) {
        broken = failure;
    }

    @Override
    public void reinject(Slot slot, boolean isChanged) {
        if (broken != null) {
            throw broken;
        }
        named++;
        pending++;
        if (ring != null) {
            byte[] copy = new byte[slot.packetLength()];
            ring.arena().bytes().get(slot.packetOffset(), copy);
            reinjected.add(copy);
            changed.add(isChanged);
        }
    }

    @Override
    public void drop(Slot slot) {
        named++;
        dropped++;
    }

    @Override
    public int flush() {
        int failed = Math.min(failures, pending);
        failures -= failed;
        pending = 0;
        if (failed > 0) {
            errors.add(ERRNO, failed);
        }
        return failed;
    }

    @Override
    public ErrnoCounters errors() {
        return errors;
    }

    List<byte[]> reinjected() {
        return reinjected;
    }

    List<Boolean> changed() {
        return changed;
    }

    long dropped() {
        return dropped;
    }

    /** Packets that got a verdict. */
    long named() {
        return named;
    }
}
