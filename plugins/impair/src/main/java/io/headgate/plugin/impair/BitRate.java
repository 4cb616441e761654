package io.headgate.plugin.impair;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the rate of a link is written. */
final class BitRate {
    static final String FORM = "1kbit to 100gbit, as in 800kbit, 10mbit or 1gbit";

    private static final long LEAST = 1_000;
    private static final long MOST = 100_000_000_000L;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})([kmg]?)bit");

    private BitRate() {}

    /**
     * Reads a rate.
     *
     * @return bits per second
     * @throws IllegalArgumentException if it is none, or out of range
     */
    static Long parse(String text) {
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
        if (count > MOST / unit || count * unit < LEAST) {
            throw new IllegalArgumentException("must be " + FORM);
        }
        return count * unit;
    }
}
