package io.headgate.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The {@code with:} block of one plugin. Each getter checks the value. What is wrong is reported with key, value and
 * allowed range, and the appliance adds file and line: either at once, by an {@link IllegalArgumentException}, or, so that
 * the next wrong value is found too, at the end. A getter then returns an allowed value or what it returns for an absent
 * key, and the filter made of that is never used.
 */
public interface Settings {
    /**
     * An integer that may be absent.
     *
     * @param min smallest allowed value
     * @param max largest allowed value
     */
    OptionalInt integer(String key, int min, int max);

    /** A text that must be one of {@code allowed}; {@code fallback} if the key is absent. */
    String choice(String key, String fallback, String... allowed);

    /** A text that may be absent. */
    Optional<String> text(String key);

    /** {@code true} or {@code false}; {@code fallback} if the key is absent. */
    boolean flag(String key, boolean fallback);

    /** A list of texts; empty if the key is absent. */
    List<String> texts(String key);

    /** A file that may be absent; a relative path begins where the configuration file is. */
    Optional<Path> file(String key);

    /** A list of blocks of keys, one below the other; empty if the key is absent. */
    List<Settings> blocks(String key);

    /**
     * Makes an exception for a value that no getter can judge.
     *
     * @param key what is wrong; the message will stand at its place
     * @param message what is allowed instead
     * @return to be thrown
     */
    IllegalArgumentException problem(String key, String message);
}
