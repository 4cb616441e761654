package io.headgate.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.plugin.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which jars are not loaded, and what is said about them. */
class PluginRefusalTest extends PluginFolder {
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
    @EnabledIf(value = "io.headgate.net.sys.Sys#isRoot", disabledReason = "needs root")
    void shouldRefuseWhatBelongsToSomebodyElse() throws IOException {
        Path demo = plugin("demo").write(jar("demo.jar"));
        Files.setOwner(
                demo, demo.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

        assertRefused(
                demo.toRealPath() + ": belongs to nobody, but must belong to root: chown root " + demo.toRealPath());
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
                                + "; if the jar is the right one, put that into 'plugins: sha256', which is read at the start",
                        "'sha256' has 'dmo.jar', but there is no such jar in " + directory + "; there are: demo.jar");
    }
}
