package io.headgate.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.engine.plugin.Plugin;
import io.headgate.engine.plugin.PluginDirectory;
import io.headgate.engine.plugin.PluginException;
import io.headgate.engine.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginLoadingTest {
    @TempDir
    private Path directory;

    private final List<String> problems = new ArrayList<>();

    @BeforeEach
    void protect() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Plugins load() {
        return load(Map.of());
    }

    private Plugins load(Map<String, String> sha256) {
        return Plugins.of(new PluginDirectory(directory, sha256), problem -> problems.add(problem.getMessage()));
    }

    private Path jar(String name) {
        return directory.resolve(name);
    }

    private static TestJar plugin(String name) {
        return TestJar.plugin(name, "return Verdict.PASS;");
    }

    private void assertRefused(String message) {
        try (Plugins plugins = load()) {
            assertThat(problems).containsExactly(message);
            assertThat(plugins.all()).allMatch(plugin -> plugin.jar().isEmpty());
        }
    }

    /** What a filter answers that returns a drop whose reason is a text of its own making. */
    private static String answer(Plugin plugin) {
        Filter filter = plugin.factory().create(null);
        return filter.onPacket(null).reason();
    }

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

    @Test
    void shouldRefuseWhatIsNoJar() throws IOException {
        Files.setPosixFilePermissions(
                Files.writeString(jar("demo.jar"), "text"), PosixFilePermissions.fromString("rw-r--r--"));

        assertRefused(jar("demo.jar") + ": is no jar: it does not begin as a zip file does; build it anew");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.99", "2.0", "0.9", "[2.0,3.0)"})
    void shouldRefuseWhatWasBuiltForAnotherInterface(String version) throws IOException {
        plugin("demo").manifest("Headgate-Api: " + version).write(jar("demo.jar"));

        assertRefused(jar("demo.jar") + ": was built for version " + version
                + " of the filter interface, but this appliance has 1.0; build it for that, or take another version of one"
                + " of the two");
    }

    @Test
    void shouldRefuseAManifestWithoutVersionOrWithABadOne() throws IOException {
        plugin("demo").manifest("Headgate-Api: new").write(jar("a.jar"));
        plugin("demo").manifest().write(jar("b.jar"));

        load().close();

        assertThat(problems)
                .containsExactly(
                        jar("a.jar") + ": 'Headgate-Api' in its manifest: 'new' is neither a version such as 1.0 nor a"
                                + " range such as [1.0,2.0)",
                        jar("b.jar") + ": has no 'Headgate-Api' in its manifest; write 'Headgate-Api: 1.0' there, the"
                                + " version it was built for");
    }

    @Test
    void shouldRefuseAServiceFileThatIsMissingOrNamesNothingOrTwo() throws IOException {
        plugin("demo").without(TestJar.SERVICE_FILE).write(jar("a.jar"));
        plugin("demo").file(TestJar.SERVICE_FILE, "# none\n").write(jar("b.jar"));
        plugin("demo")
                .file(TestJar.SERVICE_FILE, "demo.DemoFactory\nOther # a\n")
                .write(jar("c.jar"));
        plugin("demo").file(TestJar.SERVICE_FILE, "demo.Factory").write(jar("d.jar"));

        load().close();

        assertThat(problems)
                .containsExactly(
                        jar("a.jar") + ": has no " + TestJar.SERVICE_FILE
                                + "; make it, with the name of the factory's class in it",
                        jar("b.jar") + ": " + TestJar.SERVICE_FILE
                                + " names 0 factories, but a jar holds one plugin: write one line",
                        jar("c.jar") + ": " + TestJar.SERVICE_FILE
                                + " names 2 factories, but a jar holds one plugin: write one line",
                        jar("d.jar") + ": " + TestJar.SERVICE_FILE + " names demo.Factory, but no such class is in the"
                                + " jar; correct the one or add the other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "static { if (true) throw new IllegalStateException(\"not today\"); }",
                "public DemoFactory() { throw new IllegalStateException(\"not today\"); }"
            })
    void shouldRefuseAFactoryThatThrows(String member) throws IOException {
        plugin("demo").source("demo.DemoFactory", """
                        package demo;
                        import io.headgate.api.*;
                        public final class DemoFactory implements FilterFactory {
                            %s
                            public String name() { return "demo"; }
                            public String summary() { return "Never."; }
                            public Filter create(Settings with) { return null; }
                        }
                        """.formatted(member)).write(jar("demo.jar"));

        assertRefused(jar("demo.jar") + ": demo.DemoFactory cannot be made: java.lang.IllegalStateException: not today;"
                + " 'headgate plugin check " + jar("demo.jar") + "' says more");
    }

    @Test
    void shouldRefuseAFactoryThatIsNone() throws IOException {
        plugin("demo")
                .source("demo.DemoFactory", "package demo; public class DemoFactory {}")
                .write(jar("demo.jar"));

        load().close();

        assertThat(problems).singleElement().asString().contains("demo.DemoFactory cannot be made: ", "not a subtype");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Demo", "my_filter", "9lives", ""})
    void shouldRefuseNamesThatNoConfigurationCouldHave(String name) throws IOException {
        plugin(name).write(jar("demo.jar"));

        assertRefused(jar("demo.jar") + ": calls itself '" + name + "', but a plugin's name has 1 to 32 lower case"
                + " letters, digits and dashes, a letter first: correct name() of demo.DemoFactory");
    }

    @Test
    void shouldRefuseTwoOfOneName() throws IOException {
        plugin("ttl").write(jar("a.jar"));
        plugin("demo").write(jar("b.jar"));
        plugin("demo").write(jar("c.jar"));

        try (Plugins plugins = load()) {
            assertThat(problems)
                    .containsExactly(
                            jar("a.jar") + ": is plugin 'ttl', but so is a bundled one; remove or rename one of them",
                            jar("c.jar") + ": is plugin 'demo', but so is " + jar("b.jar")
                                    + "; remove or rename one of them");
            assertThat(plugins.find("demo").orElseThrow().jar()).contains(jar("b.jar"));
        }
    }

    @Test
    void shouldRefuseWhatOthersMayWrite() throws IOException {
        plugin("demo").write(jar("demo.jar"));
        Files.setPosixFilePermissions(jar("demo.jar"), PosixFilePermissions.fromString("rw-rw-r--"));

        assertRefused(jar("demo.jar").toRealPath() + ": others than its owner may write to it (rw-rw-r--): chmod go-w "
                + jar("demo.jar").toRealPath());
    }

    @Test
    void shouldRefuseADirectoryThatOthersMayWriteTo() throws IOException {
        plugin("demo").write(jar("demo.jar"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertRefused(directory.toRealPath() + ": others than its owner may write to it (rwxrwxrwx): chmod go-w "
                + directory.toRealPath());
    }

    @Test
    void shouldRefuseALinkToAnUnprotectedPlace(@TempDir Path elsewhere) throws IOException {
        Path target = plugin("demo").write(elsewhere.resolve("demo-1.jar"));
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxrwxr-x"));
        Files.createSymbolicLink(jar("demo.jar"), target);

        assertRefused(elsewhere.toRealPath() + ": others than its owner may write to it (rwxrwxr-x): chmod go-w "
                + elsewhere.toRealPath());
    }

    @Test
    void shouldRefuseWhatIsNotWhatTheConfigurationSays() throws IOException {
        plugin("demo").write(jar("demo.jar"));
        String sum;
        try (Plugins plugins = load()) {
            sum = plugins.find("demo").orElseThrow().sha256();
        }

        load(Map.of("demo.jar", sum.toUpperCase(java.util.Locale.ROOT))).close();
        assertThat(problems).isEmpty();

        String other = "0".repeat(64);
        load(Map.of("demo.jar", other, "dmo.jar", other)).close();
        assertThat(problems)
                .containsExactly(
                        jar("demo.jar") + ": has SHA-256 " + sum + ", but the configuration says " + other
                                + "; if the jar is the right one, put that into 'plugins: sha256'",
                        "'sha256' has 'dmo.jar', but there is no such jar in " + directory + "; there are: demo.jar");
    }

    @Test
    void shouldReloadBesideTheOneInUse() throws IOException {
        TestJar.plugin("demo", "return Verdict.drop(0, \"old\");").write(jar("demo.jar"));
        try (Plugins plugins = load()) {
            Plugin old = plugins.find("demo").orElseThrow();
            TestJar.plugin("demo", "return Verdict.drop(0, \"new\");").write(jar("demo.jar"));

            Plugin reloaded = plugins.reload("demo");

            assertThat(answer(reloaded)).isEqualTo("new");
            assertThat(answer(old)).isEqualTo("old");
            assertThat(plugins.find("demo")).containsSame(old);
            assertThat(plugins.adopt(reloaded)).isSameAs(old);
            assertThat(plugins.find("demo")).containsSame(reloaded);
            old.close();
            assertThat(answer(old)).as("a class that was used stays").isEqualTo("old");
        }
    }

    @Test
    void shouldReloadAPluginWhoseFileHasAnotherNameNow() throws IOException {
        plugin("demo").write(jar("demo-1.jar"));
        plugin("other").write(jar("other.jar"));
        try (Plugins plugins = load()) {
            Files.delete(jar("demo-1.jar"));
            assertThatThrownBy(() -> plugins.reload("demo"))
                    .isInstanceOf(PluginException.class)
                    .hasMessage(jar("demo-1.jar") + ": is gone, and 0 new jars in " + directory
                            + " hold plugin 'demo'; put one there");

            plugin("demo").write(jar("demo-2.jar"));

            try (Plugin reloaded = plugins.reload("demo")) {
                assertThat(reloaded.jar()).contains(jar("demo-2.jar"));
            }
        }
    }

    @Test
    void shouldKeepTheOldWhenTheNewIsWrong() throws IOException {
        TestJar.plugin("demo", "return Verdict.drop(0, \"old\");").write(jar("demo.jar"));
        try (Plugins plugins = load()) {
            plugin("other").write(jar("demo.jar"));

            assertThatThrownBy(() -> plugins.reload("demo"))
                    .hasMessage(
                            jar("demo.jar") + ": held plugin 'demo', but holds 'other' now; put it under another file"
                                    + " name and restart");
            assertThatThrownBy(() -> plugins.reload("dmo"))
                    .hasMessageStartingWith("there is no plugin 'dmo'; there are: ");
            assertThat(answer(plugins.find("demo").orElseThrow())).isEqualTo("old");
            assertThat(plugins.reload("ttl")).isSameAs(plugins.find("ttl").orElseThrow());
        }
    }

    @Test
    void shouldLoadNothingMoreOnceClosed() throws IOException {
        TestJar.plugin("demo", "return Late.VERDICT;")
                .source(
                        "demo.Late",
                        "package demo; public class Late { static final io.headgate.api.Verdict VERDICT ="
                                + " io.headgate.api.Verdict.drop(0, \"late\"); }")
                .write(jar("demo.jar"));
        Plugins plugins = load();
        Plugin demo = plugins.find("demo").orElseThrow();
        Filter filter = demo.factory().create(null);
        plugins.close();

        assertThatThrownBy(() -> filter.onPacket(null))
                .isInstanceOf(NoClassDefFoundError.class)
                .hasRootCauseMessage("demo.Late: plugin demo.jar was unloaded");
    }
}
