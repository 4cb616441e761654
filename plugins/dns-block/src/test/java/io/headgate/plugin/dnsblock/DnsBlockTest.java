package io.headgate.plugin.dnsblock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.Result;
import io.headgate.testkit.packet.Packets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.DnsPacket;
import org.pcap4j.packet.DnsRDataA;
import org.pcap4j.packet.DnsRDataAaaa;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpSelector;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.namednumber.DnsRCode;

class DnsBlockTest {
    private static final String ASKING = "10.0.0.1:5000 > 10.0.0.2:53";
    private static final String ASKING_IPV6 = "[2001:db8::1]:5000 > [2001:db8::2]:53";

    @TempDir
    private Path folder;

    private Path list;
    private FilterHarness harness;

    @BeforeEach
    void prepare() throws IOException {
        list = Files.writeString(folder.resolve("ads.txt"), "ads.example\n0.0.0.0 bad.example\n*.below.example\n");
        Path allow = Files.writeString(folder.resolve("allow.txt"), "good.ads.example\n");
        harness = FilterHarness.of(new DnsBlockFactory())
                .with("lists", List.of(Map.of("file", list.toString())))
                .with("allow", List.of(Map.of("file", allow.toString())))
                .with("reload", "10ms");
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private Outcome ask(String name) {
        return harness.filter(Packets.udp(ASKING).payload(Query.of(name, Query.A)));
    }

    /** The only answer, as pcap4j reads it; its checksums must be right. */
    private DnsPacket answer() throws IllegalRawDataException {
        List<byte[]> injected = harness.result().injected();
        assertThat(injected).hasSize(1);
        byte[] bytes = injected.get(0);
        Packet packet = IpSelector.newPacket(bytes, 0, bytes.length);
        if (packet.contains(IpV4Packet.class)) {
            IpV4Packet ip = packet.get(IpV4Packet.class);
            assertThat(ip.getHeader().hasValidChecksum(false)).isTrue();
            assertThat(ip.getHeader().getTtlAsInt()).isEqualTo(64);
        }
        UdpPacket udp = packet.get(UdpPacket.class);
        assertThat(udp.hasValidChecksum(address(bytes, true), address(bytes, false), false))
                .isTrue();
        byte[] dns = udp.getPayload().getRawData();
        return DnsPacket.newPacket(dns, 0, dns.length);
    }

    private static InetAddress address(byte[] packet, boolean isSource) {
        boolean isIpv4 = packet[0] >> 4 == 4;
        int length = isIpv4 ? 4 : 16;
        int at = (isIpv4 ? 12 : 8) + (isSource ? 0 : length);
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(packet, at, at + length));
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(DnsBlockFactory.class)
                .returns("dns-block", FilterFactory::name);
        assertThat(new DnsBlockFactory().options())
                .extracting(Option::name)
                .containsExactly(
                        "lists", "allow", "subdomains", "reload", "answer", "ipv4", "ipv6", "ttl", "tcp", "port");
    }

    @ParameterizedTest
    @CsvSource({
        "ads.example, true", "ADS.eXample, true", "www.ads.example, true", "good.ads.example, false",
        "a.good.ads.example, false", "bad.example, true", "below.example, false", "x.below.example, true",
        "example, false", "bads.example, false"
    })
    void shouldBlockWhatTheListsHave(String name, boolean isBlocked) {
        assertThat(ask(name).dropReason()).isEqualTo(isBlocked ? "blocked-name" : "");
        assertThat(harness.result().injected()).hasSize(isBlocked ? 1 : 0);
        assertThat(harness.result().counter("queries")).isEqualTo(1);
        assertThat(harness.result().counter("answered")).isEqualTo(isBlocked ? 1 : 0);
        assertThat(harness.result().counter("names")).isEqualTo(3);
    }

