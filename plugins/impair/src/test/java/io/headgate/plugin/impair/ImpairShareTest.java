package io.headgate.plugin.impair;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.Outcome;
import io.headgate.testkit.Result;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often things happen, of 200,000 packets of one seed each: within what 99.9 % of right filters do. */
class ImpairShareTest {
    private static final int PACKETS = 200_000;
    private static final long MS = 1_000_000;

    /** Bursts of this many losses and more are counted together. */
    private static final int LONGEST = 12;

    /** Of the chi-squared distribution with 11 degrees of freedom one value in a thousand is above. */
    private static final double CHI_SQUARED = 31.264;

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.1, 0.5})
    void shouldLoseItsShare(double share) {
        Result result = Feed.feed(Feed.harness("loss", share), PACKETS);

        Binomial.assertLikely("loss " + share, result.dropped("loss"), PACKETS, share);
        assertThat(result.ledger().reinjected()).isEqualTo(PACKETS - result.dropped("loss"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.2})
    void shouldDuplicateItsShare(double share) {
        Result result = Feed.feed(Feed.harness("duplicate", share), PACKETS);

        Binomial.assertLikely("duplicate " + share, result.counter("duplicated"), PACKETS, share);
        assertThat(result.ledger().injected().sent()).isEqualTo(result.counter("duplicated"));
        assertThat(result.counter("not-duplicated")).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.2})
    void shouldCorruptItsShare(double share) {
        Result result = Feed.feed(Feed.harness("corrupt", share), PACKETS);

        Binomial.assertLikely("corrupt " + share, result.counter("corrupted"), PACKETS, share);
        assertThat(result.ledger().changed()).isEqualTo(result.counter("corrupted"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.25})
    void shouldLetItsShareOvertake(double share) {
        Result result = Feed.feed(Feed.harness("delay", "2ms", "reorder", share), PACKETS / 4, 100_000, 100);

        Binomial.assertLikely("reorder " + share, result.counter("overtook"), PACKETS / 4, share);
        assertThat(result.packets())
                .filteredOn(packet -> packet.delay().isZero())
                .hasSize((int) result.counter("overtook"));
        assertThat(result.packets())
                .allMatch(packet -> packet.delay().isZero() || packet.delay().equals(Duration.ofMillis(2)));
    }

    @ParameterizedTest
    @CsvSource({"0.05, 4", "0.01, 2", "0.3, 1.5"})
    void shouldLoseInBurstsOfGeometricLength(double share, double burst) {
        Result result = Feed.feed(Feed.harness("loss", share, "loss-burst", burst), PACKETS);

        long lost = result.dropped("loss");
        double r = 1 / burst;
        double p = share * r / (1 - share);
        Binomial.assertMean(
                "bursts, share " + share + " of mean " + burst,
                (double) lost / PACKETS,
                share,
                deviation(share * (1 - share), share * (1 - share), 1 - p - r));
        long[] bursts = bursts(result.packets());
        double chiSquared = 0;
        long all = Arrays.stream(bursts).sum();
        double tail = 1;
        for (int length = 1; length <= LONGEST; length++) {
            double expected = all * (length == LONGEST ? tail : tail * r);
            tail *= 1 - r;
            if (expected >= 1) {
                chiSquared += (bursts[length] - expected) * (bursts[length] - expected) / expected;
            }
        }
        System.out.printf("impair bursts of mean %s: %d, chi-squared %.2f%n", burst, all, chiSquared);
        assertThat(chiSquared).isLessThan(CHI_SQUARED);
        Binomial.assertMean("mean burst", (double) lost / all, burst, Math.sqrt((1 - r) / all) / r);
    }

    /** How many bursts there were of each length. */
    private static long[] bursts(List<Outcome> packets) {
        long[] bursts = new long[LONGEST + 1];
        int length = 0;
        for (Outcome packet : packets) {
            if (!packet.hasLeft()) {
                length++;
            } else if (length > 0) {
                bursts[Math.min(length, LONGEST)]++;
                length = 0;
            }
        }
        return bursts;
    }

    /**
     * Standard deviation of the share of a chain of two states.
     *
     * @param variance of one draw
     * @param covariance of two draws in a row, divided by {@code memory}
     */
    private static double deviation(double variance, double covariance, double memory) {
        return Math.sqrt((variance + 2 * covariance * memory / (1 - memory)) / PACKETS);
    }

    @ParameterizedTest
    @CsvSource({"0.01, 0.1, 0.3, 0.999", "0.05, 0.4, 0, 1", "0.002, 0.02, 0.5, 0.99"})
    void shouldLoseAsGilbertAndElliottSay(double p, double r, double h, double k) {
        Result result =
                Feed.feed(Feed.harness("gilbert-p", p, "gilbert-r", r, "gilbert-h", h, "gilbert-k", k), PACKETS);

        double bad = p / (p + r);
        double share = bad * (1 - h) + (1 - bad) * (1 - k);
        double between = (k - h) * (k - h) * bad * (1 - bad);
        Binomial.assertMean(
                "Gilbert-Elliott p " + p + " r " + r + " h " + h + " k " + k,
                (double) result.dropped("loss") / PACKETS,
                share,
                deviation(share * (1 - share), between, 1 - p - r));
    }

    @Test
    void shouldSpreadJitterEvenly() {
        DelayModel model = new DelayModel(20 * MS, 5 * MS, DelayModel.Distribution.UNIFORM);

        double[] drawn = draws(model);

        assertThat(Arrays.stream(drawn)).allMatch(ns -> ns >= 15 * MS && ns <= 25 * MS);
        Binomial.assertMean("uniform mean", mean(drawn), 20 * MS, 5 * MS / Math.sqrt(3.0 * PACKETS));
        long lowest = Arrays.stream(drawn).filter(ns -> ns < 16 * MS).count();
        Binomial.assertLikely("lowest tenth", lowest, PACKETS, 0.1);
    }

    @Test
    void shouldSpreadJitterNormally() {
        DelayModel model = new DelayModel(20 * MS, 3 * MS, DelayModel.Distribution.NORMAL);

        double[] drawn = draws(model);

        Binomial.assertMean("normal mean", mean(drawn), 20 * MS, 3 * MS / Math.sqrt(PACKETS));
        Binomial.assertLikely("within a deviation", near(drawn, 3 * MS), PACKETS, 0.682_689);
        Binomial.assertLikely("within two", near(drawn, 6 * MS), PACKETS, 0.954_500);
        assertThat(model.longestNs()).isEqualTo(38 * MS);
    }

    @Test
    void shouldNeverDelayByLessThanNothing() {
        assertThat(Arrays.stream(draws(new DelayModel(MS, 2 * MS, DelayModel.Distribution.NORMAL))))
                .allMatch(ns -> ns >= 0)
                .contains(0.0);
    }

    private static double[] draws(DelayModel model) {
        SplittableRandom random = new SplittableRandom(Feed.SEED);
        double[] drawn = new double[PACKETS];
        for (int i = 0; i < PACKETS; i++) {
            drawn[i] = model.drawNs(random);
        }
        return drawn;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static long near(double[] drawn, long ns) {
        return Arrays.stream(drawn)
                .filter(value -> Math.abs(value - 20 * MS) <= ns)
                .count();
    }

    /** A link that is offered more than it takes. */
    @ParameterizedTest
    @CsvSource({"10mbit, 10000000, 1000", "1mbit, 1000000, 1500", "7777kbit, 7777000, 333"})
    void shouldKeepTheRateOfTheLink(String rate, long bits, int bytes) {
        long everyNs = bytes * 8L * 1_000_000_000L * 5 / 6 / bits;
        int packets = (int) (4_000_000_000L / everyNs);

        Result result = Feed.feed(Feed.harness("rate", rate), packets, everyNs, bytes);

        long sent = packets - result.dropped("queue-full");
        long firstNs = result.left().get(0).timeNs();
        long lastNs = result.left().get(result.left().size() - 1).timeNs();
        double measured = (sent - 1) * bytes * 8 * 1e9 / (lastNs - firstNs);
        System.out.printf("impair rate %s: %.0f bits per second, %d dropped%n", rate, measured, packets - sent);
        assertThat(measured).isBetween(bits * 0.99, bits * 1.01);
        assertThat((double) (packets - sent) / packets).isBetween(0.1, 1 / 6.0 + 0.001);
        assertThat(Feed.order(result)).isSorted();
    }
}
