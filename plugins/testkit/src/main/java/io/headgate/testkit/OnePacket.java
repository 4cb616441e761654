package io.headgate.testkit;

import io.headgate.api.Backend;
import io.headgate.api.Direction;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;

/** One packet at a time in a slot, decoded and repaired by the engine. */
public final class OnePacket {
    private final SlotRing ring = new SlotRing(2, LaneBell.unheard());
    private final Slot slot = ring.writableSlot(0);
    private final SlotPacket packet = new SlotPacket(ring.arena());

    /**
     * Puts a packet into the slot.
     *
     * @param bytes from the IP header on
     * @return valid until the next call
     */
    public SlotPacket load(byte[] bytes) {
        return load(bytes, 0);
    }

    /**
     * Puts a packet into the slot, received at some time.
     *
     * @param bytes from the IP header on
     * @param timestampNs nanoseconds since 1970-01-01 UTC
     * @return valid until the next call
     */
    public SlotPacket load(byte[] bytes, long timestampNs) {
        slot.setOrigin(Backend.MEMORY, Direction.IN, "", 0, timestampNs);
        ring.arena().bytes().put(slot.dataOffset(), bytes);
        slot.setPacket(slot.dataOffset(), bytes.length, bytes.length);
        packet.wrap(slot);
        return packet;
    }

    /**
     * Repairs what was changed, as the lane does after the chain.
     *
     * @return the packet as it would leave
     * @throws IllegalStateException if the lane would drop it because it cannot be repaired
     */
    public byte[] finish() {
        if (packet.isChanged() && !packet.repair()) {
            throw new IllegalStateException("the packet cannot be repaired");
        }
        byte[] bytes = new byte[slot.packetLength()];
        ring.arena().bytes().get(slot.packetOffset(), bytes);
        return bytes;
    }
}
