package io.headgate.toolkit.prefix;

import java.util.Arrays;

/**
 * Where the value changes along all addresses of one family, from the lowest on. Two neighbours never have the same value.
 */
final class Boundaries {
    private long[] highs = new long[16];
    private long[] lows = new long[16];
    private int[] values = new int[16];
    private int count;

    /** Begins with one value for all addresses. */
    Boundaries(int value) {
        change(0, 0, value);
    }

    /**
     * Gives all addresses from here on a value.
     *
     * @param high not below that of the last call
     * @param low as {@code high}
     */
    void change(long high, long low, int value) {
        if (count > 0 && highs[count - 1] == high && lows[count - 1] == low) {
            count--;
        }
        if (count > 0 && values[count - 1] == value) {
            return;
        }
        if (count == values.length) {
            highs = Arrays.copyOf(highs, count * 2);
            lows = Arrays.copyOf(lows, count * 2);
            values = Arrays.copyOf(values, count * 2);
        }
        highs[count] = high;
        lows[count] = low;
        values[count] = value;
        count++;
    }

    int count() {
        return count;
    }

    long high(int index) {
        return highs[index];
    }

    long low(int index) {
        return lows[index];
    }

    /** The values, from the lowest addresses on. */
    int[] values() {
        return Arrays.copyOf(values, count);
    }
}
