package io.headgate.daemon.config;

import io.headgate.api.Settings;
import io.headgate.daemon.config.yaml.Problems;
import io.headgate.daemon.config.yaml.Section;
import io.headgate.daemon.config.yaml.Shown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** The {@code with} block of a step, or an entry of a list in it. */
final class PluginSettings extends Section implements Settings {
    /** Entries of lists that are left out because their problem is known. */
    private final Set<Node> omitted;

    private final boolean isEntry;
    private final List<PluginSettings> entries = new ArrayList<>();
    private final List<String> shortened = new ArrayList<>();

    private PluginSettings(Problems problems, String what, Node node, Set<Node> omitted, boolean isEntry) {
        super(problems, what, node);
        this.omitted = omitted;
        this.isEntry = isEntry;
    }

    /** The whole block, without some entries of its lists. */
    PluginSettings(Problems problems, Node node, Set<Node> omitted) {
        this(problems, "'with'", node, omitted, false);
    }

    @Override
    public List<String> texts(String key) {
        List<String> values = texts(key, text -> text);
        if (!values.isEmpty()) {
            understand(key, values);
        }
        return values;
    }

    @Override
    public Optional<Path> file(String key) {
        return text(key).map(this::besideConfiguration);
    }

    private Path besideConfiguration(String text) {
        Path configuration = Path.of(problems().file()).toAbsolutePath();
        return configuration.resolveSibling(text).normalize();
    }

    @Override
    public List<Settings> blocks(String key) {
        List<Settings> result = new ArrayList<>();
        List<Object> shown = new ArrayList<>();
        for (Node value : list(key)) {
            if (omitted.contains(value)) {
                shortened.add(key);
                continue;
            }
            PluginSettings entry = new PluginSettings(problems(), "an entry of '" + key + "'", value, omitted, true);
            entries.add(entry);
            result.add(entry);
            shown.add(entry.understood());
        }
        if (!shown.isEmpty()) {
            understand(key, shown);
        }
        return result;
    }

    @Override
    public IllegalArgumentException problem(String key, String message) {
        String value = single(key)
                .filter(text -> !message.contains(Shown.value(text)))
                .map(text -> " (" + Shown.value(text) + ")")
                .orElse("");
        return new SettingProblem(this, key, "'" + key + "'" + value + " " + message);
    }

    @Override
    public void finish() {
        super.finish();
        entries.forEach(PluginSettings::finish);
    }

    @Override
    public void finishHalfway() {
        super.finishHalfway();
        entries.forEach(PluginSettings::finishHalfway);
    }

    @Override
    public boolean isSpoilt() {
        return super.isSpoilt() || !shortened.isEmpty() || entries.stream().anyMatch(PluginSettings::isSpoilt);
    }

    /** Whether a complaint about a key may be a consequence of what was noted before; that it is missing is none. */
    boolean isExplained(String key) {
        return (super.isSpoilt() && isGiven(key)) || shortened.contains(key);
    }

    /** Whether this is an entry of a list. */
    boolean isEntry() {
        return isEntry;
    }
}
