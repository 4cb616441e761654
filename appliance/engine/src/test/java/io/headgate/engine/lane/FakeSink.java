package io.headgate.engine.lane;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.Injections;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.io.SinkDrops;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Remembers what it was told, and fails when told to. Allocates, unless made without a ring to copy from. */
final class FakeSink implements PacketSink {
    /** ENOBUFS on Linux. */
    static final int ERRNO = 105;

    private final SlotRing ring;
    private final ErrnoCounters errors = new ErrnoCounters();
    private final SinkDrops drops = new SinkDrops(Map.of("no-way", "the sink cannot send it"));
    private final List<byte[]> reinjected = new ArrayList<>();
    private final List<Boolean> changed = new ArrayList<>();
    private final List<byte[]> injected = new ArrayList<>();
    private final List<Long> held = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();
    private final List<String> marks = new ArrayList<>();
    private final Injections injections = new Injections();

    private int flushedInjected;
    private int pending;
    private int failures;
    private int refusals;
    private long named;
    private long dropped;
    private boolean keepsBytes;
    private RuntimeException broken;

    FakeSink(SlotRing ring) {
        this.ring = ring;
    }

    /** The next {@code count} packets do not make it. */
    void failNext(int count) {
        failures = count;
    }

    /** The next {@code count} packets are dropped by the sink itself. */
    void refuseNext(int count) {
        refusals = count;
    }

    /** From here on as a kernel that has the packets until they are decided. */
    void keepBytes() {
        keepsBytes = true;
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
            reinjected.add(copyOf(slot));
            changed.add(isChanged);
            ids.add(slot.id());
            marks.add(slot.mark() + (slot.isMarkChanged() ? " changed" : ""));
        }
    }

    private byte[] copyOf(Slot slot) {
        byte[] copy = new byte[slot.packetLength()];
        ring.arena().bytes().get(slot.packetOffset(), copy);
        return copy;
    }

    @Override
    public void hold(Slot slot) {
        if (ring != null) {
            held.add(slot.id());
        }
    }

    @Override
    public boolean keepsBytes() {
        return keepsBytes;
    }

    @Override
    public void inject(Slot slot) {
        injections.countSent();
        if (ring != null) {
            injected.add(copyOf(slot));
        }
    }

    @Override
    public Injections injections() {
        return injections;
    }

    @Override
    public void drop(Slot slot) {
        named++;
        dropped++;
    }

    @Override
    public int flush() {
        flushedInjected = injected.size();
        int refused = Math.min(refusals, pending);
        refusals -= refused;
        dropped += refused;
        for (int i = 0; i < refused; i++) {
            drops.count(0);
        }
        int failed = Math.min(failures, pending - refused);
        failures -= failed;
        pending = 0;
        if (failed > 0) {
            errors.add(ERRNO, failed);
        }
        return failed + refused;
    }

    @Override
    public ErrnoCounters errors() {
        return errors;
    }

    @Override
    public SinkDrops drops() {
        return drops;
    }

    List<byte[]> reinjected() {
        return reinjected;
    }

    /** Ids of the packets reinjected, in order. */
    List<Long> ids() {
        return ids;
    }

    /** Marks of the packets reinjected, in order, and whether they are changed. */
    List<String> marks() {
        return marks;
    }

    /** Ids of the packets held, in order. */
    List<Long> held() {
        return held;
    }

    List<byte[]> injected() {
        return injected;
    }

    /** How many injected packets a flush has followed. */
    int flushedInjected() {
        return flushedInjected;
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
