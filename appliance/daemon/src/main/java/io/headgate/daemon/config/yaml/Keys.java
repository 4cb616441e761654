package io.headgate.daemon.config.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The keys of one mapping: which were asked for, and which nobody knows. */
final class Keys {
    private final Problems problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> left = new LinkedHashMap<>();
    private final List<String> known = new ArrayList<>();

    Keys(Problems problems, MappingNode mapping) {
        this.problems = problems;
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                problems.add(key, "a key must be a single value");
            } else if (values.putIfAbsent(scalar.getValue(), tuple.getValueNode()) != null) {
                problems.add(key, "key " + Shown.value(scalar.getValue()) + " is given twice");
            } else {
                left.put(scalar.getValue(), key);
            }
        }
    }

    /** Asks for a key, which makes it known. */
    Optional<Node> take(String key) {
        known.add(key);
        left.remove(key);
        return value(key);
    }

    /** All keys, asked for or not. */
    Set<String> names() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** The value of a key, asked for or not. */
    Optional<Node> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Takes a key that is no mistake but cannot be served either. Returns whether it is there. */
    boolean refuse(String key) {
        Node place = left.remove(key);
        if (place != null) {
            problems.add(place, "'" + key + "' is not supported by this version");
        }
        return place != null;
    }

    /** Reports the keys that nobody asked for. */
    void reportUnknown() {
        left.forEach((key, place) -> report(key, place, Suggestion.of(key, known)));
    }

    /**
     * Reports the keys that look like slips for one that was asked for in vain. For a reader that gave up half-way, so
     * that others may be known after all.
     */
    void reportSlips() {
        left.forEach((key, place) -> Suggestion.of(key, known)
                .filter(meant -> !values.containsKey(meant))
                .ifPresent(meant -> report(key, place, Optional.of(meant))));
    }

    private void report(String key, Node place, Optional<String> meant) {
        String question =
                meant.map(word -> "; did you mean '" + word + "'? known here: ").orElse("; known here: ");
        String list = known.isEmpty()
                ? "none"
                : String.join(", ", known.stream().distinct().toList());
        problems.add(place, "unknown key " + Shown.value(key) + question + list);
    }
}
