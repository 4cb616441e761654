package io.headgate.engine.tap;

import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;

/**
 * Makes the checksums of copies right that filters have changed, or that the kernel had not finished, with the lane's own
 * repair. Thread: {@code taps}.
 */
final class CopySums {
    private final Slot slot;
    private final ByteBuffer slots;
    private final SlotPacket packet;

    CopySums() {
        SlotRing ring = new SlotRing(2, LaneBell.unheard());
        ring.writable(1);
        slot = ring.writableSlot(0);
        slots = ring.arena().nativeBytes();
        packet = new SlotPacket(ring.arena());
    }

    void apply(TapRecord record) {
        if (record.needsSums()) {
            record.repairIn(packet, slot, slots);
        }
    }
}
