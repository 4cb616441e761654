package io.headgate.plugin.ratelimit;

import io.headgate.toolkit.rate.TokenBucket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much may come in a second.
 *
 * @param perSecond packets or bits, 1 to {@link #LARGEST}
 * @param isBits whether it is bits
 */
record Rate(long perSecond, boolean isBits) {
    static final String FORM =
            "packets per second, as in 1000pps or 5kpps, or bits per second, as in 800kbit, 10mbit or 1gbit";

    private static final long LARGEST = 1_000_000_000_000L;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,13})([kmg]?)(pps|bit)");

    /**
     * Reads a rate.
     *
     * @throws IllegalArgumentException if it is none, or out of range
     */
    static Rate parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("is no rate; write " + FORM);
        }
        long unit = switch (parts.group(2)) {
            case "k" -> 1_000L;
            case "m" -> 1_000_000L;
            case "g" -> 1_000_000_000L;
            default -> 1L;
        };
        long count = Long.parseLong(parts.group(1));
        if (count < 1 || count > LARGEST / unit) {
            throw new IllegalArgumentException("must be from 1pps to 1000gpps, or from 1bit to 1000gbit");
        }
        return new Rate(count * unit, parts.group(3).equals("bit"));
    }

    /**
     * Makes a full bucket.
     *
     * @param burst packets, or bytes for a rate in bits
     */
    TokenBucket bucket(int burst) {
        return TokenBucket.perSecond(perSecond, isBits ? (long) burst * Byte.SIZE : burst);
    }

    /** Nanoseconds until an empty bucket of this burst is full again, rounded up. */
    long refillNs(int burst) {
        double tokens = isBits ? (double) burst * Byte.SIZE : burst;
        return (long) Math.ceil(tokens / perSecond * 1e9);
    }
}
