package io.headgate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
    private static final double[] PARTS = {0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1};

    /** Values of all sizes: as many of 10 bits as of 50. */
    private static long anySize(Random random) {
        return random.nextLong() >>> (4 + random.nextInt(60));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldFindQuantilesOfASortedListNeverTooSmallAndAnEighthTooLargeAtMost(long seed) {
        Random random = new Random(seed);
        Histogram histogram = new Histogram();
        long[] values = new long[1 + random.nextInt(20_000)];
        long sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = seed % 2 == 0 ? anySize(random) : random.nextInt(5_000);
            histogram.record(values[i]);
            sum += values[i];
        }
        Arrays.sort(values);

        assertThat(histogram.count()).isEqualTo(values.length);
        assertThat(histogram.sum()).isEqualTo(sum);
        assertThat(histogram.max()).isEqualTo(values[values.length - 1]);
        for (double part : PARTS) {
            long exact = values[Math.max(0, (int) Math.ceil(part * values.length) - 1)];
            assertThat(histogram.quantile(part))
                    .as("seed %s part %s", seed, part)
                    .isBetween(exact, exact + exact / 8);
        }
    }

    @Test
    void shouldHoldSmallValuesAndPowersOfTwoApart() {
        for (long value = 0; value < 8; value++) {
            assertThat(quantileOfOne(value, Long.MAX_VALUE)).isEqualTo(value);
        }
        for (int bits = 3; bits < 62; bits++) {
            long value = 1L << bits;
            assertThat(quantileOfOne(value, Long.MAX_VALUE)).isEqualTo(value + value / 8 - 1);
            assertThat(quantileOfOne(value - 1, value)).isEqualTo(value - 1);
        }
    }

    /** The median of a value and a larger one. */
    private static long quantileOfOne(long value, long larger) {
        Histogram histogram = new Histogram();
        histogram.record(value);
        histogram.record(larger);
        return histogram.quantile(0.5);
    }

    @Test
    void shouldTakeTheEndsOfTheRange() {
        Histogram histogram = new Histogram();
        assertThat(histogram.quantile(0.5)).isZero();
        assertThat(histogram.max() + histogram.count() + histogram.sum()).isZero();

        histogram.record(-7);
        assertThat(histogram.count()).isEqualTo(1);
        assertThat(histogram.sum()).isZero();
        assertThat(histogram.quantile(1)).isZero();

        histogram.record(Long.MAX_VALUE);
        assertThat(histogram.quantile(1)).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void shouldRefuseWhatIsNoPart(double wrong) {
        assertThatThrownBy(() -> new Histogram().quantile(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("part must be 0 to 1: " + wrong);
    }

    /** What another thread reads meanwhile lags behind, but never goes back and never shows what was not recorded. */
    @Test
    void shouldStaySaneToAConcurrentReader() throws Exception {
        Histogram histogram = new Histogram();
        int total = 2_000_000;
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < total; i++) {
                histogram.record(1_000 + i % 1_000);
            }
        });
        long before = 0;
        long sumBefore = 0;
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(60).toNanos();

        while (!writer.isDone()) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            long count = histogram.count();
            long sum = histogram.sum();
            long median = histogram.quantile(0.5);
            assertThat(count).isBetween(before, (long) total);
            assertThat(sum).isGreaterThanOrEqualTo(sumBefore);
            assertThat(median == 0 || (median >= 1_000 && median <= 1_999))
                    .as("median %s", median)
                    .isTrue();
            before = count;
            sumBefore = sum;
        }

        writer.get(1, TimeUnit.SECONDS);
        assertThat(histogram.count()).isEqualTo(total);
        assertThat(histogram.sum()).isEqualTo(total / 1_000 * 1_499_500L);
        assertThat(histogram.quantile(0.5)).isBetween(1_499L, 1_499L + 187);
    }
}
