package io.headgate.daemon.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON as the verbs print and read it. */
public final class Json {
    private static final JSON PRETTY =
            JSON.builder().enable(JSON.Feature.PRETTY_PRINT_OUTPUT).build();

    private Json() {}

    /** An object on one line. */
    public static String line(Map<String, ?> object) {
        try {
            return JSON.std.asString(object);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** An object over several lines, for files that people read too. */
    public static String pretty(Map<String, ?> object) {
        try {
            return PRETTY.asString(object);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Map<String, Object> parse(String text) {
        try {
            return JSON.std.mapFrom(text);
        } catch (IOException malformed) {
            throw new IllegalArgumentException("not a JSON object: " + text, malformed);
        }
    }
}
