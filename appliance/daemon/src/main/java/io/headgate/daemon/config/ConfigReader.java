package io.headgate.daemon.config;

import io.headgate.api.FilterFactory;
import io.headgate.control.ControlPath;
import io.headgate.daemon.config.yaml.ConfigException;
import io.headgate.daemon.config.yaml.ConfigText;
import io.headgate.daemon.config.yaml.Problems;
import io.headgate.daemon.config.yaml.Section;
import io.headgate.daemon.config.yaml.YamlTree;
import io.headgate.engine.plugin.PluginDirectory;
import io.headgate.engine.plugin.Plugins;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a configuration and validates all of it. Opens nothing but the file and jars of plugins. */
public final class ConfigReader {
    /** Slots of a ring unless told otherwise. */
    public static final int DEFAULT_SLOTS = 1024;

    private final Optional<Path> pluginDirectory;

    /** Plugins that are neither bundled nor in a jar. */
    private final List<FilterFactory> others;

    private ConfigReader(Optional<Path> pluginDirectory, List<FilterFactory> others) {
        this.pluginDirectory = pluginDirectory;
        this.others = others;
    }

    /** A reader that knows these plugins too. */
    ConfigReader(List<FilterFactory> others) {
        this(Optional.empty(), others);
    }

    /** A reader that knows the plugins on the class path, and those of a directory that the configuration names. */
    public ConfigReader() {
        this(List.of());
    }

    /** A reader that also knows the plugins of this host, unless the configuration names another directory. */
    public static ConfigReader ofHost() {
        return new ConfigReader(Optional.of(PluginDirectory.DEFAULT), List.of());
    }

    /**
     * Reads a file of at most 1 MiB.
     *
     * @throws ConfigException with everything that is wrong
     */
    public ApplianceConfig read(Path path) {
        return parse(path.toString(), ConfigText.read(path));
    }

    /**
     * Reads a stream up to its end or a line with three dots, as YAML ends a document; the stream stays open.
     *
     * @param name of the stream in messages
     * @throws ConfigException with everything that is wrong
     */
    public ApplianceConfig read(String name, InputStream in) {
        return parse(name, ConfigText.readDocument(name, in));
    }

    /**
     * Reads a text that is at hand; {@code file} is its name in messages.
     *
     * @throws ConfigException with everything that is wrong
     */
    public ApplianceConfig parse(String file, String text) {
        Problems problems = new Problems(file);
        Section root = new Section(problems, "the configuration", YamlTree.read(problems, text));
        Plugins plugins = new PluginsReader(problems, pluginDirectory).read(root);
        others.forEach(plugins::add);
        List<LaneConfig> lanes = new LaneReader(problems, new StepReader(plugins, problems)).read(root);
        List<ControlPath> control = ControlReader.read(root);
        Path state = state(root);
        List<TapConfig> taps = TapsReader.read(root);
        root.refuse("metrics");
        root.finish();
        problems.throwIfAny();
        return new ApplianceConfig(lanes, plugins, taps, control, state);
    }

    /**
     * Reads only where state is kept, whatever else is wrong with the file.
     *
     * @throws ConfigException if it cannot be read, or is no YAML
     */
    public Path readState(Path path) {
        Problems problems = new Problems(path.toString());
        Section root = new Section(problems, "the configuration", YamlTree.read(problems, ConfigText.read(path)));
        Path state = state(root);
        problems.throwIfAny();
        return state;
    }

    private static Path state(Section root) {
        return root.text("state").map(directory -> resolved(root, directory)).orElseGet(ApplianceConfig::defaultState);
    }

    /** As with files of plugins, a relative one begins where the configuration is. */
    private static Path resolved(Section root, String text) {
        try {
            return Path.of(root.problems().file())
                    .toAbsolutePath()
                    .resolveSibling(text)
                    .normalize();
        } catch (InvalidPathException noName) {
            root.noteAt("state", Section.allowed("state", text, "the name of a directory"));
            return ApplianceConfig.defaultState();
        }
    }
}