    @Test
    void shouldLeaveSubdomainsAloneIfAsked() {
        harness.with("subdomains", false);

        assertThat(ask("ads.example").hasLeft()).isFalse();
        assertThat(ask("www.ads.example").hasLeft()).isTrue();
        assertThat(ask("x.below.example").hasLeft()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"nxdomain, 3", "refused, 5", "nodata, 0"})
    void shouldAnswerAsAResolver(String kind, int rcode) throws Exception {
        harness.with("answer", kind);

        harness.filter(Packets.udp(ASKING).payload(Query.of("WWW.Ads.Example", Query.A, Query.OPT)));

        DnsPacket.DnsHeader header = answer().getHeader();
        assertThat(header.getId()).isEqualTo((short) 0x1234);
        assertThat(header.isResponse()).isTrue();
        assertThat(header.isAuthoritativeAnswer()).isFalse();
        assertThat(header.isRecursionDesired()).isTrue();
        assertThat(header.isRecursionAvailable()).isTrue();
        assertThat(header.getrCode()).isEqualTo(DnsRCode.getInstance((byte) rcode));
        assertThat(header.getQuestions())
                .singleElement()
                .satisfies(question -> assertThat(question.getQName().getName()).isEqualTo("WWW.Ads.Example"));
        assertThat(header.getAnswers()).isEmpty();
        assertThat(header.getAuthorities()).isEmpty();
        assertThat(header.getAdditionalInfo())
                .singleElement()
                .satisfies(opt -> assertThat(opt.getDataType().value()).isEqualTo((short) 41));
        assertThat(new OnePacket()
                        .load(harness.result().injected().get(0))
                        .udp()
                        .destinationPort())
                .isEqualTo(5000);
    }

