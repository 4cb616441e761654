package io.headgate.daemon.config;

import io.headgate.api.FilterFactory;
import io.headgate.daemon.config.yaml.ConfigException;
import io.headgate.daemon.config.yaml.ConfigText;
import io.headgate.daemon.config.yaml.Problems;
import io.headgate.daemon.config.yaml.Section;
import io.headgate.daemon.config.yaml.YamlTree;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Reads a configuration and validates all of it. Opens nothing but the file. */
public final class ConfigReader {
    /** Slots of a ring unless told otherwise. */
    public static final int DEFAULT_SLOTS = 1024;

    private final Map<String, FilterFactory> plugins = new TreeMap<>();

    /** A reader that knows the plugins on the class path. */
    public ConfigReader() {
        this(ServiceLoader.load(FilterFactory.class));
    }

    ConfigReader(Iterable<FilterFactory> factories) {
        factories.forEach(factory -> plugins.put(factory.name(), factory));
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
        List<LaneConfig> lanes = new LaneReader(problems, new StepReader(plugins, problems)).read(root);
        root.refuse("taps", "control", "metrics");
        root.finish();
        problems.throwIfAny();
        return new ApplianceConfig(lanes);
    }
}
