package io.headgate.plugin.impair;

import static org.assertj.core.api.Assertions.assertThat;

/** Judges counts and means of random draws: the bounds are passed once in a thousand by one that is right. */
final class Binomial {
    /** Standard deviations that 99.9 % of a normal distribution are within. */
    static final double DEVIATIONS = 3.2905;

    private Binomial() {}

    /** Says that something which happens to each of {@code draws} with {@code share} happened so often. */
    static void assertLikely(String what, long count, long draws, double share) {
        double deviation = Math.sqrt(draws * share * (1 - share));
        assertMean(what, (double) count, draws * share, deviation + 0.5 / DEVIATIONS);
    }

    /** Says that a mean is near enough to what is expected. */
    static void assertMean(String what, double mean, double expected, double deviation) {
        System.out.printf("impair %s: %.6g, expected %.6g +- %.4g%n", what, mean, expected, DEVIATIONS * deviation);
        assertThat(mean).as(what).isBetween(expected - DEVIATIONS * deviation, expected + DEVIATIONS * deviation);
    }
}
