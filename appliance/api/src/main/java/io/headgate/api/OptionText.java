package io.headgate.api;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How values of options are written. */
final class OptionText {
    private static final Pattern NUMBER = Pattern.compile("([+-]?\\d{1,15}(?:\\.\\d{1,15})?)(%?)");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})(ns|us|ms|s|m|h)");
    private static final String[] UNITS = {"h", "m", "s", "ms", "us", "ns"};

    private OptionText() {}

    static Optional<Double> number(String text) {
        Matcher parts = NUMBER.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        double value = Double.parseDouble(parts.group(1));
        return Optional.of(parts.group(2).isEmpty() ? value : value / 100);
    }

    static Optional<Long> durationNs(String text) {
        Matcher parts = DURATION.matcher(text.strip());
        if (!parts.matches()) {
            return text.strip().equals("0") ? Optional.of(0L) : Optional.empty();
        }
        long unit = unitNs(parts.group(2));
        long count = Long.parseLong(parts.group(1));
        return count > Long.MAX_VALUE / unit ? Optional.empty() : Optional.of(count * unit);
    }

    /** In the largest unit that needs no decimals. */
    static String duration(long ns) {
        for (String unit : UNITS) {
            if (ns != 0 && ns % unitNs(unit) == 0) {
                return ns / unitNs(unit) + unit;
            }
        }
        return "0";
    }

    private static long unitNs(String unit) {
        return switch (unit) {
            case "h" -> 3_600_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "s" -> 1_000_000_000L;
            case "ms" -> 1_000_000L;
            case "us" -> 1_000L;
            default -> 1L;
        };
    }

    /** What to do about an option that is missing, to be said behind that. */
    static String remedy(Option.Type type, String range) {
        if (range.isEmpty()) {
            return "";
        }
        return switch (type) {
            case INTEGER, NUMBER -> ": give a number from " + range;
            case DURATION -> ": give a time from " + range + ", as in 500ms, 2s or 1m";
            case CHOICE, FLAG -> ": give one of " + range;
            default -> ": give " + range;
        };
    }

    static String decimal(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    static String shown(Object value) {
        if (value instanceof Double number) {
            return decimal(number);
        }
        return value instanceof Enum<?> constant ? word(constant) : String.valueOf(value);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String[] words(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(OptionText::word).toArray(String[]::new);
    }
}
