package io.headgate.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SlotRingTest {
    private static final long SEED = 4711;
    private static final long POLL_NS = 1_000;

    private final SlotRing ring = new SlotRing(8, LaneBell.unheard());

    private void publish(int count) {
        assertThat(ring.writable(count)).isEqualTo(count);
        ring.publish(count, count);
    }

    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(ring.readable(64)).isZero();
        assertThat(ring.writable(64)).isEqualTo(8);
        assertThat(ring.publishedPackets()).isZero();
    }

    @Test
    void shouldHandOutNothingWhenFull() {
        publish(8);

        assertThat(ring.writable(1)).isZero();
        assertThat(ring.readable(64)).isEqualTo(8);

        ring.release(1);
        assertThat(ring.writable(64)).isEqualTo(1);
        assertThat(ring.writableSlot(0).index()).isZero();
    }

    @Test
    void shouldNotCrossTheEnd() {
        publish(6);
        ring.release(4);

        assertThat(ring.writable(64)).isEqualTo(2);
        assertThat(ring.writableSlot(1).index()).isEqualTo(7);
        ring.publish(2, 2);

        assertThat(ring.writable(64)).isEqualTo(4);
        assertThat(ring.writableSlot(0).index()).isZero();
    }

    @Test
    void shouldStartOverAtTheFirstSlotWhenEmpty() {
        publish(3);
        ring.release(3);

        assertThat(ring.writable(64)).isEqualTo(8);
        assertThat(ring.writableSlot(0).index()).isZero();
    }

    @Test
    void shouldNotStartOverWhileOneSlotIsRead() {
        publish(3);
        ring.release(2);

        assertThat(ring.writable(64)).isEqualTo(5);
        assertThat(ring.writableSlot(0).index()).isEqualTo(3);
    }

    @Test
    void shouldLimitBatches() {
        assertThat(ring.writable(3)).isEqualTo(3);
        publish(8);

        assertThat(ring.readable(5)).isEqualTo(5);
        assertThat(ring.readable(1)).isEqualTo(1);
    }

    @Test
    void shouldCountPacketsAndNotSlots() {
        ring.publish(5, 3);
        ring.publish(1, 0);

        assertThat(ring.publishedPackets()).isEqualTo(3);
        assertThat(ring.readable(64)).isEqualTo(6);
    }

    @Test
    void shouldRingTheBellAfterPublishing() {
        int[] seen = new int[1];
        SlotRing[] holder = new SlotRing[1];
        LaneBell bell = new LaneBell(new LaneBell.Bed() {
            @Override
            public void sleep() {
                holder[0].publish(2, 2);
            }

            @Override
            public void wake() {
                seen[0] = holder[0].readable(64);
            }
        });
        holder[0] = new SlotRing(8, bell);

        bell.sleepUnless(() -> false);

        assertThat(seen[0]).isEqualTo(2);
    }

    /** Against a model: a slot is never handed out while it is in use, and comes out in the order it went in. */
    @Test
    void shouldNeverHandOutASlotInUse() {
        System.out.println("SlotRingTest seed=" + SEED);
        Random random = new Random(SEED);
        Deque<Integer> inUse = new ArrayDeque<>();
        for (int round = 0; round < 50_000; round++) {
            int free = ring.writable(random.nextInt(10));
            int published = free == 0 ? 0 : random.nextInt(free + 1);
            for (int i = 0; i < published; i++) {
                int index = ring.writableSlot(i).index();
                assertThat(inUse.contains(index))
                        .as("slot %d, round %d", index, round)
                        .isFalse();
                inUse.add(index);
            }
            if (published > 0) {
                ring.publish(published, published);
            }
            int readable = ring.readable(random.nextInt(10));
            int released = random.nextInt(readable + 1);
            for (int i = 0; i < released; i++) {
                assertThat(ring.readableSlot(i).index()).isEqualTo(inUse.remove());
            }
            ring.release(released);
            assertThat(ring.readable(64)).isEqualTo(inUse.size());
        }
    }

    @Test
    @Timeout(30)
    void shouldHandAMillionSlotsOverInOrder() throws Exception {
        int total = 1_000_000;
        SlotRing shared = new SlotRing(256, LaneBell.unheard());
        ByteBuffer bytes = shared.arena().bytes();
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
            Random random = new Random(SEED);
            for (int sent = 0; sent < total; ) {
                int count = Math.min(shared.writable(1 + random.nextInt(64)), total - sent);
                if (count == 0) {
                    LockSupport.parkNanos(POLL_NS);
                    continue;
                }
                for (int i = 0; i < count; i++) {
                    Slot slot = shared.writableSlot(i);
                    slot.setId(sent);
                    bytes.putLong(slot.dataOffset(), ~(long) sent++);
                }
                shared.publish(count, count);
            }
        });

        int received = 0;
        while (received < total) {
            int count = shared.readable(64);
            for (int i = 0; i < count; i++) {
                Slot slot = shared.readableSlot(i);
                if (slot.id() != received || bytes.getLong(slot.dataOffset()) != ~(long) received) {
                    throw new AssertionError("slot " + received + " holds " + slot.id());
                }
                received++;
            }
            shared.release(count);
            if (shared.publishedPackets() < received) {
                throw new AssertionError("saw a packet before it was counted");
            }
            if (count == 0) {
                LockSupport.parkNanos(POLL_NS);
            }
        }

        producer.get(5, TimeUnit.SECONDS);
        assertThat(shared.publishedPackets()).isEqualTo(total);
        assertThat(shared.readable(1)).isZero();
    }
}