    @Test
    void shouldGiveTheAddressOfASinkhole() throws Exception {
        harness.with("answer", "sinkhole")
                .with("ipv4", "192.0.2.80")
                .with("ipv6", "2001:db8::80")
                .with("ttl", 7);

        harness.filter(Packets.udp(ASKING_IPV6).payload(Query.of("ads.example", Query.AAAA)));

        assertThat(answer().getHeader().getAnswers()).singleElement().satisfies(record -> {
            assertThat(record.getTtlAsLong()).isEqualTo(7);
            assertThat(((DnsRDataAaaa) record.getRData()).getAddress().getHostAddress())
                    .isEqualTo("2001:db8:0:0:0:0:0:80");
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 192.0.2.80", "28, ''", "15, ''"})
    void shouldAnswerOtherTypesWithNothing(int type, String address) throws Exception {
        harness.with("answer", "sinkhole").with("ipv4", "192.0.2.80");

        harness.filter(Packets.udp(ASKING).payload(Query.of("ads.example", type)));

        DnsPacket.DnsHeader header = answer().getHeader();
        assertThat(header.getrCode()).isEqualTo(DnsRCode.NO_ERROR);
        assertThat(header.getAnswers())
                .extracting(
                        record -> ((DnsRDataA) record.getRData()).getAddress().getHostAddress())
                .containsExactlyElementsOf(address.isEmpty() ? List.of() : List.of(address));
    }

    @Test
    void shouldSayNothingIfAsked() {
        harness.with("answer", "drop");

        assertThat(ask("ads.example").dropReason()).isEqualTo("blocked-name");
        assertThat(harness.result().injected()).isEmpty();
        assertThat(harness.result().counter("unanswered")).isZero();
    }

    @Test
    void shouldLetEverythingElsePass() {
        byte[] query = Query.of("ads.example", Query.A);
        byte[] response = query.clone();
        response[2] |= (byte) 0x80;
        byte[] update = query.clone();
        update[2] = 0x28;
        byte[] two = query.clone();
        two[5] = 2;

        Result result = harness.feed(
                Packets.udp("10.0.0.2:53 > 10.0.0.1:5000").payload(response),
                Packets.udp(ASKING).payload(response),
                Packets.udp(ASKING).payload(update),
                Packets.udp(ASKING).payload(two),
                Packets.udp(ASKING).payload(Arrays.copyOf(query, 20)),
                Packets.udp("10.0.0.1:5000 > 10.0.0.2:5353").payload(query),
                Packets.icmpEcho("10.0.0.1 > 10.0.0.2"));

        assertThat(result.packets()).allMatch(Outcome::hasLeft).noneMatch(Outcome::isChanged);
        assertThat(result.counter("unreadable")).isEqualTo(2);
        assertThat(result.counter("queries")).isEqualTo(2);
    }

    /** The first fragment holds the question; an answer to it would be one to a message that is not known. */
    @ParameterizedTest
    @ValueSource(strings = {ASKING, ASKING_IPV6})
    void shouldPassFragmentsUnread(String ends) {
        byte[] query = Query.of("www.ads.example", Query.A, Query.OPT);
        byte[] datagram = Packets.udp(ends).payload(query).build();
        byte[] segment = Packets.tcp(ends).payload(Query.stream(query, query)).build();

        harness.feed(Packets.fragments(datagram, 48).toArray(byte[][]::new));
        Result result = harness.feed(Packets.fragments(segment, 72).toArray(byte[][]::new));

        assertThat(result.packets()).hasSize(4).allMatch(Outcome::hasLeft).noneMatch(Outcome::isChanged);
        assertThat(result.injected()).isEmpty();
        assertThat(result.counter("queries")).isZero();
        assertThat(new DnsBlockFactory()
                        .create(new MapSettings(Map.of("lists", List.of(Map.of("file", "ads.txt")))))
                        .needsFragmentPorts())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "pass"})
    void shouldResetConnections(String tcp) throws Exception {
        harness.with("tcp", tcp);
        byte[] good = Query.of("good.example", Query.A);
        byte[] bad = Query.of("ads.example", Query.A);

        Result result = harness.feed(
                Packets.tcp(ASKING).payload(Query.stream(good, good)),
                Packets.tcp(ASKING).payload(Arrays.copyOf(Query.stream(bad), 10)),
                Packets.tcp(ASKING).syn(),
                Packets.tcp(ASKING).payload(Query.stream(good, bad)));

        assertThat(result.packets().subList(0, 3)).allMatch(Outcome::hasLeft);
        boolean isReset = tcp.equals("reset");
        assertThat(result.packet(3).verdict()).isEqualTo(isReset ? Verdict.Kind.REJECT : Verdict.Kind.PASS);
        assertThat(result.dropped("blocked-name-tcp")).isEqualTo(isReset ? 1 : 0);
        if (isReset) {
            byte[] sent = result.injected().get(0);
            TcpPacket.TcpHeader header = IpSelector.newPacket(sent, 0, sent.length)
                    .get(TcpPacket.class)
                    .getHeader();
            assertThat(header.getRst()).isTrue();
            assertThat(header.getDstPort().valueAsInt()).isEqualTo(5000);
        }
    }

    @Test
    void shouldTakeAChangedListWhilePacketsFlow() throws Exception {
        assertThat(ask("new.example").hasLeft()).isTrue();
        Path fresh = Files.writeString(folder.resolve("fresh"), "new.example\n<broken>\n");
        Files.move(fresh, list, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        long deadlineNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (ask("new.example").hasLeft()) {
            assertThat(System.nanoTime()).as("the new list is read").isLessThan(deadlineNs);
        }

        assertThat(ask("ads.example").hasLeft()).isTrue();
        assertThat(harness.result().counter("reloads")).isEqualTo(1);
        assertThat(harness.result().counter("broken-lines")).isEqualTo(1);
        assertThat(harness.result().counter("names")).isEqualTo(1);
    }

    @Test
    void shouldAllocateNothing() {
        harness.assertNoAllocation(
                Packets.udp(ASKING).payload(Query.of("www.ads.example", Query.A, Query.OPT)),
                Packets.udp(ASKING).payload(Query.of("www.good.example", Query.A)),
                Packets.tcp(ASKING).payload(Query.stream(Query.of("good.example", Query.A))));
    }

    /** Whatever arrives, the filter does not fail (the harness would), and what it injects is a DNS response. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void shouldSurviveDamagedQueries(long seed) {
        Random random = new Random(seed);
        byte[] query = Query.of("www.ads.example", Query.A, Query.OPT);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = Arrays.copyOf(query, random.nextInt(4) == 0 ? random.nextInt(query.length) : query.length);
            for (int j = random.nextInt(4); j > 0 && damaged.length > 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            boolean isTcp = i % 5 == 0;
            harness.feed(
                    isTcp
                            ? Packets.tcp(ASKING).payload(damaged)
                            : Packets.udp(ASKING).payload(damaged));
        }
        List<byte[]> injected = harness.result().injected();
        assertThat(injected).as("seed %d", seed).hasSizeGreaterThan(100);
        for (byte[] bytes : injected) {
            boolean isUdp = bytes[9] == 17;
            // pcap4j cannot read names that are damaged, so the flags are looked at where they are.
            assertThat(!isUdp || (bytes[30] & 0x80) != 0)
                    .as("a response, seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> harness.with("answer", "sinkhole").start())
                .hasMessageContaining("'sinkhole' needs an address: give ipv4, ipv6 or both");
    }

    @ParameterizedTest
    @CsvSource({
        "ipv4, 192.0.2.1, only has a meaning with 'answer: sinkhole'",
        "ipv4, 2001:db8::1, is no IPv4 address; write 192.0.2.1",
        "ipv6, 2001:db8::/64, is no IPv6 address; write 2001:db8::1",
        "answer, nothing, 'must be one of nxdomain, refused, nodata, sinkhole, drop'"
    })
    void shouldSayWhatIsWrong(String key, String value, String message) {
        assertThatThrownBy(() -> harness.with(key, value).start()).hasMessageContaining(message);
    }
}
