package io.headgate.net.divert;

import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Slots in which packets wait, as a lane has them: in the ring's memory, but not in its turn. They are the last ones of a
 * ring that is emptied each time and so begins anew with its first.
 */
public final class HeldSlots {
    private final ByteBuffer bytes;
    private final Deque<Slot> free = new ArrayDeque<>();

    /** @param count of a ring that nothing has been received into yet */
    public HeldSlots(SlotRing ring, int count) {
        bytes = ring.arena().bytes();
        int slots = ring.writable(ring.arena().slots());
        for (int i = slots - count; i < slots; i++) {
            free.add(ring.writableSlot(i));
        }
    }

    /** A copy of a packet that is held: with the headroom in front of it. */
    public Slot copy(Slot from) {
        Slot to = copyMetadata(from);
        byte[] copied = new byte[SlotArena.HEADROOM + from.packetLength()];
        bytes.get(from.packetOffset() - SlotArena.HEADROOM, copied);
        bytes.put(to.packetOffset() - SlotArena.HEADROOM, copied);
        return to;
    }

    /** What is known of a packet that is held, of which the sink keeps the bytes. */
    public Slot copyMetadata(Slot from) {
        Slot to = free.pop();
        to.setPacket(to.dataOffset(), from.packetLength(), from.originalLength());
        to.setId(from.id());
        to.setOrigin(from.backend(), from.direction(), from.interfaceName(), from.mark(), from.timestampNs());
        to.setOffload(from.checksumState(), from.isGso(), from.isSummedWhenCut());
        to.setHeld(true);
        return to;
    }

    /** A packet of our own. */
    public Slot put(byte[] packet) {
        Slot to = free.pop();
        to.setHeld(false);
        to.setPacket(to.dataOffset(), packet.length, packet.length);
        bytes.put(to.dataOffset(), packet);
        return to;
    }

    /** Gives a slot back whose packet has left. */
    public void free(Slot slot) {
        slot.setHeld(false);
        free.push(slot);
    }
}
