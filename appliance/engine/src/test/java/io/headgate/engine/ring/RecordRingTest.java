package io.headgate.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordRingTest {
    private static final int HEADER = 4;

    private record Written(int length, byte fill) {}

    /** Writes a record full of one byte; returns whether there was room. */
    private static boolean write(RecordRing ring, int length, byte fill) {
        int at = ring.claim(length);
        if (at == RecordRing.NONE) {
            return false;
        }
        for (int i = HEADER; i < length; i++) {
            ring.bytes().put(at + i, fill);
        }
        ring.commit();
        return true;
    }

    private static void assertNext(RecordRing ring, Written wanted) {
        int at = ring.next();
        assertThat(at).isNotEqualTo(RecordRing.NONE);
        assertThat(ring.bytes().getInt(at)).isEqualTo((wanted.length() + 7) & ~7);
        for (int i = HEADER; i < wanted.length(); i++) {
            assertThat(ring.bytes().get(at + i)).isEqualTo(wanted.fill());
        }
        ring.release();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldGiveBackWhatWasWrittenInItsOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RecordRing ring = new RecordRing(1_024);
        Deque<Written> inside = new ArrayDeque<>();
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(100) < 55) {
                Written next = new Written(HEADER + random.nextInt(300), (byte) random.nextInt());
                if (write(ring, next.length(), next.fill())) {
                    inside.add(next);
                } else {
                    refused++;
                }
            } else if (inside.isEmpty()) {
                assertThat(ring.isWaiting()).as("seed %d", seed).isFalse();
                assertThat(ring.next()).isEqualTo(RecordRing.NONE);
            } else {
                assertThat(ring.isWaiting()).as("seed %d", seed).isTrue();
                assertNext(ring, inside.remove());
            }
        }
        assertThat(refused).as("seed %d", seed).isPositive();
    }

    @Test
    void shouldUseAllItsRoom() {
        RecordRing ring = new RecordRing(1_024);

        for (int i = 0; i < 32; i++) {
            assertThat(write(ring, 32, (byte) i)).isTrue();
        }
        assertThat(write(ring, 8, (byte) 0)).isFalse();
        assertNext(ring, new Written(32, (byte) 0));
        assertThat(write(ring, 40, (byte) 0)).isFalse();
        assertThat(write(ring, 32, (byte) 32)).isTrue();
        for (int i = 1; i <= 32; i++) {
            assertNext(ring, new Written(32, (byte) i));
        }
        assertThat(ring.isWaiting()).isFalse();
    }

    @Test
    void shouldRefuseWhatNeverFits() {
        RecordRing ring = new RecordRing(64);

        assertThat(ring.claim(65)).isEqualTo(RecordRing.NONE);
        assertThat(write(ring, 64, (byte) 7)).isTrue();
        assertNext(ring, new Written(64, (byte) 7));
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void shouldCarryRecordsFromOneThreadToAnother() throws InterruptedException {
        int records = 1_000_000;
        RecordRing ring = new RecordRing(4_096);
        Thread writer = new Thread(() -> {
            for (int i = 0; i < records; i++) {
                int at = ring.claim(8 + i % 97);
                while (at == RecordRing.NONE) {
                    LockSupport.parkNanos(10_000);
                    at = ring.claim(8 + i % 97);
                }
                ring.bytes().putInt(at + HEADER, i);
                ring.commit();
            }
        });
        writer.start();
        for (int i = 0; i < records; i++) {
            int at = ring.next();
            while (at == RecordRing.NONE) {
                LockSupport.parkNanos(10_000);
                at = ring.next();
            }
            if (ring.bytes().getInt(at + HEADER) != i) {
                throw new AssertionError(
                        "record " + i + " holds " + ring.bytes().getInt(at + HEADER));
            }
            ring.release();
        }
        writer.join();
        assertThat(ring.isWaiting()).isFalse();
    }
}
