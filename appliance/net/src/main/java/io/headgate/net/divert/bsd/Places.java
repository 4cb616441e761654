package io.headgate.net.divert.bsd;

import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.net.sys.NativeAddress;
import java.nio.ByteBuffer;

/**
 * Where the calls find packets and their addresses: those of the ring's slots made at once, those of slots outside the ring,
 * which hold packets that wait or are injected, when one is first sent. There are as many of those as the lane has, so the
 * time comes when nothing is made any more.
 *
 * <p>Thread: slots of the ring any, the others the lane's.
 */
final class Places {
    /** Fewer entries than half of it. */
    private static final int ROOM_AT_FIRST = 64;

    /** An odd number without pattern, as hashes use it. */
    private static final int MIX = 0x9E37_79B9;

    private final ByteBuffer bytes;
    private final NativeAddress[] data;
    private final NativeAddress[] addresses;

    /** By offset, which is never 0. */
    private int[] offsets = new int[ROOM_AT_FIRST];

    private NativeAddress[] others = new NativeAddress[ROOM_AT_FIRST];
    private int count;

    Places(SlotArena arena) {
        this.bytes = arena.bytes();
        this.data = new NativeAddress[arena.slots()];
        this.addresses = new NativeAddress[arena.slots()];
        for (int i = 0; i < data.length; i++) {
            data[i] = NativeAddress.of(bytes, arena.dataOffset(i));
            addresses[i] = NativeAddress.of(bytes, arena.dataOffset(i) - AddressBook.STRIDE);
        }
    }

    /** Where a slot's packet is: in all of them where the data begins. */
    NativeAddress ofPacket(Slot slot) {
        return at(slot.dataOffset(), data, SlotArena.HEADROOM);
    }

    /** Where the address is that goes with a slot's packet. */
    NativeAddress ofAddress(Slot slot) {
        return at(AddressBook.of(slot), addresses, SlotArena.HEADROOM - AddressBook.STRIDE);
    }

    /** @param inSlot where in a slot of the ring this is */
    private NativeAddress at(int offset, NativeAddress[] ofRing, int inSlot) {
        int slot = offset / SlotArena.STRIDE;
        return slot < ofRing.length && offset == slot * SlotArena.STRIDE + inSlot ? ofRing[slot] : other(offset);
    }

    /** Of a slot outside the ring. */
    NativeAddress other(int offset) {
        int i = entry(offset);
        if (offsets[i] != offset) {
            if (2 * (count + 1) > offsets.length) {
                grow();
            }
            i = put(offset, NativeAddress.of(bytes, offset));
        }
        return others[i];
    }

    /** The entry of an offset, or the free one in which it belongs. */
    private int entry(int offset) {
        int mask = offsets.length - 1;
        int i = (offset * MIX) >>> (Integer.SIZE / 2) & mask;
        while (offsets[i] != 0 && offsets[i] != offset) {
            i = i + 1 & mask;
        }
        return i;
    }

    private int put(int offset, NativeAddress place) {
        int i = entry(offset);
        offsets[i] = offset;
        others[i] = place;
        count++;
        return i;
    }

    private void grow() {
        int[] oldOffsets = offsets;
        NativeAddress[] oldOthers = others;
        offsets = new int[2 * oldOffsets.length];
        others = new NativeAddress[offsets.length];
        count = 0;
        for (int i = 0; i < oldOffsets.length; i++) {
            if (oldOffsets[i] != 0) {
                put(oldOffsets[i], oldOthers[i]);
            }
        }
    }
}
