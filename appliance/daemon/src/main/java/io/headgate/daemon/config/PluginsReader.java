package io.headgate.daemon.config;

import io.headgate.daemon.config.yaml.Problems;
import io.headgate.daemon.config.yaml.Section;
import io.headgate.engine.plugin.PluginDirectory;
import io.headgate.engine.plugin.Plugins;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads where plugins are, and loads them. */
final class PluginsReader {
    private static final String PLUGINS = "plugins";
    private static final String DIRECTORY = "directory";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final Problems problems;
    private final Optional<Path> fallback;

    /** @param fallback where plugins are if the configuration does not say */
    PluginsReader(Problems problems, Optional<Path> fallback) {
        this.problems = problems;
        this.fallback = fallback;
    }

    /** The plugins that are right, bundled ones included. */
    Plugins read(Section root) {
        Optional<Section> block = root.block(PLUGINS);
        Optional<Path> named = block.flatMap(plugins -> plugins.text(DIRECTORY).flatMap(text -> path(plugins, text)));
        Map<String, String> sha256 = block.flatMap(plugins -> plugins.block("sha256"))
                .map(this::sums)
                .orElse(Map.of());
        block.ifPresent(Section::finish);
        Optional<Path> directory = named.or(() -> fallback);
        if (directory.isEmpty() || block.map(Section::isSpoilt).orElse(false)) {
            return Plugins.bundled();
        }
        return Plugins.of(
                new PluginDirectory(directory.get(), sha256),
                problem -> root.noteAt(PLUGINS, "plugins: " + problem.getMessage()));
    }

    private Optional<Path> path(Section plugins, String text) {
        try {
            Path configuration = Path.of(problems.file()).toAbsolutePath();
            return Optional.of(configuration.resolveSibling(text).normalize());
        } catch (InvalidPathException noPath) {
            plugins.noteAt(DIRECTORY, Section.allowed(DIRECTORY, text, "the name of a directory"));
            return Optional.empty();
        }
    }

    private Map<String, String> sums(Section block) {
        Map<String, String> sums = new TreeMap<>();
        for (String jar : block.keyNames()) {
            block.requiredText(jar, SHA256, "the 64 hexadecimal digits that sha256sum prints")
                    .ifPresent(sum -> sums.put(jar, sum));
        }
        return sums;
    }
}
