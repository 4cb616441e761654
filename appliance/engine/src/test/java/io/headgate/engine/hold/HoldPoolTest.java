package io.headgate.engine.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import io.headgate.engine.ring.SpareSlots;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldPoolTest {
    private final SlotRing ring = new SlotRing(4, new SpareSlots(3, 2), LaneBell.unheard());
    private final HoldPool pool = new HoldPool(ring);

    @Test
    void shouldKeepSpareSlotsApartFromTheRingAndFromEachOther() {
        List<Slot> all = new ArrayList<>(ring.smallSpares());
        all.addAll(ring.largeSpares());
        for (int i = 0; i < 4; i++) {
            all.add(ring.writableSlot(i));
        }
        all.sort(Comparator.comparingInt(Slot::dataOffset));

        int end = 0;
        for (Slot slot : all) {
            assertThat(slot.dataOffset() - SlotArena.HEADROOM).isEqualTo(end);
            end = slot.dataOffset() + slot.capacity();
        }
        assertThat(end).isLessThanOrEqualTo(ring.arena().bytes().capacity());
        assertThat(all).extracting(Slot::index).doesNotHaveDuplicates();
        assertThat(all.stream().filter(pool::owns)).hasSize(5);
    }

    @Test
    void shouldGiveSmallSlotsToSmallPacketsAndLargeOnesToOthers() {
        assertThat(pool.take(HoldPool.SMALL).capacity()).isEqualTo(SlotArena.SMALL_CAPACITY);
        assertThat(pool.take(HoldPool.SMALL + 1).capacity()).isEqualTo(SlotArena.CAPACITY);
        assertThat(pool.take(65_535).capacity()).isEqualTo(SlotArena.CAPACITY);
        assertThat(pool.hasRoom(65_535)).isFalse();
        assertThat(pool.take(65_535)).isNull();
        assertThat(pool.take(0)).isNotNull();
        assertThat(pool.take(0)).isNotNull();
        assertThat(pool.take(0)).isNull();
        assertThat(pool.free()).isZero();
    }

    @Test
    void shouldGiveASlotOutAgainOnceItIsFreeOrFlushed() {
        Slot first = pool.take(10);
        Slot second = pool.take(10);
        pool.take(10);
        pool.freeAfterFlush(first);
        assertThat(pool.take(10)).isNull();
        pool.free(second);
        assertThat(pool.take(10)).isSameAs(second);

        pool.flushed();

        assertThat(pool.take(10)).isSameAs(first);
        assertThat(pool.take(10)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 60, 1_400, 9_000})
    void shouldCopyWhatIsInASlotAndBeforeIt(int length) {
        Slot from = ring.writableSlot(2);
        ByteBuffer bytes = ring.arena().bytes();
        for (int i = -SlotArena.HEADROOM; i < 100 + length; i++) {
            bytes.put(from.dataOffset() + i, (byte) (i * 7));
        }
        from.setPacket(from.dataOffset() + 100, length, length + 1);
        from.setOrigin(Backend.NFQUEUE, Direction.FORWARD, "eth7", 3, 99);
        from.setOffload(ChecksumState.PARTIAL, true, true);
        from.setMark(4);
        from.setId(12);
        from.setLeavesCut(true);

        Slot to = pool.take(HoldPool.lengthOf(from));
        pool.copy(from, to);

        for (int i = -SlotArena.HEADROOM; i < 100 + length; i++) {
            assertThat(bytes.get(to.dataOffset() + i)).isEqualTo((byte) (i * 7));
        }
        assertThat(to)
                .usingRecursiveComparison()
                .ignoringFields("index", "dataOffset", "capacity", "packetOffset", "isHeld")
                .isEqualTo(from);
        assertThat(to.packetOffset() - to.dataOffset()).isEqualTo(100);
        assertThat(to.isHeld()).isTrue();
        assertThat(to.isMarkChanged()).isTrue();
        assertThat(from.isHeld()).isFalse();
    }

    @Test
    void shouldHaveNoRoomInARingWithoutSpareSlots() {
        HoldPool none = new HoldPool(new SlotRing(4, LaneBell.unheard()));

        assertThat(none.size()).isZero();
        assertThat(none.take(1)).isNull();
    }
}
