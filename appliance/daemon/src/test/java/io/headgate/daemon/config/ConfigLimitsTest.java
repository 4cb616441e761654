package io.headgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.daemon.config.yaml.ConfigException;
import io.headgate.net.lab.Command;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no configuration at all, or mean harm. */
@Timeout(60)
class ConfigLimitsTest {
    private static final String GOOD = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                chain: [{ plugin: passthru }]
            """;

    private final ConfigReader reader = new ConfigReader();

    @TempDir
    private Path directory;

    private AbstractThrowableAssert<?, ?> assertRefused(String yaml) {
        return assertThatThrownBy(() -> reader.parse("h.yaml", yaml)).isInstanceOf(ConfigException.class);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    private AbstractThrowableAssert<?, ?> assertRefused(Path file) {
        return assertThatThrownBy(() -> reader.read(file)).isInstanceOf(ConfigException.class);
    }

    private static String tooLarge(Path file) {
        return file + ": is larger than the 1048576 bytes (1 MiB) that a configuration may have";
    }

    @Test
    void shouldRefuseLargeFilesBeforeReadingThem() throws IOException {
        Path atLimit =
                file("at-limit.yaml", (GOOD + "#".repeat((1 << 20) - GOOD.length())).getBytes(StandardCharsets.UTF_8));
        Path beyond = file(
                "beyond.yaml", (GOOD + "#".repeat((1 << 20) - GOOD.length() + 1)).getBytes(StandardCharsets.UTF_8));
        Path large = file("large.yaml", GOOD.repeat(10_000_000 / GOOD.length()).getBytes(StandardCharsets.UTF_8));

        assertThat(reader.read(atLimit).lanes()).hasSize(1);
        assertRefused(beyond).hasMessage(tooLarge(beyond));
        assertRefused(large).hasMessage(tooLarge(large));
    }

    @Test
    void shouldRefuseEndlessFiles() throws Exception {
        Path zeros = Path.of("/dev/zero");
        Path fifo = directory.resolve("fifo");
        Command.run(List.of("mkfifo", fifo.toString()));
        Process writer = new ProcessBuilder("sh", "-c", "exec yes > " + fifo).start();
        try {
            assertRefused(zeros).hasMessage(tooLarge(zeros));
            assertRefused(fifo).hasMessage(tooLarge(fifo));
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldRefuseAnEndlessStream() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };

        assertThatThrownBy(() -> reader.read("standard input", endless))
                .isInstanceOf(ConfigException.class)
                .hasMessage(tooLarge(Path.of("standard input")));
    }

    @Test
    void shouldReadAStreamUpToThreeDots() throws IOException {
        InputStream in = new ByteArrayInputStream((GOOD + "...\nand more").getBytes(StandardCharsets.UTF_8));

        assertThat(reader.read("standard input", in).lanes()).hasSize(1);
        assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("and more");
        assertThat(reader.read(
                                "standard input",
                                new ByteArrayInputStream(GOOD.strip().getBytes(StandardCharsets.UTF_8)))
                        .lanes())
                .hasSize(1);
    }

    @Test
    void shouldSayThatAFileCannotBeRead() {
        Path missing = directory.resolve("missing.yaml");

        assertRefused(missing).hasMessage(missing + ": cannot be read: there is no such file");
        assertRefused(directory).hasMessage(directory + ": cannot be read: is a directory; name a file");
    }

    @Test
    void shouldSayWhereBytesAreNotText() throws IOException {
        Path latin1 = file("latin1.yaml", "lanes:\n  - name: é".getBytes(StandardCharsets.ISO_8859_1));
        Path cut = file("cut.yaml", new byte[] {'a', ':', ' ', (byte) 0xC3});
        Path utf16 = file("utf16.yaml", GOOD.getBytes(StandardCharsets.UTF_16));

        assertRefused(latin1).hasMessage(latin1 + ":2:11: byte 0xE9 is not UTF-8; save the file as UTF-8");
        assertRefused(cut).hasMessage(cut + ":1:4: byte 0xC3 is not UTF-8; save the file as UTF-8");
        assertRefused(utf16).hasMessage(utf16 + ":1:1: byte 0xFE is not UTF-8; save the file as UTF-8");
        assertThat(reader.read(file("bom.yaml", ("\uFEFF" + GOOD).getBytes(StandardCharsets.UTF_8)))
                        .lanes())
                .hasSize(1);
    }

    @Test
    void shouldSayWhereACharacterIsNotAllowed() {
        assertRefused("lanes:\n  \u0000").hasMessage("h.yaml:2:3: character U+0000 is not allowed in YAML");
        assertRefused("lanes: \"\u0007\"").hasMessage("h.yaml:1:9: character U+0007 is not allowed in YAML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing but a remark\n"})
    void shouldRefuseAnEmptyFile(String yaml) {
        assertRefused(yaml).hasMessage("h.yaml: is empty; it needs at least 'lanes'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"lanes: [", "lanes: {a: b: c}", "\tlanes:", "lanes:\n\t- a", "@", "lanes: *nowhere", "%YAML 9"})
    void shouldRefuseWhatIsNotYaml(String yaml) {
        assertRefused(yaml).hasMessageMatching("h\\.yaml:\\d:\\d+: is not YAML: [^\n]+");
    }

    @Test
    void shouldRefuseASecondDocument() {
        assertRefused(GOOD + "---\n" + GOOD)
                .hasMessage("h.yaml:5:1: a second document begins here, but a configuration is one; remove the '---'");
    }

    @Test
    void shouldTakeAliases() {
        ApplianceConfig config = reader.parse("h.yaml", """
                lanes:
                  - { name: a, listen: [{ port: 1 }], chain: &both [{ plugin: ttl, with: { set: 9 } }] }
                  - { name: b, listen: [{ port: 2 }], chain: *both }
                """);

        assertThat(config.lanes().get(1).chain())
                .singleElement()
                .satisfies(step -> assertThat(step.plugin()).isEqualTo("ttl"));
    }

    @Test
    void shouldRefuseAliasesThatExplode() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i));
            bomb.append("*a%d, ".formatted(i - 1).repeat(9)).append("x]\n");
        }

        assertRefused(bomb.toString())
                .hasMessageMatching("h\\.yaml:7:\\d+: has more than the 50 aliases \\(\\*name\\) that are allowed");
        assertRefused("lanes: &a [*a]\n").hasMessage("h.yaml:1:12: alias '*a' stands inside of what it names");
        assertRefused("lanes: &a\n  b: *a\n").hasMessage("h.yaml:2:6: alias '*a' stands inside of what it names");
        assertRefused("lanes: &a\n  *a : b\n").hasMessage("h.yaml:2:3: alias '*a' stands inside of what it names");
    }

    @Test
    void shouldRefuseEndlessNesting() {
        String message = "h.yaml:1:%d: is nested deeper than the 32 levels that are allowed";
        assertRefused("lanes: " + "[".repeat(200_000)).hasMessage(message.formatted(39));
        assertRefused("lanes: " + "{a: ".repeat(100_000)).hasMessage(message.formatted(132));
        assertRefused("- ".repeat(200_000)).hasMessage(message.formatted(65));
    }

    @Test
    void shouldShowForeignTextOnOneShortLine() {
        String value = "x\\n" + "y".repeat(100_000);

        assertRefused(GOOD + "    on-full: \"%s\"\n".formatted(value))
                .hasMessage("h.yaml:5:14: 'on-full' is 'x\\u000a" + "y".repeat(53)
                        + "…', but must be one of fail-open, fail-closed, backpressure");
    }
}
