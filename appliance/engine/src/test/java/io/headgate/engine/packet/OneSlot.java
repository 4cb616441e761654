package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;

/** A packet view over one slot, with bytes around the packet that nobody may touch. */
final class OneSlot {
    private static final int GUARD = 64;
    private static final long CANARY = 0xA5C3_96F0_5A3C_690FL;

    private final SlotRing ring = new SlotRing(4, LaneBell.unheard());
    private final Slot slot = ring.writableSlot(1);
    private final ByteBuffer arena = ring.arena().bytes();
    private final SlotPacket packet = new SlotPacket(ring.arena());
    private final int start = slot.dataOffset() + GUARD;

    private SlotPacket.Kind kind;
    private int length;

    SlotPacket load(byte[] bytes) {
        return load(bytes, bytes.length, bytes.length);
    }

    /** Loads the first {@code held} bytes of a packet that the kernel says had {@code original}. */
    SlotPacket load(byte[] bytes, int held, int original) {
        length = held;
        arena.putLong(slot.dataOffset() - Long.BYTES, CANARY);
        arena.putLong(slot.dataOffset() + SlotArena.CAPACITY, CANARY);
        for (int i = 0; i < GUARD; i += Long.BYTES) {
            arena.putLong(start - GUARD + i, CANARY);
            arena.putLong(start + held + i, CANARY);
        }
        arena.put(start, bytes, 0, held);
        slot.setPacket(start, held, original);
        slot.setOrigin(Backend.MEMORY, Direction.OUT, "eth7", 9, 1_234_567_890L);
        kind = packet.wrap(slot);
        return packet;
    }

    /** What the kernel says about the checksum of the packets loaded from here on. */
    OneSlot offload(ChecksumState state, boolean gso, boolean summedWhenCut) {
        slot.setOffload(state, gso, summedWhenCut);
        return this;
    }

    SlotPacket.Kind kind() {
        return kind;
    }

    /** The packet's bytes, as long as it is now. */
    byte[] bytes() {
        byte[] bytes = new byte[packet.length()];
        arena.get(start, bytes);
        return bytes;
    }

    void assertNothingOutsideTouched() {
        assertNothingOutsideTouched(length);
    }

    /** Also for a packet that has in between been as long as {@code longest}. */
    void assertNothingOutsideTouched(int longest) {
        boolean isTouched = arena.getLong(slot.dataOffset() - Long.BYTES) != CANARY
                || arena.getLong(slot.dataOffset() + SlotArena.CAPACITY) != CANARY;
        for (int i = 0; i < GUARD; i++) {
            byte canary = (byte) (CANARY >>> (56 - 8 * (i % 8)));
            isTouched |= arena.get(start - GUARD + i) != canary;
            isTouched |= length + i >= longest && arena.get(start + length + i) != canary;
        }
        if (isTouched) {
            assertThat(false).as("bytes outside the packet were written").isTrue();
        }
    }
}
