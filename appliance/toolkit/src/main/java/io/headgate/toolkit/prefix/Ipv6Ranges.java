package io.headgate.toolkit.prefix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Boundaries along the IPv6 addresses, sorted, below smaller and smaller samples of them: each level holds every 16th of
 * the level below. Networks lie so unevenly that leading bits tell little; this way a lookup among two million reads
 * six short stretches, of which all but the last two stay in the processor's cache, wherever the networks lie.
 *
 * <p>Shape: 16 bytes per boundary, and a fifteenth of that for the samples.
 */
final class Ipv6Ranges {
    private static final int FAN_OUT = 16;

    /** From all boundaries to a sample of at most 16; each as two longs, ascending unsigned; the first is 0. */
    private final long[][] levels;

    Ipv6Ranges(Boundaries boundaries) {
        long[] starts = new long[2 * boundaries.count()];
        for (int i = 0; i < boundaries.count(); i++) {
            starts[2 * i] = boundaries.high(i);
            starts[2 * i + 1] = boundaries.low(i);
        }
        List<long[]> samples = new ArrayList<>();
        samples.add(starts);
        while (starts.length > 2 * FAN_OUT) {
            starts = sample(starts);
            samples.add(starts);
        }
        levels = samples.toArray(long[][]::new);
    }

    private static long[] sample(long[] starts) {
        int count = (starts.length / 2 + FAN_OUT - 1) / FAN_OUT;
        long[] sample = new long[2 * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(starts, 2 * i * FAN_OUT, sample, 2 * i, 2);
        }
        return sample;
    }

    /** Number of the range that holds the address, from 0. */
    int find(long high, long low) {
        int found = 0;
        for (int level = levels.length - 1; level >= 0; level--) {
            long[] starts = levels[level];
            int first = found * FAN_OUT;
            int last = Math.min(first + FAN_OUT, starts.length / 2) - 1;
            while (first < last) {
                int middle = (first + last + 1) >>> 1;
                if (isAbove(starts, middle, high, low)) {
                    last = middle - 1;
                } else {
                    first = middle;
                }
            }
            found = first;
        }
        return found;
    }

    private static boolean isAbove(long[] starts, int index, long high, long low) {
        int order = Long.compareUnsigned(starts[2 * index], high);
        return order == 0 ? Long.compareUnsigned(starts[2 * index + 1], low) > 0 : order > 0;
    }

    long bytes() {
        return Arrays.stream(levels)
                .mapToLong(level -> (long) Long.BYTES * level.length)
                .sum();
    }
}
