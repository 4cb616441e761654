package io.headgate.daemon.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as they are written: {@code 100MiB}, {@code 90s}. */
final class Quantity {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(KiB|MiB|GiB)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(s|m|h|d)");

    private Quantity() {}

    /** Bytes; empty if the text is no size. */
    static Optional<Long> bytes(String text) {
        Matcher parts = SIZE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int shift = switch (parts.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
        long count = Long.parseLong(parts.group(1));
        return count > Long.MAX_VALUE >>> shift ? Optional.empty() : Optional.of(count << shift);
    }

    /** Empty if the text is no time. */
    static Optional<Duration> time(String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }
}
