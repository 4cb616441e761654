package io.headgate.toolkit.sequence;

import io.headgate.api.Settings;
import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings that plugins about numbered packets have in common: {@code field} (rtp, the default, or integer, then with
 * {@code offset}, {@code width} and {@code order}), {@code window}, and durations.
 */
public final class SequenceSettings {
    private static final int LARGEST_OFFSET = 65_527;
    private static final int USUAL_WINDOW = 1_024;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

    private SequenceSettings() {}

    /**
     * Reads where the number is.
     *
     * @throws IllegalArgumentException as {@link Settings} says
     */
    public static SequenceField field(Settings with) {
        if (with.choice("field", "rtp", "rtp", "integer").equals("rtp")) {
            return SequenceField.rtp();
        }
        int offset = with.requiredInteger("offset", 0, LARGEST_OFFSET);
        int width = with.requiredInteger("width", 1, Long.BYTES);
        boolean isBig = with.choice("order", "big", "big", "little").equals("big");
        return SequenceField.at(offset, width, isBig ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads {@code window}, a power of two that {@link SequenceWindow} allows.
     *
     * @throws IllegalArgumentException as {@link Settings} says
     */
    public static int window(Settings with, SequenceField field) {
        int largest = SequenceWindow.largestSize(field.bits());
        int size = with.integer("window", SequenceWindow.MIN_SIZE, largest).orElse(Math.min(USUAL_WINDOW, largest));
        if (Integer.bitCount(size) != 1) {
            throw with.problem("window", "must be a power of two from " + SequenceWindow.MIN_SIZE + " to " + largest);
        }
        return size;
    }

    /**
     * Reads a duration like {@code 500ms}, {@code 2s} or {@code 1m}, at most a day.
     *
     * @param fallback for an absent key
     * @return nanoseconds, 1 ms or more
     * @throws IllegalArgumentException as {@link Settings} says
     */
    public static long durationNs(Settings with, String key, String fallback) {
        Matcher parts = DURATION.matcher(with.text(key).orElse(fallback));
        if (parts.matches()) {
            long unitMs = switch (parts.group(2)) {
                case "ms" -> 1;
                case "s" -> 1_000;
                default -> 60_000;
            };
            long ms = Long.parseLong(parts.group(1)) * unitMs;
            if (ms >= 1 && ms <= 86_400_000) {
                return ms * 1_000_000;
            }
        }
        throw with.problem(key, "must be a time from 1ms to 1440m, as in 500ms, 2s or 1m");
    }
}
