package io.headgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsReaderTest {
    private static final String LANES =
            "lanes: [{ name: a, listen: [{ port: 1 }], chain: [{ plugin: ttl, with: { set: 1 } }] }]\n";

    @TempDir
    private Path directory;

    private ApplianceConfig read(String plugins) throws IOException {
        Path file = Files.writeString(directory.resolve("edge.yaml"), LANES + plugins);
        return new ConfigReader().read(file);
    }

    private void assertRefused(String plugins, String... messages) {
        assertThatThrownBy(() -> read(plugins))
                .message()
                .satisfies(text -> assertThat(text.lines()).hasSize(messages.length))
                .contains(messages);
    }

    @Test
    void shouldFindTheDirectoryBesideTheConfiguration() throws IOException {
        ApplianceConfig config = read("plugins: { directory: my/plugins }");

        assertThat(config.plugins().directory().path()).isEqualTo(directory.resolve("my/plugins"));
        assertThat(config.plugins().names()).contains("ttl");
    }

    @Test
    void shouldSayWhereWhatIsWrongIsConfigured() throws IOException {
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path jar = Files.writeString(plugins.resolve("a.jar"), "text");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));

        assertRefused(
                "plugins: { directory: plugins, sha256: { b.jar: " + "a".repeat(64) + " } }",
                "edge.yaml:2:10: plugins: " + jar + ": is no jar: it does not begin as a zip file does; build it anew",
                "edge.yaml:2:10: plugins: 'sha256' has 'b.jar', but there is no such jar in " + plugins
                        + "; there are: a.jar");
    }

    @Test
    void shouldRefuseWhatIsNoSumAndKeysThatNobodyKnows() {
        assertRefused(
                "plugins: { directory: plugins, sha256: { a.jar: 12ab }, files: 2 }",
                "'a.jar' is '12ab', but must be the 64 hexadecimal digits that sha256sum prints",
                "unknown key 'files'; known here: directory, sha256");
    }
}
