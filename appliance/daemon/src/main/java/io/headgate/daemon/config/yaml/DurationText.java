package io.headgate.daemon.config.yaml;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as a configuration writes them: a whole number and a unit, as plugins' options have it. */
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})(ns|us|ms|s|m|h)");

    /** Nanoseconds of each unit, the largest first. */
    private static final Map<String, Long> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("h", 3_600_000_000_000L);
        UNITS.put("m", 60_000_000_000L);
        UNITS.put("s", 1_000_000_000L);
        UNITS.put("ms", 1_000_000L);
        UNITS.put("us", 1_000L);
        UNITS.put("ns", 1L);
    }

    private DurationText() {}

    /** Nanoseconds; empty if it is none, or beyond what a long can hold. */
    static OptionalLong parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            return OptionalLong.empty();
        }
        long unit = UNITS.get(parts.group(2));
        long count = Long.parseLong(parts.group(1));
        return count > Long.MAX_VALUE / unit ? OptionalLong.empty() : OptionalLong.of(count * unit);
    }

    /** In the largest unit that needs no decimals. */
    public static String of(long ns) {
        return UNITS.entrySet().stream()
                .filter(unit -> ns != 0 && ns % unit.getValue() == 0)
                .findFirst()
                .map(unit -> ns / unit.getValue() + unit.getKey())
                .orElse("0");
    }
}
