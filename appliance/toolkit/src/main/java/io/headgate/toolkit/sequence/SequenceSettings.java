package io.headgate.toolkit.sequence;

import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The settings that plugins about numbered packets have in common: {@code field} (rtp, the default, or integer, then with
 * {@code offset}, {@code width} and {@code order}), {@code window}, and durations.
 */
public final class SequenceSettings {
    private static final int LARGEST_OFFSET = 65_527;
    private static final int MOST_BITS = 64;
    private static final int USUAL_WINDOW = 1_024;

    private static final Option<String> FIELD =
            Option.choice("field", List.of("rtp", "integer"), "Where the number is: in an RTP header, or an integer.");
    private static final Option<Integer> OFFSET = Option.integer(
            "offset", 0, LARGEST_OFFSET, "With 'field: integer': bytes of payload before the number; required then.");
    private static final Option<Integer> WIDTH =
            Option.integer("width", 1, Long.BYTES, "With 'field: integer': its bytes; required then.");
    private static final Option<String> ORDER =
            Option.choice("order", List.of("big", "little"), "With 'field: integer': which of its bytes is first.");
    private static final Option<Integer> WINDOW = Option.integer(
            "window",
            SequenceWindow.MIN_SIZE,
            SequenceWindow.largestSize(MOST_BITS),
            "By how many numbers a packet may be late: a power of two, at most a quarter of the numbers; without it "
                    + USUAL_WINDOW + ", with numbers of 8 bits " + SequenceWindow.MIN_SIZE + ".");

    private SequenceSettings() {}

    /** The options that {@link #field} and {@link #window} read. */
    public static List<Option<?>> options() {
        return List.of(FIELD, OFFSET, WIDTH, ORDER, WINDOW);
    }

    /** A time from 1 ms to a day, in nanoseconds. */
    public static Option<Long> duration(String name, String explanation) {
        return Option.duration(name, TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.DAYS.toNanos(1), explanation);
    }

    /**
     * Reads where the number is.
     *
     * @throws IllegalArgumentException as {@link Settings} says
     */
    public static SequenceField field(Settings with) {
        if (FIELD.in(with).equals("rtp")) {
            return SequenceField.rtp();
        }
        int offset = OFFSET.required().in(with);
        int width = WIDTH.required().in(with);
        boolean isBig = ORDER.in(with).equals("big");
        return SequenceField.at(offset, width, isBig ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads {@code window}, a power of two that {@link SequenceWindow} allows.
     *
     * @throws IllegalArgumentException as {@link Settings} says
     */
    public static int window(Settings with, SequenceField field) {
        int largest = SequenceWindow.largestSize(field.bits());
        int size = WINDOW.find(with).orElse(Math.min(USUAL_WINDOW, largest));
        if (Integer.bitCount(size) != 1 || size > largest) {
            throw with.problem(
                    WINDOW.name(), "must be a power of two from " + SequenceWindow.MIN_SIZE + " to " + largest);
        }
        return size;
    }
}
