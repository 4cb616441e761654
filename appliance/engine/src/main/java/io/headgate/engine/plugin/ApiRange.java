package io.headgate.engine.plugin;

import io.headgate.api.ApiVersion;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions of the filter interface that a plugin works with.
 *
 * @param text as it stands in the manifest
 * @param low the oldest version, packed by {@link #pack}
 * @param high the first version that is too new
 */
record ApiRange(String text, long low, long high) {
    private static final String VERSION = "(\\d{1,9})\\.(\\d{1,9})";
    private static final Pattern ONE = Pattern.compile(VERSION);
    private static final Pattern RANGE =
            Pattern.compile("([\\[(])\\s*" + VERSION + "\\s*,\\s*" + VERSION + "\\s*([])])");

    /**
     * Reads {@code 1.0}, which means that and all later versions before 2.0, or a range such as {@code [1.0,2.0)}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static ApiRange parse(String text) {
        Matcher one = ONE.matcher(text.strip());
        if (one.matches()) {
            long low = pack(one.group(1), one.group(2));
            return new ApiRange(text.strip(), low, pack(Long.parseLong(one.group(1)) + 1, 0));
        }
        Matcher range = RANGE.matcher(text.strip());
        if (!range.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither a version such as 1.0 nor a range such as [1.0,2.0)");
        }
        long low = pack(range.group(2), range.group(3)) + (range.group(1).equals("(") ? 1 : 0);
        long high = pack(range.group(4), range.group(5)) + (range.group(6).equals("]") ? 1 : 0);
        if (low >= high) {
            throw new IllegalArgumentException("'" + text + "' is a range without a version in it");
        }
        return new ApiRange(text.strip(), low, high);
    }

    /** Whether the plugin works with the interface as it is here. For a single version: same major, minor not newer. */
    boolean includesOurs() {
        return includes(ApiVersion.MAJOR, ApiVersion.MINOR);
    }

    boolean includes(int major, int minor) {
        long version = pack(major, minor);
        return low <= version && version < high;
    }

    private static long pack(String major, String minor) {
        return pack(Long.parseLong(major), Long.parseLong(minor));
    }

    private static long pack(long major, long minor) {
        return major << Integer.SIZE | minor;
    }
}
