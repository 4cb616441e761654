package headgate.api;

import java.util.OptionalInt;

/**
 * The {@code with:} block of one plugin. Each getter checks the value and throws an {@link IllegalArgumentException}
 * that names key, value and allowed range; the appliance adds file and line.
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

    /** An integer that must be there. */
    default int requiredInteger(String key, int min, int max) {
        return integer(key, min, max)
                .orElseThrow(() -> new IllegalArgumentException(
                        "missing key '" + key + "': give a number from " + min + " to " + max));
    }
}
