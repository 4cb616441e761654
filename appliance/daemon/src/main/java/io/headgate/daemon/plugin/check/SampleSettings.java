package io.headgate.daemon.plugin.check;

import io.headgate.api.Option;
import io.headgate.api.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings that remember what a factory asks for. A value is what was given by hand; for an option that must be there, the
 * first of its range; otherwise there is none, so that the default is tried.
 */
final class SampleSettings implements Settings {
    private final Map<String, List<String>> given;
    private final List<Option<?>> declared;
    private final String path;
    private final Set<String> asked;

    SampleSettings(Map<String, List<String>> given, List<Option<?>> declared) {
        this(given, declared, "", new TreeSet<>());
    }

    private SampleSettings(Map<String, List<String>> given, List<Option<?>> declared, String path, Set<String> asked) {
        this.given = given;
        this.declared = declared;
        this.path = path;
        this.asked = asked;
    }

    /** The keys that were asked for; those of entries of a list as in {@code map.from}. */
    Set<String> asked() {
        return asked;
    }

    private List<String> values(String key) {
        asked.add(path + key);
        if (given.containsKey(path + key)) {
            return given.get(path + key);
        }
        return declared.stream()
                .filter(option -> option.name().equals(key) && option.isRequired())
                .flatMap(option -> sample(option).stream())
                .toList();
    }

    /** A value of the range, as its text has it first; empty where any text may stand. */
    private static Optional<String> sample(Option<?> option) {
        String range = option.range();
        return switch (option.type()) {
            case INTEGER, NUMBER, DURATION -> Optional.of(range.substring(0, range.indexOf(' ')));
            case FLAG, CHOICE -> Optional.of(range.replaceFirst(",.*", ""));
            case TEXT, TEXTS, FILE, BLOCKS -> Optional.empty();
        };
    }

    @Override
    public Optional<String> text(String key) {
        return values(key).stream().findFirst();
    }

    @Override
    public OptionalInt integer(String key, int min, int max) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return OptionalInt.of(value);
            }
        } catch (NumberFormatException notANumber) {
            throw problem(key, "is " + text.get() + ", but must be a number");
        }
        throw problem(key, "is " + text.get() + ", but must be a number from " + min + " to " + max);
    }

    @Override
    public String choice(String key, String fallback, String... allowed) {
        String value = text(key).orElse(fallback);
        if (!List.of(allowed).contains(value)) {
            throw problem(key, "is " + value + ", but must be one of " + String.join(", ", allowed));
        }
        return value;
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return Boolean.parseBoolean(choice(key, Boolean.toString(fallback), "true", "false"));
    }

    @Override
    public List<String> texts(String key) {
        return values(key);
    }

    @Override
    public Optional<Path> file(String key) {
        return text(key).map(Path::of);
    }

    /** One entry where there must be some, or where a key of one was given by hand. */
    @Override
    public List<Settings> blocks(String key) {
        asked.add(path + key);
        String below = path + key + ".";
        List<Settings> entries = new ArrayList<>();
        Optional<Option<?>> option =
                declared.stream().filter(any -> any.name().equals(key)).findFirst();
        boolean isGiven = given.keySet().stream().anyMatch(name -> name.startsWith(below));
        if (isGiven || option.map(Option::isRequired).orElse(false)) {
            entries.add(
                    new SampleSettings(given, option.map(Option::entryOptions).orElse(List.of()), below, asked));
        }
        return entries;
    }

    @Override
    public IllegalArgumentException problem(String key, String message) {
        return new IllegalArgumentException("'" + path + key + "' " + message);
    }
}
