package io.headgate.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headgate.daemon.config.yaml.ConfigException;
import io.headgate.daemon.config.yaml.Problem;
import io.headgate.engine.lane.Threading;
import io.headgate.net.multicast.SourceList;
import io.headgate.net.relay.TtlPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatagramLaneReaderTest {
    private static final String GROUP = "{ port: 4096, mode: multi, address: 226.0.0.1, interface: eth1 }";
    private static final String RECEIVER = "{ address: 226.0.0.9, port: 4097 }";

    private static DatagramLane parse(String listen, String sendTo) {
        ApplianceConfig config = new ConfigReader().parse("f.yaml", text(listen, sendTo, ""));
        assertThat(config.lanes()).hasSize(1);
        return (DatagramLane) config.lanes().get(0);
    }

    private static String text(String listen, String sendTo, String more) {
        return """
                lanes:
                  - name: feed
                    listen: [%s]
                    send-to: [%s]
                    chain: [{ plugin: passthru }]
                """.formatted(listen, sendTo) + more;
    }

    private static List<String> problems(String text) {
        ConfigException wrong =
                catchThrowableOfType(ConfigException.class, () -> new ConfigReader().parse("f.yaml", text));
        assertThat(wrong).as("accepted").isNotNull();
        return wrong.problems().stream().map(Problem::toString).toList();
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(HostAddress.parse(address), port);
    }

    @Test
    void shouldReadGroupsAndReceivers() {
        DatagramLane lane = parse(
                "{ port: 4096, mode: multi, address: 226.0.0.1, interface: eth1, sources: [192.0.2.7] },"
                        + " { port: 4096, mode: multi, address: \"ff3e::1\", interface: eth2, exclude: [\"2001:db8::1\"] }",
                RECEIVER + ", { address: 192.0.2.9, port: 5000, ttl: 4, interface: eth3, loop: true }, { port: 6000 },"
                        + " { address: 192.0.2.10, port: 5000, ttl: decrement },"
                        + " { address: 192.0.2.11, port: 5000, minimum-ttl: 8 }");

        assertThat(lane.isMulticast()).isTrue();
        assertThat(lane.groups()).hasSize(2);
        assertThat(lane.groups().get(0).sources().mode()).isEqualTo(SourceList.Mode.INCLUDE);
        assertThat(lane.groups().get(1).sources().mode()).isEqualTo(SourceList.Mode.EXCLUDE);
        assertThat(lane.whence()).isEqualTo("226.0.0.1:4096 on eth1 and [ff3e:0:0:0:0:0:0:1]:4096 on eth2");
        assertThat(lane.threading()).isEqualTo(Threading.SHARED);
        assertThat(lane.isFailOpen()).isFalse();
        assertThat(lane.sendTo())
                .extracting(receiver -> receiver.ttl())
                .containsExactly(
                        TtlPolicy.keep(),
                        TtlPolicy.set(4),
                        TtlPolicy.keep(),
                        TtlPolicy.decrement(),
                        TtlPolicy.minimum(8));
        assertThat(lane.sendTo().get(1).isLooped()).isTrue();
        assertThat(lane.sendTo().get(1).interfaceName()).isEqualTo("eth3");
        assertThat(lane.sendTo().get(2).address()).as("taken from each packet").isNull();
    }

    @Test
    void shouldReadPortsOfThisHost() {
        DatagramLane lane = parse("{ port: 8125, mode: udp }, { port: 53, mode: udp, address: 127.0.0.1 }", RECEIVER);

        assertThat(lane.isMulticast()).isFalse();
        assertThat(lane.hosts()).containsExactly(at("0.0.0.0", 8125), at("127.0.0.1", 53));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            address: 10.0.0.1  | 'address': group 10.0.0.1: no multicast address
            address: 226.0.0   | 'address': '226.0.0' is no IPv4 or IPv6 address
            address: feed.example | 'address': 'feed.example' is no IPv4 or IPv6 address
            address: 226.0.0.256 | 'address': '226.0.0.256' is no IPv4 or IPv6 address
            address: 224.0.0.5 | use; say 'link-local: true' if it is really meant
            port: 0            | 'port' is '0', but must be a number from 1 to 65535
            port: 65536        | 'port' is '65536', but must be a number from 1 to 65535
            sources: ["2001:db8::7"] | 2001:db8:0:0:0:0:0:7 is of another IP version than the group
            sources: [226.0.0.7] | sources: 226.0.0.7 is no sender's address
            sources: [192.0.2.7, 192.0.2.7] | has '192.0.2.7' twice
            queues: 2          | 'queues' goes with mode divert
            """)
    void shouldSayWhatIsWrongWithAGroup(String change, String message) {
        String key = change.substring(0, change.indexOf(':'));
        String listen = Arrays.stream(GROUP.replaceAll("[{}]", "").split(","))
                .map(String::strip)
                .filter(entry -> !entry.startsWith(key + ":"))
                .reduce(change, (all, entry) -> all + ", " + entry);

        assertThat(problems(text("{ " + listen + " }", RECEIVER, "")))
                .singleElement()
                .asString()
                .contains(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            address: 226.0.0.1, port: 4096 | the lane itself listens at 226.0.0.1:4096: what it sends there would come back
            address: 226.0.0.9, port: 1, ttl: 256 | 'ttl' is '256', but must be keep, decrement, or a number from 1 to 255
            address: 226.0.0.9, port: 1, ttl: 0 | 'ttl' is '0', but must be keep, decrement, or a number from 1 to 255
            address: 226.0.0.9, port: 1, ttl: 4, minimum-ttl: 3 | 'minimum-ttl' goes with 'ttl: keep' only
            address: 224.0.0.9, port: 1 | say 'link-local: true' if it is really meant
            address: 0.0.0.0, port: 1 | address 0.0.0.0 is nobody
            adress: 226.0.0.9, port: 1 | unknown key 'adress'; did you mean 'address'?
            """)
    void shouldSayWhatIsWrongWithAReceiver(String receiver, String message) {
        assertThat(problems(text(GROUP, "{ " + receiver + " }", "")))
                .singleElement()
                .asString()
                .startsWith("f.yaml:4:")
                .contains(message);
    }

    @Test
    void shouldSayWhatDoesNotGoTogether() {
        assertThat(problems(text(GROUP + ", { port: 1, mode: udp }", RECEIVER, "")))
                .containsExactly(
                        "f.yaml:3:13: 'listen' has entries of mode multi and of mode udp; make each kind a lane of"
                                + " its own");
        assertThat(problems(text(GROUP + ", { port: 1 }", RECEIVER, "")))
                .containsExactly(
                        "f.yaml:3:13: 'listen' has entries of mode divert and others; make each kind a lane of its own");
        assertThat(problems(text(GROUP + ", " + GROUP, RECEIVER, "")))
                .singleElement()
                .asString()
                .contains("the lane joins group 226.0.0.1 port 4096 on eth1 twice");
        assertThat(problems(text(GROUP, RECEIVER, "    on-full: fail-open\n")))
                .singleElement()
                .asString()
                .contains("'on-full' goes with listen of mode divert: a socket that is full drops");
        assertThat(problems(text(GROUP, "", "")))
                .containsExactly("f.yaml:4:14: 'send-to' must have at least one entry");
    }

    @Test
    void shouldReadHowOftenToRejoin() {
        String without = text(GROUP, RECEIVER, "");

        assertThat(rejoin(without)).isZero();
        assertThat(rejoin(without + "    rejoin: 10\n")).hasSeconds(10);
        assertThat(rejoin(without + "    rejoin: 86400\n")).hasSeconds(86_400);
        for (String wrong : List.of("9", "86401", "often")) {
            assertThat(problems(without + "    rejoin: " + wrong + "\n"))
                    .containsExactly("f.yaml:6:13: 'rejoin' is '" + wrong + "', but must be a number from 10 to 86400");
        }
        assertThat(problems(text("{ port: 1, mode: udp }", RECEIVER, "    rejoin: 60\n")))
                .containsExactly("f.yaml:6:13: 'rejoin' goes with listen of mode multi");
        assertThat(problems("""
                lanes:
                  - name: feed
                    listen: [{ port: 1 }]
                    rejoin: 60
                    chain: [{ plugin: passthru }]
                """)).containsExactly("f.yaml:4:13: 'rejoin' goes with listen of mode multi");
    }

    private static Duration rejoin(String text) {
        return ((DatagramLane) new ConfigReader().parse("f.yaml", text).lanes().get(0)).rejoin();
    }

    @Test
    void shouldTakeLinkLocalGroupsThatAreMeant() {
        DatagramLane lane = parse(
                "{ port: 5353, mode: multi, address: 224.0.0.251, interface: eth1, link-local: true }",
                "{ address: 224.0.0.251, port: 5353, interface: eth2, link-local: true }");

        assertThat(lane.linkLocal()).hasSize(1);
        assertThat(lane.sendTo()).hasSize(1);
    }
}
