package io.headgate.plugin.dnssteer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.Result;
import io.headgate.testkit.packet.Packets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.DnsPacket;
import org.pcap4j.packet.DnsRDataA;
import org.pcap4j.packet.DnsRDataAaaa;
import org.pcap4j.packet.DnsResourceRecord;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpSelector;
import org.pcap4j.packet.UdpPacket;

class DnsSteerTest {
    private static final String ASKING = "10.0.0.1:5000 > 192.0.2.53:53";
    private static final String ANSWERING = "192.0.2.53:53 > 10.0.0.1:5000";
    private static final String NAME = "app.example.com";

    private final List<Map<String, Object>> rules = new ArrayList<>();
    private final FilterHarness harness =
            FilterHarness.of(new DnsSteerFactory()).with("steer", rules);

    @AfterEach
    void close() {
        harness.close();
    }

    private Map<String, Object> rule(String... to) {
        Map<String, Object> rule = new HashMap<>(Map.of("name", NAME, "to", List.of(to)));
        rules.add(rule);
        return rule;
    }

    /** The records of the answer section as pcap4j reads them; the packet's checksum must be right. */
    private static List<DnsResourceRecord> records(byte[] packet) {
        try {
            UdpPacket udp = IpSelector.newPacket(packet, 0, packet.length).get(UdpPacket.class);
            byte[] dns = udp.getPayload().getRawData();
            return DnsPacket.newPacket(dns, 0, dns.length).getHeader().getAnswers();
        } catch (IllegalRawDataException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static List<String> addresses(byte[] packet) {
        return records(packet).stream()
                .map(record -> record.getRData() instanceof DnsRDataA ipv4
                        ? ipv4.getAddress().getHostAddress()
                        : record.getRData() instanceof DnsRDataAaaa ipv6
                                ? ipv6.getAddress().getHostAddress()
                                : "other")
                .toList();
    }

    private List<String> ask(String ends, String name, int type) {
        int before = harness.start().result().injected().size();
        Outcome outcome = harness.filter(Packets.udp(ends).payload(Message.query(name, type)));
        List<byte[]> injected = harness.result().injected();
        if (outcome.hasLeft()) {
            assertThat(injected).hasSize(before);
            return List.of("passed");
        }
        assertThat(outcome.dropReason()).isEqualTo("answered");
        return addresses(injected.get(injected.size() - 1));
    }

    private List<String> ask(int type) {
        return ask(ASKING, NAME, type);
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(DnsSteerFactory.class)
                .returns("dns-steer", FilterFactory::name);
        assertThat(new DnsSteerFactory().options())
                .extracting(Option::name)
                .containsExactly("steer", "mode", "fresh", "port");
    }

    @Test
    void shouldAnswerByTypeAndName() {
        rule("10.0.0.5", "2001:db8::5").put("ttl", 7);

        assertThat(ask(Message.A)).containsExactly("10.0.0.5");
        assertThat(records(harness.result().injected().get(0)))
                .singleElement()
                .satisfies(record -> assertThat(record.getTtlAsLong()).isEqualTo(7));
        assertThat(ask(Message.AAAA)).containsExactly("2001:db8:0:0:0:0:0:5");
        assertThat(ask(Message.MX)).isEmpty();
        assertThat(ask(ASKING, "APP.example.com", Message.A)).containsExactly("10.0.0.5");
        assertThat(ask(ASKING, "www.app.example.com", Message.A)).containsExactly("passed");
        assertThat(ask(ASKING, "example.com", Message.A)).containsExactly("passed");
        assertThat(ask("10.0.0.1:5000 > 192.0.2.53:5353", NAME, Message.A)).containsExactly("passed");
        assertThat(harness.result().counter("steered")).isEqualTo(4);
    }

    @Test
    void shouldTakeTheFirstRuleThatFits() {
        rule("10.0.0.5").put("clients", List.of("10.0.0.0/31", "2001:db8:1::/48"));
        rule("10.0.0.6").put("clients", List.of("10.1.0.0/16"));
        rule("10.0.0.7").putAll(Map.of("name", "example.com", "subdomains", true));

        assertThat(ask("10.0.0.1:1 > 192.0.2.53:53", NAME, Message.A)).containsExactly("10.0.0.5");
        assertThat(ask("10.0.0.2:1 > 192.0.2.53:53", NAME, Message.A)).containsExactly("10.0.0.7");
        assertThat(ask("10.1.255.255:1 > 192.0.2.53:53", NAME, Message.A)).containsExactly("10.0.0.6");
        assertThat(ask("[2001:db8:1:ffff::1]:1 > [2001:db8::53]:53", NAME, Message.A))
                .containsExactly("10.0.0.5");
        assertThat(ask("[2001:db8:2::1]:1 > [2001:db8::53]:53", NAME, Message.A))
                .containsExactly("10.0.0.7");
        assertThat(ask(ASKING, "a.b.example.com", Message.A)).containsExactly("10.0.0.7");
    }

    @Test
    void shouldRotate() {
        rule("10.0.0.5", "10.0.0.6", "10.0.0.7");

        Set<String> first = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            List<String> answer = ask(Message.A);
            assertThat(answer).containsExactlyInAnyOrder("10.0.0.5", "10.0.0.6", "10.0.0.7");
            first.add(answer.get(0));
        }
        assertThat(first).hasSize(3);
    }

    @Test
    void shouldStayWithAClientsAddress() {
        rule("10.0.0.5", "10.0.0.6", "10.0.0.7").put("choose", "hash");
        Map<String, Integer> counts = new HashMap<>();
        for (int client = 0; client < 300; client++) {
            String ends = "10.0." + client / 100 + "." + client % 100 + ":1 > 192.0.2.53:53";
            List<String> answer = ask(ends, NAME, Message.A);
            assertThat(answer).hasSize(1);
            assertThat(ask(ends, NAME, Message.A)).isEqualTo(answer);
            counts.merge(answer.get(0), 1, Integer::sum);
        }
        assertThat(counts).hasSize(3);
        assertThat(counts.values()).allMatch(count -> count > 60);
    }

    @Test
    void shouldGiveAllAsTheyStand() {
        rule("10.0.0.7", "10.0.0.5").put("choose", "all");

        assertThat(ask(Message.A)).containsExactly("10.0.0.7", "10.0.0.5");
        assertThat(ask(Message.A)).containsExactly("10.0.0.7", "10.0.0.5");
    }

    @Test
    void shouldGoByWhatHostsReport() {
        rule("10.0.0.5", "10.0.0.6").putAll(Map.of("choose", "least", "load", List.of("app1.load", "app2.load")));
        harness.telemetry("app1.load", 0.9).telemetry("app2.load", 0.2);

        assertThat(ask(Message.A)).containsExactly("10.0.0.6");
        assertThat(ask(Message.A)).containsExactly("10.0.0.6");
        harness.telemetry("app2.load", 1.5);
        assertThat(ask(Message.A)).containsExactly("10.0.0.5");
        harness.advance(Duration.ofSeconds(9));
        harness.telemetry("app2.load", 1.5);
        harness.advance(Duration.ofSeconds(2));
        assertThat(ask(Message.A)).as("the other number is stale").containsExactly("10.0.0.6");
        harness.advance(Duration.ofSeconds(10));
        assertThat(List.of(ask(Message.A).get(0), ask(Message.A).get(0)))
                .as("in turn")
                .containsExactlyInAnyOrder("10.0.0.5", "10.0.0.6");
    }

    @Test
    void shouldRewriteAnswersInPlace() {
        rule("10.0.0.5", "10.0.0.6").putAll(Map.of("choose", "all", "ttl", 20));
        harness.with("mode", "rewrite");
        byte[] answer = Message.response(
                NAME,
                Message.A,
                "c00c 0005 0001 0000012c 0004 01 78 c010",
                "c02d 0001 0001 0000012c 0004 c6336401",
                "c02d 0001 0001 0000000a 0004 c6336402",
                "c02d 0001 0001 0000012c 0004 c6336403");

        Outcome outcome = harness.filter(Packets.udp(ANSWERING).payload(answer));

        assertThat(addresses(outcome.bytes())).containsExactly("other", "10.0.0.5", "10.0.0.6", "10.0.0.5");
        assertThat(records(outcome.bytes()))
                .extracting(DnsResourceRecord::getTtlAsLong)
                .containsExactly(300L, 20L, 10L, 20L);
        assertThat(outcome.bytes()).hasSameSizeAs(outcome.arrivedBytes());
        assertThat(outcome.isChanged()).isTrue();
        assertThat(harness.filter(Packets.udp(ASKING).payload(Message.query(NAME, Message.A)))
                        .hasLeft())
                .isTrue();
        Outcome ipv6 = harness.filter(Packets.udp(ANSWERING)
                .payload(Message.response(
                        NAME, Message.AAAA, "c00c 001c 0001 0000012c 0010 20010db8000000000000000000000001")));
        assertThat(ipv6.isChanged()).as("the rule has no such address").isFalse();
        Outcome other = harness.filter(Packets.udp(ANSWERING)
                .payload(Message.response("www.example.com", Message.A, "c00c 0001 0001 0000012c 0004 c6336401")));
        assertThat(other.isChanged()).isFalse();
        assertThat(harness.result().counter("steered")).isEqualTo(1);
        assertThat(harness.result().counter("truncated")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"answer", "rewrite"})
    void shouldPassFragmentsUnread(String mode) {
        rule("10.0.0.5");
        harness.with("mode", mode);
        boolean isAnswering = mode.equals("answer");
        byte[] message = isAnswering
                ? Message.query(NAME, Message.A)
                : Message.response(
                        NAME,
                        Message.A,
                        "c00c 0001 0001 0000012c 0004 c6336401",
                        "c00c 0001 0001 0000012c 0004 c6336402");
        byte[] whole = Packets.udp(isAnswering ? ASKING : ANSWERING)
                .payload(Arrays.copyOf(message, message.length + 8))
                .build();

        Result result =
                harness.feed(Packets.fragments(whole, isAnswering ? 48 : 64).toArray(byte[][]::new));

        assertThat(result.packets()).hasSize(2).allMatch(Outcome::hasLeft).noneMatch(Outcome::isChanged);
        assertThat(result.counter("steered") + result.counter("truncated")).isZero();
        assertThat(MapSettings.create(new DnsSteerFactory(), Map.of("steer", rules))
                        .needsFragmentPorts())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"answer", "rewrite"})
    void shouldAllocateNothing(String mode) {
        rule("10.0.0.5", "10.0.0.6", "2001:db8::5").put("clients", List.of("192.168.0.0/16", "10.0.0.0/8"));
        harness.with("mode", mode);

        harness.assertNoAllocation(
                Packets.udp(ASKING).payload(Message.query(NAME, Message.A)),
                Packets.udp(ASKING).payload(Message.query("other.example", Message.A)),
                Packets.udp(ANSWERING)
                        .payload(Message.response(NAME, Message.A, "c00c 0001 0001 0000012c 0004 c6336401")));
    }

