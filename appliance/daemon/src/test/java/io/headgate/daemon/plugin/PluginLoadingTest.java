package io.headgate.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.engine.plugin.Plugin;
import io.headgate.engine.plugin.PluginDirectory;
import io.headgate.engine.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What plugins in jars see, and how they are found. */
class PluginLoadingTest extends PluginFolder {
    @Test
    void shouldLoadPluginsBesideTheBundledOnes() throws IOException {
        Path jar = plugin("demo")
                .manifest("Headgate-Api: [1.0,2.0)", "Implementation-Version: 3.1")
                .write(jar("demo.jar"));

        try (Plugins plugins = load()) {
            assertThat(problems).isEmpty();
            assertThat(plugins.names()).contains("ttl", "drop", "demo").isSorted();
            Plugin demo = plugins.find("demo").orElseThrow();
            assertThat(demo.version()).isEqualTo("3.1");
            assertThat(demo.source()).isEqualTo(jar.toString());
            assertThat(demo.sha256()).hasSize(64);
            assertThat(demo.factory().getClass().getClassLoader()).isSameAs(demo.loader());
            assertThat(demo).hasToString("demo 3.1 (" + jar + ")");
            assertThat(plugins.find("ttl").orElseThrow().source()).isEqualTo("bundled");
        }
    }

    @Test
    void shouldTakeADirectoryThatDoesNotExistForAnEmptyOne() {
        Plugins plugins = Plugins.of(new PluginDirectory(jar("none"), Map.of()), problem -> problems.add("" + problem));

        assertThat(problems).isEmpty();
        assertThat(plugins.names()).contains("ttl");
    }

    @Test
    void shouldShareInterfaceToolkitAndLoggingButNotTheAppliance() throws IOException {
        TestJar.plugin("demo", """
                try {
                    String seen = io.headgate.toolkit.rate.TokenBucket.class.getClassLoader()
                            == Verdict.class.getClassLoader() ? "shared" : "copied";
                    org.slf4j.LoggerFactory.getLogger("demo");
                    Class.forName(System.getProperty("headgate.test.class"));
                    return Verdict.drop(0, seen + " and found");
                } catch (ClassNotFoundException hidden) {
                    return Verdict.drop(0, hidden.getMessage());
                }
                """).write(jar("demo.jar"));
        String visible = ": a plugin sees io.headgate.api, io.headgate.toolkit, org.slf4j, the JDK and its own jar";

        try (Plugins plugins = load()) {
            assertThat(problems).isEmpty();
            Plugin demo = plugins.find("demo").orElseThrow();
            for (String hidden : List.of(
                    "io.headgate.engine.lane.Lane",
                    "io.headgate.daemon.Main",
                    "picocli.CommandLine",
                    "jnr.ffi.Pointer",
                    "io.headgate.plugin.drop.DropFactory",
                    "ch.qos.logback.classic.Logger")) {
                System.setProperty("headgate.test.class", hidden);
                assertThat(answer(demo))
                        .isEqualTo(hidden + " belongs to the appliance and is hidden from plugin demo.jar" + visible);
            }
            System.setProperty("headgate.test.class", "org.example.Missing");
            assertThat(answer(demo)).isEqualTo("org.example.Missing is not in plugin demo.jar" + visible);
            System.setProperty("headgate.test.class", "java.sql.Connection");
            assertThat(answer(demo)).isEqualTo("shared and found");
        } finally {
            System.clearProperty("headgate.test.class");
        }
    }

    @Test
    void shouldSayWhatAFilterReferredToInVain() throws IOException {
        TestJar.plugin(
                        "demo",
                        "return io.headgate.engine.ring.LaneBell.unheard()"
                                + " == null ? Verdict.PASS : Verdict.ACCEPT;")
                .write(jar("demo.jar"));

        try (Plugins plugins = load()) {
            Filter filter = plugins.find("demo").orElseThrow().factory().create(null);
            assertThatThrownBy(() -> filter.onPacket(null))
                    .isInstanceOf(NoClassDefFoundError.class)
                    .hasRootCauseMessage("io.headgate.engine.ring.LaneBell belongs to the appliance and is hidden from"
                            + " plugin demo.jar: a plugin sees io.headgate.api, io.headgate.toolkit, org.slf4j, the JDK"
                            + " and its own jar");
        }
    }

    @Test
    void shouldKeepClassesOfOneNameApart() throws IOException {
        for (String name : List.of("one", "two")) {
            TestJar.plugin(name, "return Verdict.drop(0, Answer.TEXT.get());")
                    .source(
                            "demo.Answer",
                            "package demo; public interface Answer {"
                                    + " java.util.function.Supplier<String> TEXT = () -> \"" + name + "\"; }")
                    .write(jar(name + ".jar"));
        }

        try (Plugins plugins = load()) {
            Plugin one = plugins.find("one").orElseThrow();
            Plugin two = plugins.find("two").orElseThrow();
            assertThat(answer(one)).isEqualTo("one");
            assertThat(answer(two)).isEqualTo("two");
            assertThat(one.factory().getClass()).isNotEqualTo(two.factory().getClass());
        }
    }

    @Test
    void shouldReadFilesOfItsOwnJar() throws IOException {
        TestJar.plugin("demo", """
                try (var in = DemoFilter.class.getResourceAsStream("/demo/data.txt")) {
                    return Verdict.drop(0, new String(in.readAllBytes()));
                } catch (java.io.IOException failed) {
                    throw new java.io.UncheckedIOException(failed);
                }
                """).file("demo/data.txt", "kept in memory").write(jar("demo.jar"));

        try (Plugins plugins = load()) {
            Files.delete(jar("demo.jar"));
            assertThat(answer(plugins.find("demo").orElseThrow())).isEqualTo("kept in memory");
        }
    }
}
