package io.headgate.testkit;

import io.headgate.api.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Settings from a map of texts, numbers, booleans and lists of maps, as a configuration's {@code with} block would give
 * them.
 */
public record MapSettings(Map<String, ?> values) implements Settings {
    @Override
    public OptionalInt integer(String key, int min, int max) {
        Object value = values.get(key);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (!(value instanceof Integer number) || number < min || number > max) {
            throw new IllegalArgumentException(key + " must be " + min + " to " + max + ": " + value);
        }
        return OptionalInt.of(number);
    }

    @Override
    public String choice(String key, String fallback, String... allowed) {
        Object value = values.containsKey(key) ? values.get(key) : fallback;
        if (!List.of(allowed).contains(value)) {
            throw new IllegalArgumentException(key + " must be one of " + List.of(allowed) + ": " + value);
        }
        return (String) value;
    }

    @Override
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).map(Object::toString);
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return values.containsKey(key) ? (Boolean) values.get(key) : fallback;
    }

    @Override
    public List<String> texts(String key) {
        return values.get(key) instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    @Override
    public Optional<Path> file(String key) {
        return text(key).map(Path::of);
    }

    @Override
    @SuppressWarnings("unchecked") // A test that puts something else there fails at once.
    public List<Settings> blocks(String key) {
        List<Map<String, ?>> blocks = (List<Map<String, ?>>) values.get(key);
        return blocks == null
                ? List.of()
                : blocks.stream()
                        .map(block -> (Settings) new MapSettings(block))
                        .toList();
    }

    @Override
    public IllegalArgumentException problem(String key, String message) {
        return new IllegalArgumentException(key + " " + message);
    }
}
