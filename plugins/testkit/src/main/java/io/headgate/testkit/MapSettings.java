package io.headgate.testkit;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Settings from a map of texts, numbers, booleans, lists of texts and lists of maps, as a configuration's {@code with} block
 * would give them. What is wrong is told in the daemon's words, without file and line, at the first wrong value.
 */
public final class MapSettings implements Settings {
    private final Map<String, ?> values;
    private final Set<String> taken = new LinkedHashSet<>();
    private final List<MapSettings> entries = new ArrayList<>();

    public MapSettings(Map<String, ?> values) {
        this.values = values;
    }

    /**
     * Creates a filter as the daemon does: a key that the factory does not ask for is refused. One that it asks for must be
     * among its {@link FilterFactory#options}, if it has any.
     *
     * @throws IllegalArgumentException if the settings are wrong
     */
    public static Filter create(FilterFactory factory, Map<String, ?> with) {
        MapSettings settings = new MapSettings(with);
        Filter filter = factory.create(settings);
        settings.requireAllTaken();
        settings.requireDeclared(factory.name(), factory.options());
        return Objects.requireNonNull(filter, "plugin " + factory.name() + ": made no filter");
    }

    private void requireAllTaken() {
        for (String key : values.keySet()) {
            if (!taken.contains(key)) {
                throw new IllegalArgumentException("unknown key '" + key + "'; known here: "
                        + (taken.isEmpty() ? "none" : String.join(", ", taken)));
            }
        }
        entries.forEach(MapSettings::requireAllTaken);
    }

    private void requireDeclared(String plugin, List<Option<?>> options) {
        if (options.isEmpty()) {
            return;
        }
        for (String key : taken) {
            if (options.stream().noneMatch(option -> option.name().equals(key))) {
                throw new IllegalArgumentException("plugin " + plugin + " asks for the key '" + key
                        + "', but options() does not name it; there are: " + options);
            }
        }
    }

    private Optional<Object> take(String key) {
        taken.add(key);
        return Optional.ofNullable(values.get(key));
    }

    private Optional<String> scalar(String key) {
        return take(key).map(value -> {
            if (value instanceof List || value instanceof Map) {
                throw new IllegalArgumentException("'" + key + "' must be a single value");
            }
            return value.toString();
        });
    }

    @Override
    public OptionalInt integer(String key, int min, int max) {
        Optional<String> text = scalar(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException noNumber) {
            throw notAllowed(key, text.get(), "a number from " + min + " to " + max, noNumber);
        }
        throw notAllowed(key, text.get(), "a number from " + min + " to " + max, null);
    }

    @Override
    public String choice(String key, String fallback, String... allowed) {
        String text = scalar(key).orElse(fallback);
        if (!text.equals(fallback) && !List.of(allowed).contains(text)) {
            throw notAllowed(key, text, "one of " + String.join(", ", allowed), null);
        }
        return text;
    }

    private static IllegalArgumentException notAllowed(String key, String value, String range, Exception cause) {
        return new IllegalArgumentException("'" + key + "' is '" + value + "', but must be " + range, cause);
    }

    @Override
    public Optional<String> text(String key) {
        return scalar(key);
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return choice(key, Boolean.toString(fallback), "true", "false").equals("true");
    }

    @Override
    public List<String> texts(String key) {
        return list(key).stream().map(Object::toString).toList();
    }

    private List<?> list(String key) {
        Object value = take(key).orElse(List.of());
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("'" + key + "' must be a list");
    }

    @Override
    public Optional<Path> file(String key) {
        return text(key).map(Path::of);
    }

    @Override
    public List<Settings> blocks(String key) {
        List<Settings> blocks = new ArrayList<>();
        for (Object value : list(key)) {
            if (!(value instanceof Map)) {
                throw new IllegalArgumentException("an entry of '" + key + "' must be a block of keys");
            }
            @SuppressWarnings("unchecked") // A key that is no text is unknown.
            MapSettings entry = new MapSettings((Map<String, ?>) value);
            entries.add(entry);
            blocks.add(entry);
        }
        return blocks;
    }

    @Override
    public IllegalArgumentException problem(String key, String message) {
        String value = Optional.ofNullable(values.get(key))
                .filter(given -> !(given instanceof List) && !(given instanceof Map))
                .map(Object::toString)
                .filter(text -> !message.contains("'" + text + "'"))
                .map(text -> " ('" + text + "')")
                .orElse("");
        return new IllegalArgumentException("'" + key + "'" + value + " " + message);
    }
}
