package headgate.daemon.config;

import headgate.api.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of the configuration file. Keys are taken one by one, each checked as it is taken; {@link #finish} refuses
 * those that nobody took.
 */
final class Section implements Settings {
    private final String file;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keysLeft = new LinkedHashMap<>();
    private final List<String> known = new ArrayList<>();

    /** Those that a plugin reads, and that have to be finished with this one. */
    private final List<Section> blocks = new ArrayList<>();

    private Section(String file, Node node) {
        this.file = file;
        this.node = node;
    }

    Section(String file, String what, Node node) {
        this(file, node);
        if (!(node instanceof MappingNode mapping)) {
            throw error(node, what + " must be a block of keys");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = scalar(tuple.getKeyNode(), "a key");
            if (values.put(key, tuple.getValueNode()) != null) {
                throw error(tuple.getKeyNode(), "key '" + key + "' is given twice");
            }
            keysLeft.put(key, tuple.getKeyNode());
        }
    }

    private Optional<Node> take(String key) {
        known.add(key);
        keysLeft.remove(key);
        return Optional.ofNullable(values.get(key));
    }

    private String scalar(Node value, String what) {
        if (value instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw error(value, what + " must be a single value");
    }

    @Override
    public String requiredText(String key) {
        return text(key).orElseThrow(() -> missing(key));
    }

    @Override
    public Optional<String> text(String key) {
        return take(key).map(value -> scalar(value, "'" + key + "'"));
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return choice(key, Boolean.toString(fallback), "true", "false").equals("true");
    }

    @Override
    public List<Settings> blocks(String key) {
        return list(key, value -> {
                    Section block = new Section(file, "an entry of '" + key + "'", value);
                    blocks.add(block);
                    return (Settings) block;
                })
                .orElse(List.of());
    }

    @Override
    public IllegalArgumentException problem(String key, String message) {
        Node place = values.getOrDefault(key, node);
        return error(place, "'" + key + "' " + message);
    }

    @Override
    public OptionalInt integer(String key, int min, int max) {
        Optional<Node> value = take(key);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        String text = scalar(value.get(), "'" + key + "'");
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException notANumber) {
            throw error(value.get(), allowed(key, text, "a number from " + min + " to " + max), notANumber);
        }
        throw error(value.get(), allowed(key, text, "a number from " + min + " to " + max));
    }

    @Override
    public int requiredInteger(String key, int min, int max) {
        return integer(key, min, max)
                .orElseThrow(() -> error("missing key '" + key + "': give a number from " + min + " to " + max));
    }

    @Override
    public String choice(String key, String fallback, String... allowed) {
        Optional<Node> value = take(key);
        if (value.isEmpty()) {
            return fallback;
        }
        String text = scalar(value.get(), "'" + key + "'");
        if (!List.of(allowed).contains(text)) {
            throw error(value.get(), allowed(key, text, "one of " + String.join(", ", allowed)));
        }
        return text;
    }

    /** One of an enum's constants, written in lower case with dashes. */
    <E extends Enum<E>> E constant(String key, E fallback, Class<E> type) {
        String[] names = java.util.Arrays.stream(type.getEnumConstants())
                .map(Section::written)
                .toArray(String[]::new);
        String text = choice(key, written(fallback), names);
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A list of texts, each as {@code check} returns it or refuses it; empty if absent. */
    List<String> texts(String key, UnaryOperator<String> check) {
        return list(key, value -> {
                    String text = scalar(value, "an entry of '" + key + "'");
                    try {
                        return check.apply(text);
                    } catch (IllegalArgumentException wrong) {
                        throw error(value, wrong.getMessage(), wrong);
                    }
                })
                .orElse(List.of());
    }

    /** A list of blocks, at least one. */
    <T> List<T> blocks(String key, Function<Section, T> read) {
        List<T> blocks = list(key, value -> {
                    Section block = new Section(file, "an entry of '" + key + "'", value);
                    T result = read.apply(block);
                    block.finish();
                    return result;
                })
                .orElseThrow(() -> missing(key));
        if (blocks.isEmpty()) {
            throw error(values.get(key), "'" + key + "' must have at least one entry");
        }
        return blocks;
    }

    private <T> Optional<List<T>> list(String key, Function<Node, T> read) {
        return take(key).map(value -> {
            if (value instanceof SequenceNode sequence) {
                return sequence.getValue().stream().map(read).toList();
            }
            throw error(value, "'" + key + "' must be a list");
        });
    }

    /** A block below this one; empty if absent. */
    Optional<Section> block(String key) {
        return take(key).map(value -> new Section(file, "'" + key + "'", value));
    }

    /** A block without keys, standing at this one's place. */
    Section empty() {
        return new Section(file, node);
    }

    /** The keys as they stand, for a reader that runs more than once. */
    Section again() {
        Section again = new Section(file, node);
        again.values.putAll(values);
        again.keysLeft.putAll(keysLeft);
        return again;
    }

    /** Refuses the keys that were not taken. */
    void finish() {
        keysLeft.forEach((key, place) -> {
            throw error(place, "unknown key '" + key + "'; known here: " + String.join(", ", known));
        });
        blocks.forEach(Section::finish);
    }

    ConfigException error(String message, Throwable cause) {
        return error(node, message, cause);
    }

    ConfigException error(String message) {
        return error(node, message);
    }

    private ConfigException missing(String key) {
        return error(node, "missing key '" + key + "'");
    }

    private static String allowed(String key, String value, String range) {
        return "'" + key + "' is '" + value + "', but must be " + range;
    }

    private ConfigException error(Node place, String message) {
        return new ConfigException(at(place) + message);
    }

    private ConfigException error(Node place, String message, Throwable cause) {
        return new ConfigException(at(place) + message, cause);
    }

    private String at(Node place) {
        return file + place.getStartMark().map(Section::lineAndColumn).orElse("") + ": ";
    }

    /** A place as in {@code :3:14}. */
    static String lineAndColumn(Mark mark) {
        return ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
