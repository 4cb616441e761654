package io.headgate.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A setting that a plugin understands: its name, type, range, default and a sentence for the operator. A factory keeps its
 * options as constants, names them in {@link FilterFactory#options} and reads each by {@link #in} or {@link #find}:
 *
 * <pre>
 *   static final Option&lt;Integer&gt; MSS =
 *           Option.integer("mss", 536, 9_000, "Largest segment size let through.").required();
 *
 *   return new MssClamp(MSS.in(with));
 * </pre>
 *
 * <p>An option is optional until {@link #required} or {@link #orElse} says otherwise. Thread: immutable, may be shared.
 *
 * @param <T> what its value is to the plugin
 */
public final class Option<T> {
    /** How a value is written. */
    public enum Type {
        /** A whole number. */
        INTEGER,
        /** A number with or without decimals, or a percentage. */
        NUMBER,
        /** A time, as in {@code 20ms}. */
        DURATION,
        /** {@code true} or {@code false}. */
        FLAG,
        /** One of several words. */
        CHOICE,
        TEXT,
        /** A list of texts. */
        TEXTS,
        /** A file; a relative path begins where the configuration file is. */
        FILE,
        /** A list of blocks of keys, each with options of its own. */
        BLOCKS
    }

    /** Reads a value; empty if the key is absent. */
    private interface Reader<T> {
        Optional<T> read(Settings with, String key);
    }

    private final String name;
    private final Type type;
    private final String range;
    private final String explanation;
    private final List<Option<?>> entryOptions;
    private final Reader<T> reader;
    private final boolean isRequired;
    private final T fallback;
    private final String fallbackText;

    private Option(String name, Type type, String range, String explanation, Reader<T> reader) {
        this(name, type, range, explanation, List.of(), reader, false, null, "");
    }

    private Option(
            String name,
            Type type,
            String range,
            String explanation,
            List<Option<?>> entryOptions,
            Reader<T> reader,
            boolean isRequired,
            T fallback,
            String fallbackText) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = type;
        this.range = range;
        this.explanation = Objects.requireNonNull(explanation, "explanation");
        this.entryOptions = entryOptions;
        this.reader = reader;
        this.isRequired = isRequired;
        this.fallback = fallback;
        this.fallbackText = fallbackText;
    }

    /** A whole number from {@code min} to {@code max}. */
    public static Option<Integer> integer(String name, int min, int max, String explanation) {
        return new Option<>(name, Type.INTEGER, min + " to " + max, explanation, (with, key) -> {
            OptionalInt value = with.integer(key, min, max);
            return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
        });
    }

    /** A number from {@code min} to {@code max}; {@code 2.5%} is read as 0.025. */
    public static Option<Double> number(String name, double min, double max, String explanation) {
        String range = OptionText.decimal(min) + " to " + OptionText.decimal(max);
        return new Option<>(
                name,
                Type.NUMBER,
                range,
                explanation,
                (with, key) -> with.text(key)
                        .map(text -> OptionText.number(text)
                                .filter(value -> value >= min && value <= max)
                                .orElseThrow(() ->
                                        with.problem(key, "must be a number from " + range + ", as in 0.01 or 1%"))));
    }

    /**
     * A time from {@code minNs} to {@code maxNs} nanoseconds, written with {@code ns}, {@code us}, {@code ms}, {@code s},
     * {@code m} or {@code h}; the value is in nanoseconds.
     */
    public static Option<Long> duration(String name, long minNs, long maxNs, String explanation) {
        String range = OptionText.duration(minNs) + " to " + OptionText.duration(maxNs);
        return new Option<>(
                name,
                Type.DURATION,
                range,
                explanation,
                (with, key) -> with.text(key)
                        .map(text -> OptionText.durationNs(text)
                                .filter(value -> value >= minNs && value <= maxNs)
                                .orElseThrow(() -> with.problem(
                                        key, "must be a time from " + range + ", as in 500ms, 2s or 1m"))));
    }

    /** {@code true} or {@code false}. */
    public static Option<Boolean> flag(String name, boolean fallback, String explanation) {
        return new Option<>(
                        name,
                        Type.FLAG,
                        "true, false",
                        explanation,
                        (with, key) -> Optional.of(with.flag(key, fallback)))
                .orElse(fallback);
    }

    /** One of several words, the first of which is taken if the key is absent. */
    public static Option<String> choice(String name, List<String> allowed, String explanation) {
        String[] words = allowed.toArray(String[]::new);
        return new Option<>(
                        name,
                        Type.CHOICE,
                        String.join(", ", allowed),
                        explanation,
                        (with, key) -> Optional.of(with.choice(key, words[0], words)))
                .orElse(words[0]);
    }

    /** An enum's constant, written in lower case with dashes; {@code fallback} if the key is absent. */
    public static <E extends Enum<E>> Option<E> constant(String name, E fallback, String explanation) {
        Class<E> type = fallback.getDeclaringClass();
        String[] words = OptionText.words(type);
        return new Option<>(name, Type.CHOICE, String.join(", ", words), explanation, (with, key) -> {
                    String word = with.choice(key, OptionText.word(fallback), words);
                    return Optional.of(
                            Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_')));
                })
                .orElse(fallback);
    }

    /** Any text. */
    public static Option<String> text(String name, String explanation) {
        return new Option<>(name, Type.TEXT, "", explanation, (with, key) -> with.text(key));
    }

    /**
     * A text that stands for something else: a network, a rate.
     *
     * @param range what may be written, for the operator
     * @param parse makes something of the text, or throws an {@link IllegalArgumentException} whose message goes on behind
     *     the key: {@code 'x' is no network; write 10.0.0.0/8}
     */
    public static <T> Option<T> text(String name, String range, Function<String, T> parse, String explanation) {
        return new Option<>(
                name,
                Type.TEXT,
                range,
                explanation,
                (with, key) -> with.text(key).map(text -> parse(with, key, text, parse)));
    }

    private static <T> T parse(Settings with, String key, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw with.problem(key, wrong.getMessage());
        }
    }

    /** A list of texts; an absent key is an empty list, and an empty list one that is absent. */
    public static Option<List<String>> texts(String name, String explanation) {
        return list(name, Type.TEXTS, explanation, List.of(), Settings::texts);
    }

    /** A file, whether or not it exists. */
    public static Option<Path> file(String name, String explanation) {
        return new Option<>(name, Type.FILE, "", explanation, (with, key) -> with.file(key));
    }

    /** A list of blocks, each with these options; absent as {@link #texts}. */
    public static Option<List<Settings>> blocks(String name, String explanation, Option<?>... entryOptions) {
        return list(name, Type.BLOCKS, explanation, List.of(entryOptions), Settings::blocks);
    }

    private static <E> Option<List<E>> list(
            String name,
            Type type,
            String explanation,
            List<Option<?>> entryOptions,
            BiFunction<Settings, String, List<E>> read) {
        return new Option<>(
                name,
                type,
                "",
                explanation,
                entryOptions,
                (with, key) -> Optional.of(read.apply(with, key)).filter(list -> !list.isEmpty()),
                false,
                List.of(),
                "");
    }

    /** The same, but it must be there. */
    public Option<T> required() {
        return new Option<>(name, type, range, explanation, entryOptions, reader, true, null, "");
    }

    /** The same with a default. */
    public Option<T> orElse(T value) {
        String shown = type == Type.DURATION ? OptionText.duration((Long) value) : OptionText.shown(value);
        return new Option<>(name, type, range, explanation, entryOptions, reader, false, value, shown);
    }

    /**
     * Reads the value.
     *
     * @return what is given, or the default
     * @throws IllegalArgumentException as {@link Settings} says; also if the key is absent and has no default
     */
    public T in(Settings with) {
        return find(with).orElseThrow(() -> with.problem(name, "is missing" + OptionText.remedy(type, range)));
    }

    /**
     * Reads the value of an option that may be absent.
     *
     * @return what is given, or the default; empty if there is neither
     * @throws IllegalArgumentException as {@link Settings} says
     */
    public Optional<T> find(Settings with) {
        if (isWord() && isRequired && with.text(name).isEmpty()) {
            return Optional.empty();
        }
        return reader.read(with, name).or(() -> Optional.ofNullable(fallback));
    }

    /** Whether the settings have a default of their own for it. */
    private boolean isWord() {
        return type == Type.CHOICE || type == Type.FLAG;
    }

    /** The key. */
    public String name() {
        return name;
    }

    public Type type() {
        return type;
    }

    /** Allowed values, for the operator; "" if any text is. */
    public String range() {
        return range;
    }

    /** What it does, one sentence. */
    public String explanation() {
        return explanation;
    }

    public boolean isRequired() {
        return isRequired;
    }

    /** The default as one would write it; "" if there is none. */
    public String fallback() {
        return fallbackText;
    }

    /** The options of each entry of a list of blocks. */
    public List<Option<?>> entryOptions() {
        return entryOptions;
    }

    @Override
    public String toString() {
        return name;
    }
}
