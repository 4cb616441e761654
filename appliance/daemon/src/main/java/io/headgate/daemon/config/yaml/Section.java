package io.headgate.daemon.config.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of the configuration file. Keys are taken one by one, each checked as it is taken. What is wrong is noted in
 * {@link Problems}, and a harmless value returned, so that the reader goes on and finds the rest; {@link #finish} reports
 * the keys that nobody took.
 */
public class Section {
    private final Problems problems;
    private final Node node;
    private final Keys keys;

    private final Map<String, Object> understood = new LinkedHashMap<>();

    private boolean isSpoilt;

    /** A section, one without keys if the node is no mapping; {@code what} names it. */
    public Section(Problems problems, String what, Node node) {
        this.problems = problems;
        this.node = node;
        this.keys = new Keys(problems, node instanceof MappingNode mapping ? mapping : nothingAt(node));
        if (!(node instanceof MappingNode)) {
            note(node, what + " must be a block of keys");
        }
    }

    /** A block without keys, standing somewhere. */
    public static MappingNode nothingAt(Node place) {
        return new MappingNode(Tag.MAP, true, List.of(), FlowStyle.BLOCK, place.getStartMark(), place.getEndMark());
    }

    public Optional<String> text(String key) {
        return keys.take(key).flatMap(value -> scalar(value, "'" + key + "'")).map(text -> understand(key, text));
    }

    public String requiredText(String key) {
        return present(key, text(key), "").orElse("");
    }

    public boolean flag(String key, boolean fallback) {
        return choice(key, Boolean.toString(fallback), "true", "false").equals("true");
    }

    public OptionalInt integer(String key, int min, int max) {
        Optional<Integer> number = keys.take(key).flatMap(value -> number(key, value, min, max));
        number.ifPresent(value -> understand(key, value));
        return number.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private Optional<Integer> number(String key, Node value, int min, int max) {
        Optional<String> text = scalar(value, "'" + key + "'");
        Optional<Integer> number = text.flatMap(Section::parse).filter(n -> n >= min && n <= max);
        if (text.isPresent() && number.isEmpty()) {
            note(value, allowed(key, text.get(), "a number from " + min + " to " + max));
        }
        return number;
    }

    /** A time of at most {@code max}, written with its unit; in nanoseconds. */
    public OptionalLong durationNs(String key, long min, long max) {
        Optional<Node> value = keys.take(key);
        Optional<String> text = value.flatMap(given -> scalar(given, "'" + key + "'"));
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong ns = DurationText.parse(text.get());
        if (ns.isEmpty() || ns.getAsLong() < min || ns.getAsLong() > max) {
            String range = DurationText.of(min) + " to " + DurationText.of(max);
            note(value.get(), allowed(key, text.get(), "a time from " + range));
            return OptionalLong.empty();
        }
        understand(key, text.get());
        return ns;
    }

    private static Optional<Integer> parse(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    public int requiredInteger(String key, int min, int max) {
        OptionalInt number = integer(key, min, max);
        Optional<Integer> given = number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
        return present(key, given, ": give a number from " + min + " to " + max).orElse(min);
    }

    public String choice(String key, String fallback, String... allowed) {
        Optional<Node> value = keys.take(key);
        Optional<String> text = value.flatMap(given -> scalar(given, "'" + key + "'"));
        if (text.isEmpty() || List.of(allowed).contains(text.get())) {
            return understand(key, text.orElse(fallback));
        }
        note(value.get(), allowed(key, text.get(), "one of " + String.join(", ", allowed)));
        return fallback;
    }

    /** A text that must be there and match. */
    public Optional<String> requiredText(String key, Pattern pattern, String range) {
        Optional<Node> value = keys.take(key);
        Optional<String> text = present(key, value, ": give " + range).flatMap(given -> scalar(given, "'" + key + "'"));
        if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
            note(value.get(), allowed(key, text.get(), range));
            return Optional.empty();
        }
        return text;
    }

    /** One of an enum's constants, written in lower case with dashes. */
    public <E extends Enum<E>> E constant(String key, E fallback, Class<E> type) {
        String[] names =
                Arrays.stream(type.getEnumConstants()).map(Section::written).toArray(String[]::new);
        String text = choice(key, written(fallback), names);
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A list of texts, each as {@code read} takes it or refuses it, and none twice; empty if absent. */
    public <T> List<T> texts(String key, Function<String, T> read) {
        List<T> result = new ArrayList<>();
        for (Node value : list(key)) {
            scalar(value, "an entry of '" + key + "'").ifPresent(text -> {
                try {
                    T entry = read.apply(text);
                    if (result.contains(entry)) {
                        note(value, "'" + key + "' has " + Shown.value(text) + " twice");
                    }
                    result.add(entry);
                } catch (IllegalArgumentException wrong) {
                    note(value, "'" + key + "': " + wrong.getMessage());
                }
            });
        }
        return result;
    }

    /** A list of blocks, from 1 to {@code max}; each read and then finished. */
    public void blocks(String key, int max, Consumer<Section> read) {
        int before = problems.count();
        List<Node> entries = list(key);
        if (entries.isEmpty() && problems.count() == before) {
            Optional<Node> value = keys.value(key);
            value.ifPresent(given -> note(given, "'" + key + "' must have at least one entry"));
            present(key, value, ": give a list with at least one entry");
        }
        if (entries.size() > max) {
            note(entries.get(max), "'" + key + "' has " + entries.size() + " entries, but may have " + max);
            return;
        }
        for (Node entry : entries) {
            Section block = new Section(problems, "an entry of '" + key + "'", entry);
            read.accept(block);
            block.finish();
        }
    }

    /** A block below this one; empty if absent. */
    public Optional<Section> block(String key) {
        return keys.take(key).map(value -> new Section(problems, "'" + key + "'", value));
    }

    /** The keys there are, in their order: for a block that may have any. */
    public Set<String> keyNames() {
        return keys.names();
    }

    /** Refuses keys of the plan that this version does not have. Returns whether one was there. */
    public boolean refuse(String... planned) {
        boolean isThere = false;
        for (String key : planned) {
            isThere |= keys.refuse(key);
        }
        return isThere;
    }

    /** Refuses keys that are known, but have no meaning here. */
    public void misplaced(String why, String... others) {
        for (String key : others) {
            if (keys.value(key).isPresent()) {
                keys.take(key);
                noteAt(key, "'" + key + "' " + why);
            }
        }
    }

    /** Notes a problem with a key's value, or with the block if it has no such key. */
    public void noteAt(String key, String message) {
        note(keys.value(key).orElse(node), message);
    }

    /** Whether what a reader complains about here may follow from what was noted already. */
    public boolean isSpoilt() {
        return isSpoilt;
    }

    /** Reports the keys that were not taken. */
    public void finish() {
        keys.reportUnknown();
    }

    /** As {@link #finish}, for a reader that gave up before it had taken all its keys. */
    public void finishHalfway() {
        keys.reportSlips();
    }

    /** Whether a key is there, whatever its value. */
    public boolean isGiven(String key) {
        return keys.value(key).isPresent();
    }

    /** The value of a key, if it is there and a single one. */
    public Optional<String> single(String key) {
        return keys.value(key).filter(ScalarNode.class::isInstance).map(value -> ((ScalarNode) value).getValue());
    }

    public Problems problems() {
        return problems;
    }

    public Node node() {
        return node;
    }

    /** What was taken, with its values, defaults included. */
    public Map<String, Object> understood() {
        return Collections.unmodifiableMap(understood);
    }

    public <T> T understand(String key, T value) {
        if (value != null) {
            understood.put(key, value);
        }
        return value;
    }

    public List<Node> list(String key) {
        Optional<Node> value = keys.take(key);
        if (value.isPresent() && !(value.get() instanceof SequenceNode)) {
            note(value.get(), "'" + key + "' must be a list");
        }
        return value.filter(SequenceNode.class::isInstance)
                .map(list -> ((SequenceNode) list).getValue())
                .orElse(List.of());
    }

    private Optional<String> scalar(Node value, String what) {
        if (value instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        note(value, what + " must be a single value");
        return Optional.empty();
    }

    private <T> Optional<T> present(String key, Optional<T> value, String remedy) {
        if (keys.value(key).isEmpty() && node instanceof MappingNode) {
            note(node, "missing key '" + key + "'" + remedy);
        }
        return value;
    }

    private void note(Node place, String message) {
        isSpoilt = true;
        problems.add(place, message);
    }

    public static String allowed(String key, String value, String range) {
        return "'" + key + "' is " + Shown.value(value) + ", but must be " + range;
    }
}
