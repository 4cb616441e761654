package headgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import headgate.engine.lane.OnError;
import headgate.engine.lane.OnFull;
import headgate.engine.lane.Threading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    /** One lane, up to its chain; what a test adds begins in line 5. */
    private static final String LANE = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                chain: [{ plugin: passthru }]
            """;

    private final ConfigReader reader = new ConfigReader();

    @TempDir
    private Path directory;

    private ApplianceConfig parse(String yaml) {
        return reader.parse("h.yaml", yaml);
    }

    private void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    /** A lane with another line below its four. */
    private void assertLineRefused(String line, String message) {
        assertRefused(LANE + "    " + line + "\n", message);
    }

    private void assertStepRefused(String step, String message) {
        assertRefused("""
                lanes:
                  - name: edge
                    listen: [{ port: 8668 }]
                    chain:
                      - %s
                """.formatted(step), message);
    }

    @Test
    void shouldFillInDefaults() {
        ApplianceConfig config = parse(LANE);

        assertThat(config.lanes()).singleElement().satisfies(lane -> {
            assertThat(lane.name()).isEqualTo("edge");
            assertThat(lane.port()).isEqualTo(8668);
            assertThat(lane.queues()).isEqualTo(1);
            assertThat(lane.onFull()).isEqualTo(OnFull.FAIL_OPEN);
            assertThat(lane.threading()).isEqualTo(Threading.SHARED);
            assertThat(lane.slots()).isEqualTo(1024);
            assertThat(lane.interfaces()).isEmpty();
            assertThat(lane.chain()).singleElement().satisfies(step -> {
                assertThat(step.plugin()).isEqualTo("passthru");
                assertThat(step.onError()).isEqualTo(OnError.PASS);
                assertThat(step.create().filter()).isNotSameAs(step.create().filter());
            });
        });
    }

    @Test
    void shouldReadEveryKey() {
        ApplianceConfig config = parse("""
                lanes:
                  - name: edge-2
                    listen: [{ port: 100, queues: 4, mode: divert, backend: nfqueue }]
                    slots: 64
                    on-full: fail-closed
                    threading: dedicated
                    divert: { interfaces: [eth0, br-lan] }
                    chain:
                      - plugin: ttl
                        with: { subtract: 1 }
                        on-error: drop
                      - { plugin: drop, with: { protocol: udp, port: 9 } }
                  - name: other
                    listen: [{ port: 104 }]
                    on-full: backpressure
                    chain: [{ plugin: passthru }]
                """);

        assertThat(config.lanes()).hasSize(2);
        assertThat(config.lanes().get(0)).satisfies(lane -> {
            assertThat(lane.queues()).isEqualTo(4);
            assertThat(lane.slots()).isEqualTo(64);
            assertThat(lane.onFull()).isEqualTo(OnFull.FAIL_CLOSED);
            assertThat(lane.threading()).isEqualTo(Threading.DEDICATED);
            assertThat(lane.interfaces()).containsExactly("eth0", "br-lan");
            assertThat(lane.chain()).extracting(StepConfig::plugin).containsExactly("ttl", "drop");
            assertThat(lane.chain()).extracting(StepConfig::onError).containsExactly(OnError.DROP, OnError.PASS);
        });
        assertThat(config.lanes().get(1).onFull()).isEqualTo(OnFull.BACKPRESSURE);
    }

    @Test
    void shouldSayWhereAKeyIsUnknown() {
        assertLineRefused(
                "slot: 64",
                "h.yaml:5:5: unknown key 'slot'; known here: name, listen, slots, on-full, threading, divert, chain");
        assertRefused(LANE + "tabs: []\n", "h.yaml:5:1: unknown key 'tabs'; known here: lanes");
        assertRefused(
                LANE.replace("port: 8668", "port: 8668, prot: 1"),
                "h.yaml:3:28: unknown key 'prot'; known here: port, queues, mode, backend");
        assertLineRefused("divert: { interface: [a] }", "h.yaml:5:15: unknown key 'interface'; known here: interfaces");
        assertStepRefused("{ plugin: passthru, with: { speed: 3 } }", "h.yaml:5:37: unknown key 'speed'; known here: ");
    }

    @Test
    void shouldSayWhereAKeyIsMissing() {
        assertRefused("other: 1\n", "h.yaml:1:1: missing key 'lanes'");
        assertRefused("lanes: [{ listen: [] }]\n", "h.yaml:1:9: missing key 'name'");
        assertRefused("lanes: [{ name: a }]\n", "h.yaml:1:9: missing key 'listen'");
        assertRefused(
                "lanes: [{ name: a, listen: [{}] }]\n",
                errorAt("1:29", "missing key 'port': give a number from 0 to 65535"));
        assertRefused("lanes: [{ name: a, listen: [{ port: 1 }] }]\n", "h.yaml:1:9: missing key 'chain'");
        assertStepRefused("{ on-error: drop }", "h.yaml:5:9: missing key 'plugin'");
    }

    private static String errorAt(String place, String message) {
        return "h.yaml:" + place + ": " + message;
    }

    @Test
    void shouldSayWhereAListIsEmpty() {
        assertRefused("lanes: []\n", "h.yaml:1:8: 'lanes' must have at least one entry");
        assertRefused("lanes: [{ name: a, listen: [] }]\n", "h.yaml:1:28: 'listen' must have at least one entry");
    }

    @Test
    void shouldSayWhereATypeIsWrong() {
        assertRefused("lanes: 7\n", "h.yaml:1:8: 'lanes' must be a list");
        assertRefused("lanes: {}\n", "h.yaml:1:8: 'lanes' must be a list");
        assertRefused("lanes:\n", "h.yaml:1:7: 'lanes' must be a list");
        assertRefused("lanes: [7]\n", "h.yaml:1:9: an entry of 'lanes' must be a block of keys");
        assertRefused("- lanes\n", "h.yaml:1:1: the configuration must be a block of keys");
        assertRefused("lanes: [{ name: [a] }]\n", "h.yaml:1:17: 'name' must be a single value");
        assertRefused(
                "{ x: 1, [a]: 1 }\n",
                "h.yaml: is not YAML: Non scalar key is detected but it is not configured to be allowed.");
        assertLineRefused("divert: eth0", "h.yaml:5:13: 'divert' must be a block of keys");
        assertLineRefused("divert: { interfaces: eth0 }", "h.yaml:5:27: 'interfaces' must be a list");
        assertLineRefused(
                "divert: { interfaces: [[a]] }", "h.yaml:5:28: an entry of 'interfaces' must be a single value");
        assertStepRefused("{ plugin: ttl, with: 3 }", "h.yaml:5:30: 'with' must be a block of keys");
    }

    @Test
    void shouldSayWhereANumberIsWrong() {
        assertRefused(
                LANE.replace("8668", "65536"), "h.yaml:3:22: 'port' is '65536', but must be a number from 0 to 65535");
        assertRefused(LANE.replace("8668", "-1"), "h.yaml:3:22: 'port' is '-1', but must be a number from 0 to 65535");
        assertRefused(
                LANE.replace("8668", "http"), "h.yaml:3:22: 'port' is 'http', but must be a number from 0 to 65535");
        assertRefused(
                LANE.replace("8668", "99999999999"),
                "h.yaml:3:22: 'port' is '99999999999', but must be a number from 0 to 65535");
        assertRefused(
                LANE.replace("port: 8668", "port: 1, queues: 0"),
                "h.yaml:3:33: 'queues' is '0', but must be a number from 1 to 64");
        assertLineRefused("slots: 32", "h.yaml:5:12: 'slots' is '32', but must be a number from 64 to 16384");
        assertLineRefused("slots: 100", "h.yaml:2:5: 'slots' is 100, but must be a power of two");
        assertLineRefused("slots:", "h.yaml:5:11: 'slots' is '', but must be a number from 64 to 16384");
    }

    @Test
    void shouldSayWhereAChoiceIsWrong() {
        assertLineRefused(
                "on-full: drop",
                "h.yaml:5:14: 'on-full' is 'drop', but must be one of fail-open, fail-closed, backpressure");
        assertLineRefused(
                "threading: SHARED", "h.yaml:5:16: 'threading' is 'SHARED', but must be one of dedicated, shared");
        assertRefused(
                LANE.replace("port: 8668", "port: 1, mode: multi"),
                "h.yaml:3:31: 'mode' is 'multi', but must be one of divert");
        assertStepRefused(
                "{ plugin: ttl, on-error: stop }", "h.yaml:5:34: 'on-error' is 'stop', but must be one of pass, drop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Edge", "", "1edge", "a b", "a_b", "abcdefghijklmnopq", "é"})
    void shouldRefuseNames(String name) {
        assertRefused(
                LANE.replace("name: edge", "name: \"" + name + "\""),
                "h.yaml:2:5: 'name' is '" + name + "', but must be 1 to 16 lower case letters, digits and dashes");
    }

    @Test
    void shouldRefuseKeysGivenTwice() {
        assertLineRefused("name: again", "h.yaml:5:5: key 'name' is given twice");
        assertRefused("lanes: [{ name: a, name: a }]\n", "h.yaml:1:20: key 'name' is given twice");
    }

    @Test
    void shouldRefuseQueuesBeyondTheLast() {
        assertRefused(
                LANE.replace("port: 8668", "port: 65535, queues: 2"),
                "h.yaml:3:14: queues 65535 to 65536 end beyond 65535");
        assertRefused(
                LANE.replace("[{ port: 8668 }]", "[{ port: 1 }, { port: 2 }]"),
                "h.yaml:2:5: lane 'edge' listens twice, but a queue already serves both directions");
    }

    @Test
    void shouldRefuseTwoLanesOfOneNameOrQueue() {
        String second = "  - { name: %s, listen: [{ port: %d, queues: 2 }], chain: [{ plugin: passthru }] }\n";

        assertRefused(LANE + second.formatted("edge", 1), "h.yaml:5:5: there is a lane 'edge' already");
        assertRefused(
                LANE + second.formatted("b", 8668), "h.yaml:5:5: lane 'edge' has queues 8668 to 8669 or some of them");
        assertRefused(
                LANE + second.formatted("b", 8667), "h.yaml:5:5: lane 'edge' has queues 8667 to 8668 or some of them");
        assertThat(parse(LANE + second.formatted("b", 8669)).lanes()).hasSize(2);
        assertThat(parse(LANE + second.formatted("b", 8666)).lanes()).hasSize(2);
    }

    @Test
    void shouldRefuseInterfacesThatNoRuleCanName() {
        assertLineRefused(
                "divert: { interfaces: [eth0, 'a b'] }",
                "h.yaml:5:34: interface name must be 1 to 15 letters, digits and any of _ . @ + -: 'a b'");
    }

    @Test
    void shouldNameThePluginsThereAre() {
        assertStepRefused(
                "{ plugin: nat }",
                "h.yaml:5:9: no plugin 'nat'; there are: drop, mss-clamp, nat-static, passthru, ttl");
    }

    @Test
    void shouldSayWhereThePluginsSettingsAreWrong() {
        assertStepRefused(
                "{ plugin: ttl, with: { set: 0 } }", "h.yaml:5:37: 'set' is '0', but must be a number from 1 to 255");
        assertStepRefused(
                "{ plugin: ttl, with: { set: 1, subtract: 1 } }",
                "h.yaml:5:30: plugin ttl: ttl needs either 'set' or 'subtract', a number from 1 to 255");
        assertStepRefused(
                "{ plugin: ttl }",
                "h.yaml:5:9: plugin ttl: ttl needs either 'set' or 'subtract', a number from 1 to 255");
        assertStepRefused(
                "{ plugin: drop, with: {} }", errorAt("5:31", "missing key 'port': give a number from 0 to 65535"));
        assertStepRefused(
                "{ plugin: drop, with: { port: 1, protocol: icmp } }",
                "h.yaml:5:52: 'protocol' is 'icmp', but must be one of tcp, udp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing but a remark\n"})
    void shouldRefuseAnEmptyFile(String yaml) {
        assertRefused(yaml, "h.yaml: is empty; it needs at least 'lanes'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"lanes: [", "lanes: {a: b: c}", "\tlanes:", "@", "lanes: *nowhere", "a: 1\n---\nb: 2\n", "\u0000"
            })
    void shouldRefuseWhatIsNotYaml(String yaml) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("(?s)h\\.yaml(:\\d:\\d+)?: is not YAML: [^\n]+");
    }

    @Test
    @Timeout(10)
    void shouldRefuseAliasBombs() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i));
            bomb.append("*a%d, ".formatted(i - 1).repeat(9)).append("x]\n");
        }

        assertThatThrownBy(() -> parse(bomb.toString())).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> parse("lanes: &a [*a]\n")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> parse("lanes: &a\n  b: *a\n")).isInstanceOf(ConfigException.class);
    }

    @Test
    @Timeout(10)
    void shouldRefuseEndlessNesting() {
        assertThatThrownBy(() -> parse("lanes: " + "[".repeat(200_000)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("h.yaml");
        assertThatThrownBy(() -> parse("lanes: " + "[".repeat(200_000) + "]".repeat(200_000)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("h.yaml");
    }

    @Test
    void shouldReadAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("good.yaml"), LANE);

        assertThat(reader.read(file).lanes()).hasSize(1);
    }

    @Test
    void shouldSayThatAFileCannotBeRead() throws IOException {
        Path missing = directory.resolve("missing.yaml");
        Path latin1 = Files.write(directory.resolve("latin1.yaml"), "lanes: é".getBytes(StandardCharsets.ISO_8859_1));

        for (Path file : new Path[] {missing, latin1, directory}) {
            assertThatThrownBy(() -> reader.read(file))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith(file + ": cannot be read: ");
        }
    }
}
