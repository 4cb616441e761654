package io.headgate.toolkit.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headgate.toolkit.sequence.SequenceWindow.Arrival;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceWatchTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    static Stream<Arguments> widthsAndSeeds() {
        Random seeds = new Random(20_260_301);
        return Stream.of(8, 16, 24, 32, 64)
                .flatMap(bits -> Stream.generate(seeds::nextLong).limit(40).map(seed -> Arguments.of(bits, seed)));
    }

    /** Numbers begin so that they wrap on the way; those of 8 bits do so a hundred times. */
    static long number(int bits, int index) {
        return (index - 10_000) & (-1L >>> (Long.SIZE - bits));
    }

    @ParameterizedTest(name = "{0} bits, seed {1}")
    @MethodSource("widthsAndSeeds")
    void shouldCountExactlyWhatTheNetworkDid(int bits, long seed) {
        int window = Math.min(SequenceWindow.largestSize(bits), 1_024);
        Traffic traffic = new Traffic(seed, 30_000, window / 4).over(0);
        SequenceWatch watch = new SequenceWatch(bits, window, SECOND);

        traffic.arrivals().forEach(a -> watch.onPacket(number(bits, a.index()), a.timeSlot()));

        assertThat(watch.window().lost() + watch.window().missing()).isEqualTo(traffic.lost());
        assertThat(watch.reordered()).isEqualTo(traffic.late());
        assertThat(watch.duplicates()).isEqualTo(traffic.duplicates());
        assertThat(watch.window().outside()).isZero();
        assertThat(watch.window().restarts()).isZero();
        assertThat(watch.packets()).isEqualTo(traffic.arrivals().size());
        watch.window().settle();
        assertThat(watch.window().lost()).isEqualTo(traffic.lost()).isPositive();
        assertThat(watch.window().missing()).isZero();
    }

    private final SequenceWatch watch = new SequenceWatch(16, 64, SECOND);

    private Arrival offer(int number) {
        return watch.onPacket(number, 0);
    }

    @Test
    void shouldTakeBackALossWhenThePacketComesWithinTheWindow() {
        offer(10);
        offer(13);
        assertThat(watch.window().missing()).isEqualTo(2);

        assertThat(offer(11)).isEqualTo(Arrival.LATE);

        assertThat(watch.window().missing()).isEqualTo(1);
        assertThat(watch.window().lost()).isZero();
        assertThat(offer(12 + 64)).isEqualTo(Arrival.NEWEST);
        assertThat(watch.window().lost()).isEqualTo(1);
        assertThat(offer(12)).isEqualTo(Arrival.OUTSIDE);
        assertThat(watch.window().lost()).isEqualTo(1);
    }

    @Test
    void shouldTakeTheFirstPacketsInAnyOrder() {
        offer(3);

        assertThat(offer(1)).isEqualTo(Arrival.LATE);
        assertThat(watch.window().missing()).isEqualTo(1);
        assertThat(offer(2)).isEqualTo(Arrival.LATE);
        assertThat(offer(65_535)).isEqualTo(Arrival.LATE);
        assertThat(watch.window().missing()).isEqualTo(1);
        assertThat(offer(1)).isEqualTo(Arrival.DUPLICATE);
    }

    @Test
    void shouldCountALongGapWithoutWalkingThroughIt() {
        offer(0);

        offer(3_000);

        assertThat(watch.window().lost()).isEqualTo(2_999 - 63);
        assertThat(watch.window().missing()).isEqualTo(63);
    }

    @Test
    void shouldBelieveARestartWhenTheNextNumberFollows() {
        offer(100);
        offer(102);

        assertThat(offer(40_000)).isEqualTo(Arrival.OUTSIDE);
        assertThat(offer(40_001)).isEqualTo(Arrival.RESTART);
        assertThat(offer(40_003)).isEqualTo(Arrival.NEWEST);

        assertThat(watch.window().restarts()).isEqualTo(1);
        assertThat(watch.window().outside()).isZero();
        assertThat(watch.window().lost()).isEqualTo(1);
        assertThat(watch.window().missing()).isEqualTo(1);
    }

    @Test
    void shouldNotBelieveAStrayNumber() {
        offer(100);
        offer(40_000);
        offer(101);
        offer(40_001);
        offer(102);

        assertThat(watch.window().restarts()).isZero();
        assertThat(watch.window().outside()).isEqualTo(2);
        assertThat(watch.window().lost() + watch.window().missing()).isZero();
    }

    @Test
    void shouldSayOnceThatAStreamIsSilent() {
        watch.onPacket(1, 5 * SECOND);

        assertThat(watch.becomesSilent(6 * SECOND - 1)).isFalse();
        assertThat(watch.becomesSilent(6 * SECOND)).isTrue();
        assertThat(watch.becomesSilent(7 * SECOND)).isFalse();
        assertThat(watch.isSilent()).isTrue();
        watch.onPacket(2, 8 * SECOND);
        assertThat(watch.isSilent()).isFalse();
        watch.onPacket(3, 10 * SECOND);
        assertThat(watch.silences()).isEqualTo(2);
        assertThat(watch.becomesSilent(11 * SECOND)).isTrue();
        assertThat(watch.silences()).isEqualTo(3);
    }

    @Test
    void shouldHaveNoJitterAtEvenIntervals() {
        for (int i = 0; i < 1_000; i++) {
            watch.onPacket(i, i * 20_000_000L);
        }

        assertThat(watch.jitterNs()).isZero();
    }

    /** Video: three packets of a frame share a timestamp of the 90 kHz clock; RFC 3550's estimate in floating point. */
    @Test
    void shouldEstimateJitterAsTheRfcDoes() {
        Random random = new Random(7);
        double expected = 0;
        long lastTransit = 0;
        for (int i = 0; i < 5_000; i++) {
            int media = -3_000_000 + i / 3 * 3_000;
            long arrivedNs = i / 3 * 33_333_333L + random.nextInt(4_000_000);
            long transit = arrivedNs - i / 3 * (3_000L * SECOND / 90_000);
            expected += i == 0 ? 0 : (Math.abs(transit - lastTransit) - expected) / 16;
            lastTransit = transit;

            watch.onPacket(i & 0xFFFF, arrivedNs, media, 90_000);
        }

        assertThat((double) watch.jitterNs()).isCloseTo(expected, org.assertj.core.data.Offset.offset(50.0));
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FeedArbiter arbiter = new FeedArbiter(16, 1_024, SECOND);
        drive(arbiter, 20_000);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        drive(arbiter, 1_000_000);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(watch.packets()).isEqualTo(1_020_000);
        assertThat(allocated).as("bytes for a million packets").isLessThan(10_000);
    }

    /** Gaps, copies, restarts. */
    private void drive(FeedArbiter arbiter, int packets) {
        for (int i = 0; i < packets; i++) {
            long number = (i + i / 7 - i % 3 + i / 1_000 * 5_000L) & 0xFFFF;
            watch.onPacket(number, i * 1_000L, i, 90_000);
            arbiter.decide(number, i & 1, i * 1_000L);
            watch.becomesSilent(i * 1_000L);
        }
    }
}
