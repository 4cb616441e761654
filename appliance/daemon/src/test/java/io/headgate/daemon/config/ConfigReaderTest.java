package io.headgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Direction;
import io.headgate.daemon.config.yaml.ConfigException;
import io.headgate.engine.lane.Enforcement;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import io.headgate.rules.kernel.ExemptPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
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

    private void assertRefused(String yaml, String... messages) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessage(String.join("\n", messages));
    }

    /** A lane with another line below its four. */
    private void assertLineRefused(String line, String... messages) {
        assertRefused(LANE + "    " + line + "\n", messages);
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

    private static List<DivertLane> diverted(ApplianceConfig config) {
        return ApplianceConfig.lanesOf(DivertLane.class, config.lanes());
    }

    @Test
    void shouldFillInDefaults() {
        ApplianceConfig config = parse(LANE);

        assertThat(diverted(config)).singleElement().satisfies(lane -> {
            assertThat(lane.name()).isEqualTo("edge");
            assertThat(lane.listen().port()).isEqualTo(8668);
            assertThat(lane.listen().queues()).isEqualTo(1);
            assertThat(lane.onFull()).isEqualTo(OnFull.FAIL_OPEN);
            assertThat(lane.threading()).isEqualTo(Threading.SHARED);
            assertThat(lane.slots()).isEqualTo(1024);
            assertThat(lane.options()).isEqualTo(LaneOptions.DEFAULTS);
            assertThat(lane.queueLength()).isEqualTo(8_192);
            assertThat(lane.divert()).isEqualTo(DivertConfig.NOTHING);
            assertThat(lane.enforcement()).isEqualTo(Enforcement.ENFORCE);
            assertThat(lane.isFailOpen()).isTrue();
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
                    hold: { packets: 5000, for: 30s }
                    queue-length: 40000
                    seed: 7
                    on-full: fail-closed
                    threading: dedicated
                    divert: { interfaces: [eth0, br-lan], exempt: [tcp port 22, udp port 53] }
                    chain:
                      - plugin: ttl
                        with: { subtract: 1 }
                        on-error: drop
                      - { plugin: drop, with: { protocol: udp, port: 9 } }
                  - name: other
                    listen: [{ port: 104 }]
                    on-full: backpressure
                    enforce: false
                    chain: [{ plugin: passthru }]
                """);

        assertThat(config.lanes()).hasSize(2);
        assertThat(diverted(config).get(0)).satisfies(lane -> {
            assertThat(lane.listen().queues()).isEqualTo(4);
            assertThat(lane.slots()).isEqualTo(64);
            assertThat(lane.options().limits().maxHeld()).isEqualTo(5_000);
            assertThat(lane.options().limits().longestHold()).isEqualTo(Duration.ofSeconds(30));
            assertThat(lane.options().seed()).hasValue(7);
            assertThat(lane.options().interfaceNames()).containsExactly("eth0", "br-lan");
            assertThat(lane.queueLength()).isEqualTo(40_000);
            assertThat(lane.onFull()).isEqualTo(OnFull.FAIL_CLOSED);
            assertThat(lane.threading()).isEqualTo(Threading.DEDICATED);
            assertThat(lane.divert().interfaces()).containsExactly("eth0", "br-lan");
            assertThat(lane.divert().exempt())
                    .extracting(ExemptPort::toString)
                    .containsExactly("tcp port 22", "udp port 53");
            assertThat(lane.isFailOpen()).isFalse();
            assertThat(lane.chain()).extracting(StepConfig::plugin).containsExactly("ttl", "drop");
            assertThat(lane.chain()).extracting(StepConfig::onError).containsExactly(OnError.DROP, OnError.PASS);
        });
        assertThat(diverted(config).get(1)).satisfies(lane -> {
            assertThat(lane.onFull()).isEqualTo(OnFull.BACKPRESSURE);
            assertThat(lane.enforcement()).isEqualTo(Enforcement.OBSERVE);
            assertThat(lane.isFailOpen()).isTrue();
        });
    }

    @Test
    void shouldSayWhereAKeyIsUnknown() {
        assertLineRefused(
                "slot: 64",
                "h.yaml:5:5: unknown key 'slot'; did you mean 'slots'? known here: name, listen, enforce, hold, seed,"
                        + " chain, slots, stall-limit, divert, on-full, threading, queue-length");
        assertRefused(
                LANE + "tabs: []\n",
                "h.yaml:5:1: unknown key 'tabs'; did you mean 'taps'? known here: plugins, lanes, control, state, taps");
        assertRefused(
                LANE.replace("port: 8668", "port: 8668, prot: 1"),
                "h.yaml:3:28: unknown key 'prot'; did you mean 'port'? known here: mode, port, queues, backend, direction");
        assertLineRefused(
                "divert: { interface: [a] }",
                "h.yaml:5:15: unknown key 'interface'; did you mean 'interfaces'? known here: interfaces, exempt");
        assertStepRefused(
                "{ plugin: passthru, with: { speed: 3 } }", "h.yaml:5:37: unknown key 'speed'; known here: none");
    }

    @Test
    void shouldSayWhereAKeyIsMissing() {
        String list = ": give a list with at least one entry";
        assertRefused(
                "other: 1\n",
                "h.yaml:1:1: missing key 'lanes'" + list,
                "h.yaml:1:1: unknown key 'other'; known here: plugins, lanes, control, state, taps");
        assertRefused(
                "lanes: [{}]\n",
                "h.yaml:1:9: missing key 'name': give 1 to 16 lower case letters, digits and dashes, a letter first",
                "h.yaml:1:9: missing key 'listen'" + list,
                "h.yaml:1:9: missing key 'chain'" + list);
        assertRefused(
                LANE.replace("{ port: 8668 }", "{}"), "h.yaml:3:14: missing key 'port': give a number from 0 to 65535");
        assertStepRefused("{ on-error: drop }", "h.yaml:5:9: missing key 'plugin'");
    }

    @Test
    void shouldSayWhereAListIsEmpty() {
        assertRefused("lanes: []\n", "h.yaml:1:8: 'lanes' must have at least one entry");
        assertRefused(LANE.replace("{ port: 8668 }", ""), "h.yaml:3:13: 'listen' must have at least one entry");
    }

    @Test
    void shouldSayWhereATypeIsWrong() {
        assertRefused("lanes: 7\n", "h.yaml:1:8: 'lanes' must be a list");
        assertRefused("lanes: {}\n", "h.yaml:1:8: 'lanes' must be a list");
        assertRefused("lanes:\n", "h.yaml:1:7: 'lanes' must be a list");
        assertRefused("lanes: [7]\n", "h.yaml:1:9: an entry of 'lanes' must be a block of keys");
        assertRefused("- lanes\n", "h.yaml:1:1: the configuration must be a block of keys");
        assertRefused(LANE.replace("edge", "[a]"), "h.yaml:2:11: 'name' must be a single value");
        assertRefused(LANE + "[a]: 1\n", "h.yaml:5:1: a key must be a single value");
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
        assertLineRefused("slots: 100", "h.yaml:5:12: 'slots' is '100', but must be a power of two from 64 to 16384");
        assertLineRefused("slots:", "h.yaml:5:11: 'slots' is '', but must be a number from 64 to 16384");
    }

    @Test
    void shouldSayWhatMayBeHeld() {
        assertLineRefused(
                "hold: { packets: 70000 }", "h.yaml:5:22: 'packets' is '70000', but must be a number from 0 to 65536");
        assertLineRefused("hold: { for: 2d }", "h.yaml:5:18: 'for' is '2d', but must be a time from 1ms to 1h");
        assertLineRefused("hold: { for: 61m }", "h.yaml:5:18: 'for' is '61m', but must be a time from 1ms to 1h");
        assertLineRefused(
                "queue-length: 4096",
                "h.yaml:5:19: 'queue-length' is '4096', but must be 8192 or more: four times the 2048 packets that may be"
                        + " held; or lower 'packets' of 'hold'");
        assertLineRefused("seed: -1", "h.yaml:5:11: 'seed' is '-1', but must be a number from 0 to 2147483647");
    }

    @Test
    void shouldQueueFourTimesWhatMayBeHeld() {
        assertThat(diverted(parse(LANE + "    hold: { packets: 4000 }\n"))
                        .get(0)
                        .queueLength())
                .isEqualTo(16_000);
        assertThat(diverted(parse(LANE + "    hold: { packets: 10 }\n    queue-length: 64\n"))
                        .get(0)
                        .queueLength())
                .isEqualTo(64);
    }

    @Test
    void shouldSayWhereAChoiceIsWrong() {
        assertLineRefused(
                "on-full: drop",
                "h.yaml:5:14: 'on-full' is 'drop', but must be one of fail-open, fail-closed, backpressure");
        assertLineRefused(
                "threading: SHARED", "h.yaml:5:16: 'threading' is 'SHARED', but must be one of dedicated, shared");
        assertRefused(
                LANE.replace("port: 8668", "port: 1, mode: multy"),
                "h.yaml:3:31: 'mode' is 'multy', but must be one of divert, multi, udp");
        assertStepRefused(
                "{ plugin: passthru, on-error: stop }",
                "h.yaml:5:39: 'on-error' is 'stop', but must be one of pass, drop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Edge", "", "1edge", "a b", "a_b", "abcdefghijklmnopq", "é"})
    void shouldRefuseNames(String name) {
        assertRefused(
                LANE.replace("name: edge", "name: \"" + name + "\""),
                "h.yaml:2:11: 'name' is '" + name
                        + "', but must be 1 to 16 lower case letters, digits and dashes, a letter first");
    }

    @Test
    void shouldRefuseKeysGivenTwice() {
        assertLineRefused("name: again", "h.yaml:5:5: key 'name' is given twice");
        assertRefused(LANE.replace("port: 8668", "port: 1, port: 2"), "h.yaml:3:25: key 'port' is given twice");
    }

    @Test
    void shouldRefuseQueuesBeyondTheLast() {
        assertRefused(
                LANE.replace("port: 8668", "port: 65535, queues: 2"),
                "h.yaml:3:37: 'queues' is '2', but must be at most 1: queues from 65535 on end at 65535");
    }

    @Test
    void shouldSayWhatToDoInsteadOfListeningTwice() {
        assertRefused(
                LANE.replace("[{ port: 8668 }]", "[{ port: 1 }, { port: 2 }]"),
                "h.yaml:3:13: 'listen' has 2 entries, but may have one: on Linux a queue serves both directions; keep"
                        + " one and send both directions to it, or make each a lane of its own; with 'backend: divert4' it"
                        + " may have two, of direction in and out");
    }

    @Test
    void shouldListenAtAPortForEachDirectionOnDivert4() {
        String in = "{ port: 8668, backend: divert4, direction: in }";
        String out = "{ port: 8669, backend: divert4, direction: out }";
        DivertLane lane = diverted(parse(LANE.replace("[{ port: 8668 }]", "[" + in + ", " + out + "]")
                        + "    divert: { interfaces: [em0] }\n"))
                .get(0);

        assertThat(lane.threading()).isEqualTo(Threading.DEDICATED);
        assertThat(lane.listens()).extracting(ListenConfig::direction).containsExactly(Direction.IN, Direction.OUT);
        assertThat(lane.isDivert4()).isTrue();
        assertThat(lane.kernelRules())
                .containsExactly(
                        "ipfw set disable 10",
                        "ipfw add 1000 set 10 divert 8668 ip from any to any in recv em0",
                        "ipfw add 1010 set 10 divert 8669 ip from any to any out xmit em0");
        assertRefused(
                LANE.replace("[{ port: 8668 }]", "[" + in + ", " + out + "]") + "    threading: shared\n",
                "h.yaml:5:16: 'threading' is 'shared', but must be 'dedicated' where a lane listens at two ports");
        assertRefused(
                LANE.replace("port: 8668", "port: 8668, direction: in"),
                "h.yaml:3:39: 'direction' goes with divert(4) only: a netfilter queue knows it of each packet");
        assertRefused(
                LANE.replace("port: 8668", "port: 8668, backend: divert4, queues: 2"),
                "h.yaml:3:54: 'queues' is '2', but must be 1: divert(4) spreads no flows");
    }

    /** No rule of ipfw can divert to these, and 0 may be any port. Netfilter has queues of both numbers. */
    @ParameterizedTest
    @ValueSource(ints = {0, 65_535})
    void shouldRefusePortsThatNoRuleDivertsTo(int port) {
        String lane = LANE.replace("port: 8668", "port: " + port + ", backend: divert4");

        assertRefused(lane, "h.yaml:3:22: 'port' is '" + port + "', but must be 1 to 65534 with divert(4)");
        assertThat(diverted(parse(LANE.replace("port: 8668", "port: " + port + ", backend: nfqueue"))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_534})
    void shouldTakeTheFirstAndLastPortOfDivert4(int port) {
        String lane = LANE.replace("port: 8668", "port: " + port + ", backend: divert4");

        assertThat(diverted(parse(lane)).get(0).listen().port()).isEqualTo(port);
    }

    @Test
    void shouldRefuseTwoLanesOfOneNameOrQueue() {
        String second = "  - { name: %s, listen: [{ port: %d, queues: 2 }], chain: [{ plugin: passthru }] }\n";

        assertRefused(
                LANE + second.formatted("edge", 1),
                "h.yaml:5:13: 'name' is 'edge', but another lane has that name already");
        for (int port : new int[] {8667, 8668}) {
            assertRefused(
                    LANE + second.formatted("b", port),
                    "h.yaml:5:33: 'port' is '" + port + "', but queues " + port + " to " + (port + 1)
                            + " or some of them are those of lane 'edge'");
        }
        assertThat(parse(LANE + second.formatted("b", 8669)).lanes()).hasSize(2);
        assertThat(parse(LANE + second.formatted("b", 8666)).lanes()).hasSize(2);
    }

    @Test
    void shouldRefuseMoreLanesThanAMachineHasThreads() {
        StringBuilder yaml = new StringBuilder("lanes:\n");
        for (int i = 0; i < 65; i++) {
            yaml.append("  - { name: l%d, listen: [{ port: %d }], chain: [{ plugin: passthru }] }\n".formatted(i, i));
        }

        assertRefused(yaml.toString(), "h.yaml:66:5: 'lanes' has 65 entries, but may have 64");
    }

    @Test
    void shouldRefuseWhatNoRuleCanSay() {
        assertLineRefused(
                "divert: { interfaces: [eth0, 'a b', eth0], exempt: [tcp port 22, icmp] }",
                "h.yaml:5:34: 'interfaces': interface name must be 1 to 15 letters, digits and any of _ . @ + -: 'a b'",
                "h.yaml:5:41: 'interfaces' has 'eth0' twice",
                "h.yaml:5:70: 'exempt': exemption must be 'tcp port N' or 'udp port N' with N from 0 to 65535: 'icmp'");
    }

    @Test
    void shouldTellPlannedKeysFromUnknownOnes() {
        assertRefused(
                """
                lanes:
                  - name: edge
                    listen: [{ port: 1, address: 226.0.0.1 }]
                    divert: { interfaces: [eth0], match: ip }
                    chain: [{ rules: edge.rules }]
                    send-to: []
                taps: []
                control: []
                metrics: {}
                """,
                "h.yaml:3:34: 'address' goes with mode multi or udp; whose packets are diverted is the matter of 'divert'",
                "h.yaml:4:35: 'match' is not supported by this version",
                "h.yaml:5:15: 'rules' is not supported by this version",
                "h.yaml:6:14: 'send-to' goes with listen of mode multi or udp: diverted packets go back where they came from",
                "h.yaml:7:7: 'taps' must have at least one entry",
                "h.yaml:8:10: 'control' must have at least one entry",
                "h.yaml:9:1: 'metrics' is not supported by this version");
    }

    @Test
    void shouldReportEverythingAtOnceByLine() {
        assertRefused(
                """
                lanes:
                  - name: Edge
                    listen: [{ port: 70000, queues: 0 }]
                    slots: 100
                    enforce: yes
                    chian: []
                    on-full: maybe
                    chain:
                      - { plugin: tll, on-error: stop }
                      - { plugin: ttl, with: { set: 0 } }
                      - { plugin: drop, with: { protocol: icmp } }
                      - 7
                  - name: other
                tap: 1
                """,
                "h.yaml:2:11: 'name' is 'Edge', but must be 1 to 16 lower case letters, digits and dashes,"
                        + " a letter first",
                "h.yaml:3:22: 'port' is '70000', but must be a number from 0 to 65535",
                "h.yaml:3:37: 'queues' is '0', but must be a number from 1 to 64",
                "h.yaml:4:12: 'slots' is '100', but must be a power of two from 64 to 16384",
                "h.yaml:5:14: 'enforce' is 'yes', but must be one of true, false",
                "h.yaml:6:5: unknown key 'chian'; did you mean 'chain'? known here: name, listen, enforce, hold,"
                        + " seed, chain, slots, stall-limit, divert, on-full, threading, queue-length",
                "h.yaml:7:14: 'on-full' is 'maybe', but must be one of fail-open, fail-closed, backpressure",
                "h.yaml:9:19: 'plugin' is 'tll', but there is no such plugin; did you mean 'ttl'? there are: anonymise,"
                        + " arbitrate, blocklist, dns-block, dns-steer, drop, header-normalise, impair, mss-clamp, nat,"
                        + " nat-static, passthru, payload-replace, prefix, rate-limit, sample, sequence, sni-block, tap-only, ttl",
                "h.yaml:9:34: 'on-error' is 'stop', but must be one of pass, drop",
                "h.yaml:10:37: 'set' is '0', but must be a number from 1 to 255",
                "h.yaml:11:31: 'port' is missing: give a number from 0 to 65535",
                "h.yaml:11:43: 'protocol' is 'icmp', but must be one of tcp, udp",
                "h.yaml:12:9: an entry of 'chain' must be a block of keys",
                "h.yaml:13:5: missing key 'listen': give a list with at least one entry",
                "h.yaml:13:5: missing key 'chain': give a list with at least one entry",
                "h.yaml:14:1: unknown key 'tap'; did you mean 'taps'? known here: plugins, lanes, control, state, taps");
    }

    @Test
    void shouldCountTheErrorsInItsReport() {
        assertThatThrownBy(() -> parse("lanes: []\n"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        wrong -> assertThat(wrong.report())
                                .isEqualTo("h.yaml:1:8: 'lanes' must have at least one entry\n1 error"));
        assertThatThrownBy(() -> parse("other: 1\n"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        wrong -> assertThat(wrong.report()).endsWith("\n2 errors"));
    }

    @Test
    void shouldReadAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("good.yaml"), LANE);

        assertThat(reader.read(file).lanes()).hasSize(1);
    }
}
