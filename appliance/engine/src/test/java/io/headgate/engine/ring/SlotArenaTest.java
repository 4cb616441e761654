package io.headgate.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotArenaTest {
    private static final int CACHE_LINE = 64;

    @Test
    void shouldBeginEachSlotAtACacheLineAndAtAnOddNumberOfThem() {
        SlotArena arena = new SlotArena(8);

        assertThat(arena.bytes().alignmentOffset(0, CACHE_LINE)).isZero();
        assertThat(SlotArena.STRIDE % CACHE_LINE).isZero();
        assertThat(SlotArena.HEADROOM % CACHE_LINE).isZero();
        assertThat(SlotArena.STRIDE / CACHE_LINE % 2).isOdd();
    }

    @Test
    void shouldHoldEverySlotWithoutOverlap() {
        SlotArena arena = new SlotArena(16);

        assertThat(arena.slots()).isEqualTo(16);
        assertThat(arena.dataOffset(0)).isEqualTo(SlotArena.HEADROOM);
        for (int i = 1; i < 16; i++) {
            assertThat(arena.dataOffset(i) - SlotArena.HEADROOM)
                    .isEqualTo(arena.dataOffset(i - 1) + SlotArena.CAPACITY);
        }
        assertThat(arena.bytes().capacity()).isGreaterThanOrEqualTo(arena.dataOffset(15) + SlotArena.CAPACITY);
    }

    @Test
    void shouldHoldTheLongestPacketAndFitAnInt() {
        assertThat(SlotArena.CAPACITY).isGreaterThanOrEqualTo(65_535);
        assertThat((long) SlotArena.MAX_SLOTS * SlotArena.STRIDE + CACHE_LINE).isLessThan(Integer.MAX_VALUE);
    }

    @Test
    void shouldShowTheSameBytesInBothOrders() {
        SlotArena arena = new SlotArena(2);
        ByteBuffer bytes = arena.bytes();
        ByteBuffer own = arena.nativeBytes();

        bytes.putInt(100, 0x0102_0304);

        assertThat(bytes.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(own.order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(own.get(100)).isEqualTo((byte) 1);
        assertThat(own.get(103)).isEqualTo((byte) 4);
    }

    @Test
    void shouldBeZeroAtFirst() {
        ByteBuffer bytes = new SlotArena(2).bytes();

        for (int i = 0; i + 8 <= bytes.capacity(); i += 8) {
            assertThat(bytes.getLong(i)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 0, 1, 3, 100, 32_768, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseNumbersOfSlots(int slots) {
        assertThatThrownBy(() -> new SlotArena(slots))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slots must be a power of two from 2 to 16384: " + slots);
    }
}
