package io.headgate.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Backend;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotArena;
import io.headgate.engine.ring.SlotRing;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySourceTest {
    private final SlotRing ring = new SlotRing(64, LaneBell.unheard());

    private MemorySource source(long total, OnFull onFull) {
        return new MemorySource(ring, List.of(new byte[] {1}, new byte[] {2, 2}, new byte[200]), total, onFull);
    }

    private byte[] bytesOf(Slot slot) {
        byte[] bytes = new byte[slot.packetLength()];
        ring.arena().bytes().get(slot.packetOffset(), bytes);
        return bytes;
    }

    @Test
    void shouldOfferTheCorpusOverAndOver() {
        MemorySource source = source(7, OnFull.BACKPRESSURE);

        assertThat(source.receive()).isEqualTo(7);
        assertThat(source.receive()).isZero();

        assertThat(ring.readable(64)).isEqualTo(7);
        assertThat(bytesOf(ring.readableSlot(0))).containsExactly(1);
        assertThat(bytesOf(ring.readableSlot(4))).containsExactly(2, 2);
        assertThat(bytesOf(ring.readableSlot(5))).isEqualTo(new byte[200]);
        assertThat(ring.readableSlot(0).isPacket()).isTrue();
        assertThat(ring.readableSlot(0).originalLength()).isEqualTo(1);
        assertThat(ring.readableSlot(0).backend()).isEqualTo(Backend.MEMORY);
        assertThat(ring.publishedPackets()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 127, 128, 129, 65_535, SlotArena.CAPACITY})
    void shouldCopyPacketsOfAnyLength(int length) {
        byte[] packet = new byte[length];
        for (int i = 0; i < length; i++) {
            packet[i] = (byte) (i + 1);
        }
        MemorySource source = new MemorySource(ring, List.of(packet), 2, OnFull.BACKPRESSURE);

        source.receive();

        assertThat(bytesOf(ring.readableSlot(0))).isEqualTo(packet);
        assertThat(bytesOf(ring.readableSlot(1))).isEqualTo(packet);
    }

    @Test
    void shouldRefuseAPacketThatNoSlotHolds() {
        List<byte[]> tooLong = List.of(new byte[1], new byte[SlotArena.CAPACITY + 1]);

        assertThatThrownBy(() -> new MemorySource(ring, tooLong, 1, OnFull.BACKPRESSURE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("packet 1 has 66497 bytes, but a slot holds 66496");
        assertThatThrownBy(() -> new MemorySource(ring, List.of(), 1, OnFull.BACKPRESSURE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs at least one packet");
    }

    @Test
    void shouldWaitForRoomUnderBackpressure() {
        MemorySource source = source(100, OnFull.BACKPRESSURE);

        assertThat(source.receive()).isEqualTo(64);
        assertThat(source.receive()).isEqualTo(PacketSource.RING_FULL);
        assertThat(source.receive()).isEqualTo(PacketSource.RING_FULL);
        ring.release(64);
        assertThat(source.receive()).isEqualTo(36);

        assertThat(source.counters().get(Counter.PASSED_WHEN_FULL)).isZero();
        assertThat(source.counters().get(Counter.DROPPED_WHEN_FULL)).isZero();
    }

    @Test
    void shouldCountWhatPassedWhenFull() {
        MemorySource source = source(100, OnFull.FAIL_OPEN);

        assertThat(source.receive()).isEqualTo(64);
        assertThat(source.receive()).isEqualTo(PacketSource.RING_FULL);
        assertThat(source.receive()).isZero();

        assertThat(source.counters().get(Counter.PASSED_WHEN_FULL)).isEqualTo(36);
        assertThat(source.counters().get(Counter.DROPPED_WHEN_FULL)).isZero();
    }

    @Test
    void shouldCountWhatWasDroppedWhenFull() {
        MemorySource source = source(200, OnFull.FAIL_CLOSED);

        source.receive();
        assertThat(source.receive()).isEqualTo(PacketSource.RING_FULL);
        ring.release(64);
        assertThat(source.receive()).isEqualTo(64);
        assertThat(source.receive()).isEqualTo(PacketSource.RING_FULL);
        assertThat(source.receive()).isZero();

        assertThat(source.counters().get(Counter.DROPPED_WHEN_FULL)).isEqualTo(72);
        assertThat(source.counters().get(Counter.PASSED_WHEN_FULL)).isZero();
        assertThat(ring.publishedPackets() + 72).isEqualTo(200);
    }

    @Test
    void shouldOfferNothingOnceQuiet() {
        MemorySource source = source(1_000, OnFull.BACKPRESSURE);

        source.quiesce();

        assertThat(source.receive()).isZero();
    }

    /** As the contract has it: a wake-up ends the wait that goes on, or the next one. */
    @Test
    @Timeout(20)
    void shouldNotWaitAfterAWakeUpThatCameBefore() {
        MemorySource source = source(0, OnFull.BACKPRESSURE);
        long startNs = System.nanoTime();

        source.wakeup();
        source.await(5_000);

        assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(4));
    }

    @Test
    @Timeout(20)
    void shouldEndAWaitThatGoesOn() throws InterruptedException {
        MemorySource source = source(0, OnFull.BACKPRESSURE);
        Thread waiting = new Thread(() -> source.await(5_000));
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        source.wakeup();
        waiting.join(4_000);

        assertThat(waiting.isAlive()).isFalse();
    }

    @Test
    @Timeout(20)
    void shouldWaitAgainAfterOneWakeUp() throws InterruptedException {
        MemorySource source = source(0, OnFull.BACKPRESSURE);
        source.wakeup();
        source.await(5_000);
        Thread waiting = new Thread(() -> source.await(5_000));

        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        assertThat(waiting.isAlive()).isTrue();
        source.close();
        waiting.join(4_000);
        assertThat(waiting.isAlive()).isFalse();
    }
}
