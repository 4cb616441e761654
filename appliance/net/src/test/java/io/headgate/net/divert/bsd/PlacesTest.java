package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.sys.NativeMemory;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final SlotRing ring = new SlotRing(64, LaneBell.unheard());
    private final Places places = new Places(ring.arena());
    private final long base = NativeMemory.addressOf(ring.arena().bytes());

    @Test
    void shouldFindPacketAndAddressOfEachSlotOfTheRing() {
        ring.writable(64);
        for (int i = 0; i < 64; i++) {
            Slot slot = ring.writableSlot(i);

            assertThat(places.ofPacket(slot).value()).isEqualTo(base + slot.dataOffset());
            assertThat(places.ofAddress(slot).value()).isEqualTo(base + slot.dataOffset() - AddressBook.STRIDE);
        }
    }

    @Test
    void shouldMakeEachOtherPlaceOnce() {
        for (int offset = 32; offset < 3_000 * 32; offset += 32) {
            assertThat(places.other(offset).value()).isEqualTo(base + offset);
        }
        for (int offset = 32; offset < 3_000 * 32; offset += 32) {
            assertThat(places.other(offset)).isSameAs(places.other(offset));
            assertThat(places.other(offset).value()).isEqualTo(base + offset);
        }
    }
}
