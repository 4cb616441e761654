package io.headgate.plugin.impair;

import java.util.random.RandomGenerator;

/**
 * How long packets take.
 *
 * @param delayNs in the middle
 * @param jitterNs how far from it at most, or the standard deviation of a normal distribution
 * @param distribution how it varies
 */
record DelayModel(long delayNs, long jitterNs, Distribution distribution) {
    enum Distribution {
        UNIFORM,
        NORMAL
    }

    /** Of a normal distribution all but two in a billion draws are nearer; those take so long. */
    static final int DEVIATIONS = 6;

    boolean isNone() {
        return delayNs == 0 && jitterNs == 0;
    }

    /** The most that is drawn. */
    long longestNs() {
        return delayNs + (distribution == Distribution.NORMAL ? DEVIATIONS * jitterNs : jitterNs);
    }

    /** What the next packet takes, 0 or more: what would be less than nothing is nothing. */
    long drawNs(RandomGenerator random) {
        if (jitterNs == 0) {
            return delayNs;
        }
        long jitter = distribution == Distribution.NORMAL
                ? Math.round(random.nextGaussian() * jitterNs)
                : random.nextLong(-jitterNs, jitterNs + 1);
        return Math.min(Math.max(delayNs + jitter, 0), longestNs());
    }
}
