package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headgate.net.divert.Datagram;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopGuardTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long START_NS = -5 * SECOND_NS;

    private final LoopGuard guard = new LoopGuard(START_NS);

    private boolean isLoop(byte[] packet, long nowNs) {
        return guard.isLoop(ByteBuffer.wrap(packet), 0, packet.length, nowNs);
    }

    private int writesUntilLoop(byte[] packet, long nowNs) {
        int writes = 0;
        while (writes < 5_000 && !isLoop(packet, nowNs)) {
            writes++;
        }
        return writes;
    }

    private static byte[] with(byte[] packet, int offset, int value) {
        byte[] copy = packet.clone();
        copy[offset] = (byte) value;
        return copy;
    }

    /** A bare TCP segment of 40 bytes: only its acknowledgment counts on. */
    private static byte[] acknowledgment(int number) {
        ByteBuffer packet = ByteBuffer.allocate(40);
        packet.putInt(0x4500_0028)
                .putInt(0x0000_4000)
                .putInt(0x4006_0000)
                .putInt(0x0A00_0001)
                .putInt(0x0A00_0002);
        packet.putInt(0x0050_1234).putInt(7).putInt(number).putInt(0x5010_FFFF).putInt(-number << 16);
        return packet.array();
    }

    @Test
    void shouldCountByTheKindOfPacket() {
        assertThat(writesUntilLoop(Datagram.of(1), START_NS)).isEqualTo(LoopGuard.LIMIT);
        assertThat(writesUntilLoop(with(Datagram.of(1), 5, 0), START_NS)).isEqualTo(LoopGuard.LIMIT_WITHOUT_ID);
        assertThat(writesUntilLoop(Datagram.ofIpv6(1), START_NS)).isEqualTo(LoopGuard.LIMIT_WITHOUT_ID);
        assertThat(writesUntilLoop(with(Datagram.ofIpv6(1), 6, 44), START_NS))
                .as("a fragment has an identification")
                .isEqualTo(LoopGuard.LIMIT);
    }

    @Test
    void shouldBeginAnewAfterASecond() {
        assertThat(writesUntilLoop(Datagram.of(1), START_NS)).isEqualTo(LoopGuard.LIMIT);
        assertThat(isLoop(Datagram.of(1), START_NS + SECOND_NS / 2)).isTrue();
        assertThat(writesUntilLoop(Datagram.of(1), START_NS + SECOND_NS + SECOND_NS / 100))
                .isEqualTo(LoopGuard.LIMIT);
    }

    /** Each of identification, fragment, time to live, protocol, addresses, ports, payload. */
    @Test
    void shouldTakeForTheSameOnlyWhatIsEqual() {
        assertThat(writesUntilLoop(Datagram.of(1), START_NS)).isEqualTo(LoopGuard.LIMIT);

        for (int offset : new int[] {4, 5, 6, 7, 8, 9, 12, 15, 16, 19, 20, 23, 28, 31}) {
            assertThat(isLoop(with(Datagram.of(1), offset, 0x5A), START_NS))
                    .as("byte " + offset)
                    .isFalse();
        }
        assertThat(isLoop(with(Datagram.of(1), 10, 0x5A), START_NS))
                .as("the header's checksum is mended on the way")
                .isTrue();
    }

    /** As FreeBSD sends them: identification 0, equal but for the acknowledgment. */
    @Test
    void shouldLetTheAcknowledgmentsOfADownloadPass() {
        for (int i = 0; i < 50_000; i++) {
            assertThat(isLoop(acknowledgment(1_448 * i), START_NS + i)).isFalse();
        }
    }

    @Test
    void shouldFindALoopAmongTrafficThatDoesNotRepeatItself() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] looping = Datagram.of(4_711);
        int passes = 0;
        for (int i = 0; i < 400_000; i++) {
            byte[] other = Datagram.of(random.nextInt() | 1 << 20);
            other[5] = (byte) random.nextInt();
            assertThat(isLoop(other, START_NS + i * 1_000L)).as("seed " + seed).isFalse();
            if (i % 500 == 0 && isLoop(looping, START_NS + i * 1_000L)) {
                return;
            }
            passes += i % 500 == 0 ? 1 : 0;
        }
        throw new AssertionError("not found in " + passes + " passes, seed " + seed);
    }

    /** More than there are places: nothing is kept for ever, and all come to their end. */
    @Test
    void shouldFindEveryLoopOfTwentyThousand() {
        boolean[] hasEnded = new boolean[20_000];
        int running = hasEnded.length;
        for (int pass = 0; running > 0; pass++) {
            assertThat(pass).as("passes").isLessThan(400);
            for (int i = 0; i < hasEnded.length; i++) {
                if (!hasEnded[i]) {
                    hasEnded[i] = isLoop(Datagram.of(i + (1 << 20) + 1), START_NS);
                    running -= hasEnded[i] ? 1 : 0;
                }
            }
        }
    }

    @Test
    void shouldCopeWithAnyBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] packet = new byte[random.nextInt(64)];
            random.nextBytes(packet);
            assertThat(isLoop(packet, START_NS + i * 1_000L)).as("seed " + seed).isFalse();
        }
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuffer packet = ByteBuffer.wrap(Datagram.of(1));
        long self = Thread.currentThread().getId();
        guard.isLoop(packet, 0, 32, START_NS);
        long before = threads.getThreadAllocatedBytes(self);

        for (int i = 0; i < 1_000_000; i++) {
            packet.putInt(28, i);
            guard.isLoop(packet, 0, 32, START_NS + i);
        }

        // What the measurement itself takes is far below a byte a packet.
        assertThat(threads.getThreadAllocatedBytes(self) - before).isLessThan(100_000);
    }
}
