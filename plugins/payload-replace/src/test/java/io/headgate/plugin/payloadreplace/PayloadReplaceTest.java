package io.headgate.plugin.payloadreplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.api.Tcp;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.TcpBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadReplaceTest {
    private static final int CLIENT = -10;
    private static final int SERVER = 5_000;
    private static final long NOW_NS = 1_700_000_000_000_000_000L;

    private Appliance appliance;

    private static Map<String, Object> settings(Object... keysAndValues) {
        Map<String, Object> with = new HashMap<>();
        with.put("replace", List.of(Map.of("find", "cat", "with", "elephant"), Map.of("find", "whale", "with", "fly")));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            with.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return with;
    }

    /** The filter, and a connection that has begun. */
    private void connect(Object... keysAndValues) throws Exception {
        appliance = new Appliance(settings(keysAndValues));
        handshake();
    }

    private void handshake() {
        appliance.pass(new Segment(false, false, Tcp.SYN, CLIENT - 1, 0, ""));
        appliance.pass(new Segment(false, true, Tcp.SYN | Tcp.ACK, SERVER - 1, CLIENT, ""));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Segment data(int offset, String payload) {
        return new Segment(false, false, Tcp.ACK | Tcp.PSH, CLIENT + offset, SERVER, payload);
    }

    private Segment send(int offset, String payload) {
        return appliance.pass(data(offset, payload));
    }

    private Segment acknowledge(int number) {
        return appliance.pass(new Segment(false, true, Tcp.ACK, SERVER, number, ""));
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(PayloadReplaceFactory.class)
                .returns("payload-replace", FilterFactory::name);
    }

    @Test
    void shouldReplaceAndKeepTheNumbersRight() throws Exception {
        connect();

        assertThat(send(0, "a cat and a whale").payload()).isEqualTo("a elephant and a fly");
        Segment second = send(17, "catcat");
        assertThat(second.payload()).isEqualTo("elephantelephant");
        assertThat(second.sequence()).isEqualTo(CLIENT + 20);
        assertThat(acknowledge(CLIENT + 36).acknowledgment()).isEqualTo(CLIENT + 23);
        Segment fin = appliance.pass(new Segment(false, false, Tcp.ACK | Tcp.FIN, CLIENT + 23, SERVER, ""));
        assertThat(fin.sequence()).isEqualTo(CLIENT + 36);
        assertThat(acknowledge(CLIENT + 37).acknowledgment()).isEqualTo(CLIENT + 24);
        assertThat(appliance.value("replaced")).isEqualTo(4);
        assertThat(appliance.value("left-alone")).isZero();
        assertThat(appliance.value("connections")).isEqualTo(1);
    }

    @Test
    void shouldGiveTheSameBytesAgain() throws Exception {
        connect("max-replacements", 1);
        Segment first = send(0, "cat cat");
        send(7, "whale");

        assertThat(first.payload()).isEqualTo("elephant cat");
        assertThat(send(0, "cat cat").payload()).isEqualTo("elephant cat");
        assertThat(send(0, "cat catwhale").payload()).as("sent again in one").isEqualTo("elephant catfly");
        assertThat(appliance.value("left-alone")).as("counted once").isEqualTo(1);
    }

    /** A match that only the joined segments show went out as two halves. */
    @Test
    void shouldNotReplaceAgainAcrossTheEndOfASegment() throws Exception {
        connect();

        assertThat(send(0, "a wha").payload()).isEqualTo("a wha");
        assertThat(send(5, "le and").payload()).isEqualTo("le and");
        assertThat(send(0, "a whale and").payload()).isEqualTo("a whale and");
    }

    /** What a bad line made of a segment must not be remembered: the next one is right. */
    @Test
    void shouldNotBeMisledByADamagedSegment() throws Exception {
        connect();
        byte[] damaged = data(0, "a cat").bytes();
        damaged[damaged.length - 1] ^= 1;

        assertThat(appliance.passBytes(damaged, NOW_NS)).isNull();
        assertThat(send(0, "a cat").payload()).isEqualTo("a elephant");
        assertThat(send(5, "whale").sequence()).isEqualTo(CLIENT + 10);
    }

    @Test
    void shouldDropWhatItCannotNumberYet() throws Exception {
        connect();
        send(0, "one");

        assertThat(appliance.dropReason(data(6, "three"))).isEqualTo("ahead");
        assertThat(appliance.dropReason(new Segment(false, false, Tcp.ACK | Tcp.FIN, CLIENT + 6, SERVER, "")))
                .isEqualTo("ahead");
        assertThat(send(3, "cat").payload()).isEqualTo("elephant");
        assertThat(send(6, "three").sequence()).isEqualTo(CLIENT + 11);
        assertThat(appliance.dropReason(data(4, "at"))).isEqualTo("cut");
        assertThat(appliance.dropReason(data(3, "dog"))).isEqualTo("differs");
    }

    /** What is acknowledged is not looked at again, and so not made right either. */
    @Test
    void shouldLetDeliveredBytesPass() throws Exception {
        connect();
        send(0, "cat");
        acknowledge(CLIENT + 8);

        Segment again = send(0, "cat");
        assertThat(again.payload()).isEqualTo("cat");
        assertThat(again.sequence()).isEqualTo(CLIENT + 5);
        assertThat(appliance
                        .pass(new Segment(false, false, Tcp.ACK, CLIENT + 2, SERVER, ""))
                        .sequence())
                .as("a keep-alive")
                .isEqualTo(CLIENT + 7);
    }

    @Test
    void shouldLeaveAloneWhatWouldBeTooLong() throws Exception {
        connect("mtu", 576, "split", false);
        String filler = ".".repeat(576 - 52 - 3 - 3);

        Segment one = send(0, filler + "catwha");
        assertThat(one.payload()).isEqualTo(filler + "catwha");
        assertThat(send(filler.length() + 6, "whale" + filler).payload())
                .as("shorter always")
                .isEqualTo("fly" + filler);
        assertThat(appliance.value("left-alone")).isEqualTo(1);
        assertThat(send(0, filler + "catwha").payload()).as("and so again").isEqualTo(one.payload());
    }

    /** Segments that were replaced one by one and come again in one. */
    @Test
    void shouldShortenWhatComesAgainTooLong() throws Exception {
        connect("mtu", 576, "split", false);
        String filler = ".".repeat(255);
        send(0, "cat" + filler);
        send(258, "cat" + filler);
        send(516, "end");

        Segment again = send(0, "cat" + filler + "cat" + filler);

        assertThat(again.bytes()).hasSize(576);
        assertThat(again.payload()).isEqualTo(("elephant" + filler + "elephant" + filler).substring(0, 524));
        assertThat(again.flags()).isEqualTo(Tcp.ACK);
        assertThat(appliance.value("shortened")).isEqualTo(1);
        assertThat(acknowledge(CLIENT + 524).acknowledgment()).isEqualTo(CLIENT + 514);
        assertThat(appliance.injected).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSplitWhatWouldBeTooLong(boolean isIpv6) throws Exception {
        appliance = new Appliance(settings("mtu", 600, "max-replacements", 100));
        appliance.pass(new Segment(isIpv6, false, Tcp.SYN, CLIENT - 1, 0, ""));
        appliance.pass(new Segment(isIpv6, true, Tcp.SYN | Tcp.ACK, SERVER - 1, CLIENT, ""));
        String sent = ".".repeat(350) + "cat".repeat(60);

        Segment first = appliance.pass(new Segment(
                isIpv6, false, Tcp.ACK | Tcp.PSH | Tcp.FIN | Tcp.CWR, CLIENT, SERVER, ".".repeat(480) + sent));

        StringBuilder all = new StringBuilder(first.payload());
        assertThat(first.flags()).isEqualTo(Tcp.ACK | Tcp.CWR);
        for (Segment piece : appliance.injected) {
            assertThat(piece.bytes().length).isLessThanOrEqualTo(600);
            assertThat(piece.sequence()).isEqualTo(CLIENT + all.length());
            all.append(piece.payload());
        }
        assertThat(all).hasToString(".".repeat(480) + sent.replace("cat", "elephant"));
        assertThat(appliance.injected).hasSizeGreaterThan(1);
        assertThat(appliance.injected.get(0).flags()).isEqualTo(Tcp.ACK);
        assertThat(appliance.injected.get(appliance.injected.size() - 1).flags())
                .isEqualTo(Tcp.ACK | Tcp.PSH | Tcp.FIN);
        assertThat(appliance.value("split")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 1460", "200, 1260", "1000, 460"})
    void shouldLowerTheMss(int grow, int expected) throws Exception {
        for (boolean isIpv6 : new boolean[] {false, true}) {
            appliance = new Appliance(settings("grow", grow));
            int mss = isIpv6 ? 62 : 42;

            for (int flags : new int[] {Tcp.SYN, Tcp.SYN | Tcp.ACK}) {
                boolean isBack = flags != Tcp.SYN;
                byte[] passed = appliance.passBytes(new Segment(isIpv6, isBack, flags, 1, 0, "").bytes(), NOW_NS);

                assertThat(ByteBuffer.wrap(passed).getShort(mss)).isEqualTo((short) expected);
            }
        }
    }

    @Test
    void shouldNotLookIntoConnectionsWhoseBeginItDidNotSee() throws Exception {
        appliance = new Appliance(settings());

        assertThat(send(0, "cat").payload()).isEqualTo("cat");

        assertThat(appliance.value("unshifted")).isEqualTo(1);
        assertThat(appliance.value("connections")).isZero();
    }

    /** What they acknowledge could not be translated. */
    @Test
    void shouldNotLookIntoConnectionsWhoseAnswersItDoesNotSee() throws Exception {
        appliance = new Appliance(settings());
        appliance.pass(new Segment(false, false, Tcp.SYN, CLIENT - 1, 0, ""));

        assertThat(send(0, "cat").payload()).isEqualTo("cat");
        assertThat(send(6, "ahead").payload()).isEqualTo("ahead");

        assertThat(appliance.value("unshifted")).isEqualTo(2);
    }

    @Test
    void shouldKeepToPortsAndDirectionAndProtocol() throws Exception {
        connect("ports", List.of("443", "8080"));
        assertThat(send(0, "cat").payload()).isEqualTo("cat");
        assertThat(appliance.value("unshifted")).isZero();
        connect("ports", List.of("4000"));
        assertThat(send(0, "cat").payload()).isEqualTo("elephant");
        connect("direction", "out");
        assertThat(send(0, "cat").payload()).isEqualTo("cat");
        assertThat(send(90, "ahead")).as("nothing to number").isNotNull();
        connect("direction", "in");
        assertThat(send(0, "cat").payload()).isEqualTo("elephant");
        connect("protocol", "udp");
        assertThat(send(0, "cat").payload()).isEqualTo("cat");
        connect("protocol", "tcp");
        assertThat(datagram("cat")).isEqualTo("cat");
    }

    private String datagram(String payload) {
        ByteBuffer bytes = ByteBuffer.allocate(28 + payload.length());
        bytes.putInt(0x4500_0000 | bytes.capacity())
                .putInt(0)
                .putInt(0x4011_0000)
                .putLong(0x0A00_0001_0A00_0002L);
        bytes.putShort((short) 9)
                .putShort((short) 80)
                .putShort((short) (8 + payload.length()))
                .putShort((short) 0);
        byte[] passed = appliance.passBytes(bytes.put(bytes(payload)).array(), NOW_NS);
        assertThat(ByteBuffer.wrap(passed).getShort(24)).isEqualTo((short) (passed.length - 20));
        return new String(passed, 28, passed.length - 28, StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldReplaceInDatagrams() throws Exception {
        appliance = new Appliance(settings("mtu", 576));
        String long_ = "-".repeat(540);

        assertThat(datagram("a cat")).isEqualTo("a elephant");
        assertThat(datagram("whalewhale.")).isEqualTo("flyfly.");
        assertThat(datagram("nothing")).isEqualTo("nothing");
        assertThat(datagram("catcat" + long_)).as("too long").isEqualTo("catcat" + long_);
        assertThat(appliance.value("left-alone")).isEqualTo(2);
    }

    @Test
    void shouldReplaceAnyBytesAlsoByNone() throws Exception {
        appliance = new Appliance(Map.of(
                "protocol",
                "udp",
                "replace",
                List.of(
                        Map.of("find", "\\x00\\xFF\\\\", "with", "\\r\\n\\t"),
                        Map.of("find", "aa", "with", ""),
                        Map.of("find", "a", "with", "b"),
                        Map.of("find", "\u00e4", "with", "ae"))));

        assertThat(datagram("1\0\u00ff\\2")).isEqualTo("1\r\n\t2");
        assertThat(datagram("aaaaa")).isEqualTo("b");
        assertThat(datagram("\u00c3\u00a4")).isEqualTo("ae");
    }

    @Test
    void shouldForgetTheConnectionLongestWithoutAPacket() throws Exception {
        appliance = new Appliance(settings("connections", 2));
        for (int port = 0; port < 3; port++) {
            byte[] syn = new Segment(false, false, Tcp.SYN, CLIENT - 1, 0, "").bytes();
            // As much less in the window, so that the sum stays right.
            ByteBuffer.wrap(syn).putShort(20, (short) (4_000 + port)).putShort(34, (short) (500 - port));
            appliance.passBytes(syn, NOW_NS + port);
        }

        assertThat(appliance.value("evicted")).isEqualTo(1);
        assertThat(appliance.value("connections")).isEqualTo(2);
    }

    @Test
    void shouldForgetAClosedConnectionAfterAMinute() throws Exception {
        connect();
        appliance.pass(new Segment(false, false, Tcp.RST, CLIENT, 0, ""));
        byte[] syn = new Segment(true, false, Tcp.SYN, 1, 0, "").bytes();

        appliance.passBytes(syn, NOW_NS + 59_000_000_000L);
        assertThat(appliance.value("connections")).isEqualTo(2);
        // As much less in the window, so that the sum stays right.
        ByteBuffer.wrap(syn).putShort(40, (short) 4_001).putShort(54, (short) 499);
        appliance.passBytes(syn, NOW_NS + 63_000_000_000L);
        assertThat(appliance.value("connections")).as("two new ones").isEqualTo(2);
    }

    /** A port is used again after the connection has ended; before that a SYN is somebody's mistake, or worse. */
    @Test
    void shouldBeginAnewOnlyAfterTheEnd() throws Exception {
        connect();
        send(0, "cat");
        Segment stray = appliance.pass(new Segment(false, false, Tcp.SYN, 777, 0, ""));
        assertThat(stray.sequence()).isEqualTo(777);
        assertThat(send(3, ".").sequence()).as("still shifted").isEqualTo(CLIENT + 8);

        appliance.pass(new Segment(false, false, Tcp.ACK | Tcp.FIN, CLIENT + 4, SERVER, ""));
        appliance.pass(new Segment(false, true, Tcp.ACK | Tcp.FIN, SERVER, CLIENT + 10, ""));
        appliance.pass(new Segment(false, false, Tcp.ACK, CLIENT + 5, SERVER + 1, ""));
        handshake();

        assertThat(send(0, "dog").sequence()).isEqualTo(CLIENT);
        assertThat(send(3, "cat").sequence()).isEqualTo(CLIENT + 3);
    }

    @Test
    void shouldDropFragmentsOfItsConnections() throws Exception {
        connect();
        byte[] fragment = data(0, "cat").bytes();
        fragment[6] = 0x20;

        assertThat(appliance.passBytes(fragment, NOW_NS)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "find | a\\q | has a wrong escape",
                "find | \\x4 | has a wrong escape",
                "find | \\ | has a wrong escape",
                "find | '' | must have 1 to 256 bytes, not 0",
                "with | '' | must have 1 to 1024 bytes, not 0; nothing at all only with 'protocol: udp'",
            })
    void shouldRefuseWrongTexts(String key, String text, String message) {
        Map<String, String> block = new HashMap<>(Map.of("find", "a", "with", "b"));
        block.put(key, text);

        assertThatThrownBy(() -> new PayloadReplaceFactory().create(new MapSettings(Map.of("replace", List.of(block)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + key + "' ")
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseOtherWrongSettings() {
        for (String port : List.of("0", "65536", "-1", "http", "")) {
            assertThatThrownBy(() -> new Appliance(settings("ports", List.of(port))))
                    .hasMessage("'ports' must be numbers from 1 to 65535, not '" + port + "'");
        }
        assertThatThrownBy(() -> new Appliance(Map.of())).hasMessageStartingWith("'replace' needs 1 to 32 entries");
    }

    @Test
    void shouldAskForWireSegments() throws Exception {
        appliance = new Appliance(settings());

        assertThat(appliance.filter().segments()).isEqualTo(Segments.WIRE);
        assertThat(appliance.filter().keepsFlows()).isTrue();
        assertThat(appliance.filter().needsFragmentPorts()).isTrue();
    }

    @Test
    void shouldAllocateNothing() throws Exception {
        connect("changes", 1);
        TcpBuilder segment =
                Packets.tcp("10.0.0.1:4000 > 10.0.0.2:80").sequence(CLIENT).acknowledgment(SERVER);

        appliance.harness().assertNoAllocation(segment.payload("a cat"));

        assertThat(appliance.value("replaced")).isGreaterThan(1_000);
        assertThat(appliance.value("unshifted")).isZero();
    }
}