    /** Whatever arrives, the filter does not fail: the harness would. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void shouldSurviveDamagedMessages(long seed) {
        rule("10.0.0.5", "10.0.0.6", "2001:db8::5");
        harness.with("mode", seed == 31 ? "answer" : "rewrite");
        Random random = new Random(seed);
        byte[] whole = seed == 31
                ? Message.query(NAME, Message.A)
                : Message.response(NAME, Message.A, "c00c 0001 0001 0000012c 0004 c6336401");
        for (int i = 0; i < 5_000; i++) {
            int length = random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length;
            byte[] damaged = Arrays.copyOf(whole, length);
            for (int j = random.nextInt(4); j > 0 && length > 0; j--) {
                damaged[random.nextInt(length)] = (byte) random.nextInt();
            }
            harness.filter(Packets.udp(seed == 31 ? ASKING : ANSWERING).payload(damaged));
        }
        assertThat(harness.result().counter("steered")).as("seed %d", seed).isGreaterThan(500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "to; 10.0.0.0/8; must be 1 to 64 addresses, no networks",
                "to; host; is no network",
                "clients; 10.0.0.1/8; 'clients'",
                "load; app.load; needs one name for each address with 'choose: least', and none otherwise"
            })
    void shouldSayWhatIsWrong(String key, String value, String message) {
        rule("10.0.0.5").put(key, List.of(value));

        assertThatThrownBy(harness::start).hasMessageContaining(message);
    }
}
