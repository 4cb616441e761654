package io.headgate.engine.lane;

import io.headgate.engine.hold.HoldPool;
import io.headgate.engine.io.PacketSink;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;

/** A ring, who fills it, and who takes back what came through it; and its spare slots. Thread: the lane's. */
final class Input {
    private final SlotRing ring;
    private final SlotPacket packet;
    private final SlotPacket own;
    private final PacketSink sink;
    private final SourceCounters sourceCounters;
    private final ByteBuffer bytes;
    private final HoldPool pool;

    /** Whether the sink can {@link PacketSink#inject}: so until it says no. */
    private boolean injects = true;

    /** Whether the sink has gathered what is not sent yet. */
    private boolean isGathered;

    @SuppressWarnings("UnusedVariable") // Only written, so that no compiler leaves the reads out.
    private int fetched;

    Input(SlotRing ring, PacketSource source, PacketSink sink) {
        this.ring = ring;
        this.packet = new SlotPacket(ring.arena());
        this.own = new SlotPacket(ring.arena());
        this.sink = sink;
        this.sourceCounters = source.counters();
        this.bytes = ring.arena().bytes();
        this.pool = new HoldPool(ring);
    }

    /**
     * Reads a byte of each packet before any is looked at. Another core may just have written them; here the misses
     * of a batch overlap, while in the chain each would be waited for.
     */
    void fetch(int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += bytes.get(ring.readableSlot(i).packetOffset());
        }
        fetched = sum;
    }

    SlotRing ring() {
        return ring;
    }

    /** The view of this ring's arena; points at the packet that is being decided. */
    SlotPacket packet() {
        return packet;
    }

    /** A second view, for packets made here while another is being decided. */
    SlotPacket own() {
        return own;
    }

    PacketSink sink() {
        return sink;
    }

    SourceCounters sourceCounters() {
        return sourceCounters;
    }

    HoldPool pool() {
        return pool;
    }

    void reinject(Slot slot, boolean isChanged) {
        sink.reinject(slot, isChanged);
        leave(slot);
    }

    void drop(Slot slot) {
        sink.drop(slot);
        leave(slot);
    }

    /**
     * Sends a packet that was not received here.
     *
     * @param slot of the pool; free again when the packet is sent, or cannot be
     * @return false if the sink sends nothing of its own
     */
    boolean inject(Slot slot) {
        if (injects) {
            try {
                sink.inject(slot);
                leave(slot);
                return true;
            } catch (UnsupportedOperationException never) {
                injects = false;
            }
        }
        pool.free(slot);
        return false;
    }

    private void leave(Slot slot) {
        isGathered = true;
        if (pool.owns(slot)) {
            pool.freeAfterFlush(slot);
        }
    }

    /** Whether the sink waits for a {@link #flush}. */
    boolean isGathered() {
        return isGathered;
    }

    /**
     * Has the sink send what it has gathered.
     *
     * @return how many reinjected packets did not make it
     */
    int flush() {
        isGathered = false;
        int failed = sink.flush();
        pool.flushed();
        return failed;
    }
}
