package io.headgate.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.engine.plugin.Plugin;
import io.headgate.engine.plugin.PluginDirectory;
import io.headgate.engine.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory of jars that only its owner may write to, and what loading it says. */
abstract class PluginFolder {
    @TempDir
    Path directory;

    final List<String> problems = new ArrayList<>();

    @BeforeEach
    void protect() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Plugins load() {
        return load(Map.of());
    }

    Plugins load(Map<String, String> sha256) {
        return Plugins.of(new PluginDirectory(directory, sha256), problem -> problems.add(problem.getMessage()));
    }

    Path jar(String name) {
        return directory.resolve(name);
    }

    static TestJar plugin(String name) {
        return TestJar.plugin(name, "return Verdict.PASS;");
    }

    void assertRefused(String message) {
        try (Plugins plugins = load()) {
            assertThat(problems).containsExactly(message);
            assertThat(plugins.all()).allMatch(plugin -> plugin.jar().isEmpty());
        }
    }

    /** What a filter answers that returns a drop whose reason is a text of its own making. */
    static String answer(Plugin plugin) {
        Filter filter = plugin.factory().create(null);
        return filter.onPacket(null).reason();
    }
}
