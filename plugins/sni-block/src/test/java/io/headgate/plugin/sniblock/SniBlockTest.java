package io.headgate.plugin.sniblock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.Result;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.TcpBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpSelector;
import org.pcap4j.packet.TcpPacket;

class SniBlockTest {
    private static final String ENDS = "10.0.0.1:40000 > 10.0.0.2:443";
    private static final String ENDS_IPV6 = "[2001:db8::1]:40000 > [2001:db8::2]:443";

    /** Close to the end of the numbers, so that streams go beyond it. */
    private static final int BEGIN = -100;

    private static final byte[] BAD = ClientHellos.jdk("www.bad.example");
    private static final byte[] GOOD = ClientHellos.jdk("good.bad.example");

    @TempDir
    private Path folder;

    private FilterHarness harness;

    @BeforeEach
    void prepare() throws IOException {
        Path list = Files.writeString(folder.resolve("bad.txt"), "bad.example\n");
        Path allow = Files.writeString(folder.resolve("allow.txt"), "good.bad.example\n");
        harness = FilterHarness.of(new SniBlockFactory())
                .with("lists", List.of(Map.of("file", list.toString())))
                .with("allow", List.of(Map.of("file", allow.toString())));
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private static TcpBuilder data(byte[] stream, int from, int to) {
        return Packets.tcp(ENDS).sequence(BEGIN + 1 + from).payload(Arrays.copyOfRange(stream, from, to));
    }

    private static TcpBuilder whole(byte[] stream) {
        return data(stream, 0, stream.length);
    }

    private void connect() {
        assertThat(harness.filter(Packets.tcp(ENDS).sequence(BEGIN).syn()).hasLeft())
                .isTrue();
    }

    private long count(String counter) {
        return harness.result().counter(counter);
    }

    private static TcpPacket.TcpHeader header(byte[] packet) throws IllegalRawDataException {
        return IpSelector.newPacket(packet, 0, packet.length)
                .get(TcpPacket.class)
                .getHeader();
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(SniBlockFactory.class)
                .returns("sni-block", FilterFactory::name);
        assertThat(new SniBlockFactory().options())
                .extracting(Option::name)
                .containsExactly("lists", "allow", "subdomains", "reload", "ports", "action", "quic", "flows");
    }

    @ParameterizedTest
    @CsvSource({
        "bad.example, true",
        "WWW.Bad.Example, true",
        "good.bad.example, false",
        "example, false",
        "verybad.example, false"
    })
    void shouldBlockWhatTheListsHave(String name, boolean isBlocked) {
        connect();

        Outcome outcome = harness.filter(whole(ClientHellos.of(name, "", 0)));

        assertThat(outcome.dropReason()).isEqualTo(isBlocked ? "blocked-name" : "");
        assertThat(count("hellos")).isEqualTo(1);
        assertThat(count("awaited")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {ENDS, ENDS_IPV6})
    void shouldResetBothEnds(String ends) throws Exception {
        TcpBuilder hello = Packets.tcp(ends).sequence(77).acknowledgment(99).payload(BAD);

        assertThat(harness.filter(hello).verdict()).isEqualTo(Verdict.Kind.REJECT);

        List<byte[]> sent = harness.result().injected();
        assertThat(sent).hasSize(2);
        TcpPacket.TcpHeader toServer = sent.stream()
                .map(this::headerOf)
                .filter(header -> header.getDstPort().valueAsInt() == 443)
                .findFirst()
                .orElseThrow();
        assertThat(toServer.getRst() && toServer.getAck()).isTrue();
        assertThat(toServer.getSequenceNumber()).isEqualTo(77);
        assertThat(toServer.getAcknowledgmentNumber()).isEqualTo(99);
        TcpPacket.TcpHeader toClient = sent.stream()
                .map(this::headerOf)
                .filter(header -> header.getSrcPort().valueAsInt() == 443)
                .findFirst()
                .orElseThrow();
        assertThat(toClient.getRst()).isTrue();
        assertThat(toClient.getSequenceNumber()).isEqualTo(99);
    }

    private TcpPacket.TcpHeader headerOf(byte[] packet) {
        try {
            return header(packet);
        } catch (IllegalRawDataException wrong) {
            throw new AssertionError(wrong);
        }
    }

    @Test
    void shouldSayNothingIfAsked() {
        harness.with("action", "drop");

        assertThat(harness.filter(data(BAD, 0, BAD.length)).verdict()).isEqualTo(Verdict.Kind.DROP);
        assertThat(harness.result().injected()).isEmpty();
    }

    /** Wherever the hello is cut, with the beginning of the connection seen or not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldPutTogetherAHelloOfTwoSegments(boolean isBeginSeen) throws Exception {
        for (int cut = 1; cut < BAD.length; cut++) {
            harness.advance(Duration.ofSeconds(31)); // The last connection is forgotten.
            if (isBeginSeen) {
                connect();
            }
            int before = harness.result().injected().size();

            assertThat(harness.filter(data(BAD, 0, cut)).hasLeft())
                    .as("cut %d", cut)
                    .isTrue();
            assertThat(harness.filter(data(BAD, cut, BAD.length)).dropReason())
                    .as("cut %d", cut)
                    .isEqualTo("blocked-name");

            List<byte[]> sent = harness.result().injected();
            TcpPacket.TcpHeader reset = header(sent.get(before)).getDstPort().valueAsInt() == 443
                    ? header(sent.get(before))
                    : header(sent.get(before + 1));
            assertThat(reset.getSequenceNumber()).isEqualTo(BEGIN + 1 + cut);
        }
        assertThat(count("split-hello")).isEqualTo(BAD.length - 1);
        assertThat(count("evicted")).isZero();
    }

    @Test
    void shouldTakeSegmentsAgainAndOverlapping() throws Exception {
        connect();
        assertThat(harness.filter(data(BAD, 0, 40)).hasLeft()).isTrue();
        assertThat(harness.filter(data(BAD, 0, 40)).hasLeft()).isTrue();
        assertThat(harness.filter(data(BAD, 20, 90)).hasLeft()).isTrue();
        assertThat(harness.filter(data(BAD, 60, BAD.length)).dropReason()).isEqualTo("blocked-name");

        List<Integer> sequences = harness.result().injected().stream()
                .map(this::headerOf)
                .filter(header -> header.getDstPort().valueAsInt() == 443)
                .map(TcpPacket.TcpHeader::getSequenceNumber)
                .toList();
        assertThat(sequences).as("what the server expects next").containsExactly(BEGIN + 1 + 90);
        assertThat(harness.filter(data(BAD, 60, BAD.length)).dropReason())
                .as("once more")
                .isEqualTo("blocked-name");
    }

    @Test
    void shouldHoldOutAgainstSegmentsOutOfOrder() {
        connect();

        assertThat(harness.filter(data(BAD, 90, BAD.length)).dropReason()).isEqualTo("hello-out-of-order");
        assertThat(harness.filter(data(BAD, 0, 90)).hasLeft()).isTrue();
        assertThat(harness.filter(data(BAD, 90, BAD.length)).dropReason()).isEqualTo("blocked-name");
    }

    @Test
    void shouldLetAllowedConnectionsGoOn() {
        connect();
        harness.filter(data(GOOD, 0, 50));
        harness.filter(data(GOOD, 50, GOOD.length));
        byte[] encrypted = new byte[GOOD.length + 1_000];
        new Random(5).nextBytes(encrypted);
        encrypted[GOOD.length] = 0x17;
        harness.filter(data(encrypted, GOOD.length, encrypted.length));

        assertThat(harness.result().packets()).allMatch(Outcome::hasLeft).noneMatch(Outcome::isChanged);
        assertThat(harness.result().injected()).isEmpty();
        assertThat(count("hellos")).isEqualTo(1);
    }

    @Test
    void shouldLetThroughWhatItCannotJudge() {
        byte[] nameless = ClientHellos.of("", "", 0);
        byte[] damaged = ClientHellos.of("bad.example", "00000000", 0);
        byte[] tooLong = ClientHellos.of("bad.example", "", 5_000);

        harness.feed(
                Packets.tcp("10.0.0.1:1 > 10.0.0.2:443").payload(nameless),
                Packets.tcp("10.0.0.1:2 > 10.0.0.2:443").payload(damaged),
                Packets.tcp("10.0.0.1:3 > 10.0.0.2:443").sequence(0).payload(Arrays.copyOf(tooLong, 4_000)),
                Packets.tcp("10.0.0.1:3 > 10.0.0.2:443")
                        .sequence(4_000)
                        .payload(Arrays.copyOfRange(tooLong, 4_000, tooLong.length)),
                Packets.tcp("10.0.0.1:4 > 10.0.0.2:443").payload("GET / HTTP/1.1\r\n\r\n"),
                Packets.tcp("10.0.0.1:5 > 10.0.0.2:8443").payload(BAD),
                Packets.udp("10.0.0.1:6 > 10.0.0.2:443").payload(quic(1, 0xC0)));

        assertThat(harness.result().packets()).allMatch(Outcome::hasLeft);
        assertThat(count("nameless")).isEqualTo(1);
        assertThat(count("damaged")).isEqualTo(1);
        assertThat(count("too-long")).isEqualTo(1);
    }

    @Test
    void shouldJudgeAnEncryptedHelloByItsOuterName() {
        byte[] outer = ClientHellos.of("bad.example", "fe0d000400000000", 0);

        assertThat(harness.filter(whole(outer)).dropReason()).isEqualTo("blocked-name");
        assertThat(count("encrypted-hello")).isEqualTo(1);
    }

    @Test
    void shouldGoByPorts() {
        harness.with("ports", List.of("8443", "443"));

        assertThat(harness.filter(Packets.tcp("10.0.0.1:5 > 10.0.0.2:8443").payload(BAD))
                        .hasLeft())
                .isFalse();
        assertThatThrownBy(() -> FilterHarness.of(new SniBlockFactory())
                        .with("lists", List.of(Map.of("file", "a")))
                        .with("ports", List.of("https"))
                        .start())
                .hasMessageContaining("'https' is no port; write numbers from 1 to 65535");
    }

    private static byte[] quic(int version, int first) {
        byte[] datagram = new byte[1_200];
        datagram[0] = (byte) first;
        datagram[1] = (byte) (version >> 24);
        datagram[2] = (byte) (version >> 16);
        datagram[3] = (byte) (version >> 8);
        datagram[4] = (byte) version;
        return datagram;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0xC3, true",
        "1, 0xE3, false",
        "1, 0x43, false",
        "0, 0xC0, false",
        "0x6B3343CF, 0xD0, true",
        "0x6B3343CF, 0xC0, false",
        "7, 0xF0, true"
    })
    void shouldKeepQuicFromBeginning(String version, String first, boolean isDropped) {
        harness.with("quic", "drop");
        byte[] datagram = quic(Long.decode(version).intValue(), Integer.decode(first));

        Outcome outcome =
                harness.filter(Packets.udp("10.0.0.1:6 > 10.0.0.2:443").payload(datagram));

        assertThat(outcome.dropReason()).isEqualTo(isDropped ? "quic" : "");
        assertThat(harness.filter(Packets.udp("10.0.0.1:6 > 10.0.0.2:444").payload(datagram))
                        .hasLeft())
                .isTrue();
    }

    /** Its first five bytes are in the first fragment. */
    @Test
    void shouldKeepQuicInFragmentsFromBeginning() {
        harness.with("quic", "drop");
        byte[] whole =
                Packets.udp("10.0.0.1:6 > 10.0.0.2:443").payload(quic(1, 0xC3)).build();

        Result result = harness.feed(Packets.fragments(whole, 800).toArray(byte[][]::new));

        assertThat(result.packet(0).dropReason()).isEqualTo("quic");
        assertThat(result.packet(1).hasLeft()).isTrue();
    }

    @Test
    void shouldForgetTheLongestSilentConnections() {
        harness.with("flows", 16);
        for (int port = 1; port <= 100; port++) {
            harness.filter(Packets.tcp("10.0.0.1:" + port + " > 10.0.0.2:443").syn());
        }
        harness.filter(
                Packets.tcp("10.0.0.1:100 > 10.0.0.2:443").sequence(0x0102_0305).payload(GOOD));

        assertThat(count("evicted")).isEqualTo(84);
        assertThat(count("awaited")).isEqualTo(16);
    }

    @Test
    void shouldAllocateNothing() {
        harness.assertNoAllocation(
                Packets.tcp(ENDS).sequence(BEGIN).syn(),
                data(GOOD, 0, 60),
                data(GOOD, 60, GOOD.length),
                Packets.tcp("10.0.0.1:7 > 10.0.0.2:443").payload(GOOD),
                Packets.tcp("10.0.0.1:8 > 10.0.0.2:443").payload(BAD),
                Packets.tcp("10.0.0.1:9 > 10.0.0.2:443").payloadLength(1_400));
    }

    /** Whatever arrives, in whatever pieces, the filter does not fail: the harness would. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void shouldSurviveDamagedStreams(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            byte[] stream = BAD.clone();
            for (int j = random.nextInt(3); j > 0; j--) {
                stream[random.nextInt(random.nextBoolean() ? 60 : stream.length)] = (byte) random.nextInt();
            }
            if (random.nextInt(4) == 0) {
                harness.advance(Duration.ofSeconds(31)); // The last connection is forgotten.
            }
            if (random.nextBoolean()) {
                harness.filter(Packets.tcp(ENDS).sequence(BEGIN).syn());
            }
            for (int j = random.nextInt(5); j >= 0; j--) {
                int from = random.nextInt(3) > 0 ? 0 : random.nextInt(stream.length);
                int to = from + 1 + random.nextInt(stream.length - from);
                harness.filter(data(stream, from, to));
            }
        }
        assertThat(harness.result().dropped("blocked-name")).as("seed %d", seed).isGreaterThan(50);
        assertThat(harness.result().ledger().isBalanced()).isTrue();
    }
}
