package io.headgate.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings as somebody wrote them: texts, lists of texts and lists of maps; complains at once. */
record WrittenSettings(Map<String, ?> values) implements Settings {
    @Override
    public OptionalInt integer(String key, int min, int max) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(text.get());
        if (number < min || number > max) {
            throw problem(key, "must be " + min + " to " + max);
        }
        return OptionalInt.of(number);
    }

    @Override
    public String choice(String key, String fallback, String... allowed) {
        String word = text(key).orElse(fallback);
        if (!List.of(allowed).contains(word)) {
            throw problem(key, "must be one of " + String.join(", ", allowed));
        }
        return word;
    }

    @Override
    public Optional<String> text(String key) {
        return Optional.ofNullable((String) values.get(key));
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return choice(key, Boolean.toString(fallback), "true", "false").equals("true");
    }

    @Override
    @SuppressWarnings("unchecked") // A test that puts something else there fails at once.
    public List<String> texts(String key) {
        return values.containsKey(key) ? (List<String>) values.get(key) : List.of();
    }

    @Override
    public Optional<Path> file(String key) {
        return text(key).map(Path.of("/etc/headgate")::resolve);
    }

    @Override
    @SuppressWarnings("unchecked") // As above.
    public List<Settings> blocks(String key) {
        return values.containsKey(key)
                ? ((List<Map<String, ?>>) values.get(key))
                        .stream()
                                .map(block -> (Settings) new WrittenSettings(block))
                                .toList()
                : List.of();
    }

    @Override
    public IllegalArgumentException problem(String key, String message) {
        return new IllegalArgumentException(key + " " + message);
    }
}
