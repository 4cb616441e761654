package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.FilterFactory;
import io.headgate.plugin.dnsblock.DnsBlockFactory;
import io.headgate.plugin.dnssteer.DnsSteerFactory;
import io.headgate.plugin.natstatic.NatStaticFactory;
import io.headgate.plugin.sniblock.SniBlockFactory;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.packet.Packets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where filters belong in a chain that translates addresses, as docs/plugins.md has it. */
class ChainOrderTest {
    private static final String INSIDE = "10.0.0.1";
    private static final String OUTSIDE = "198.51.100.10";
    private static final String SERVER = "203.0.113.5";
    private static final String NAME = HexFormat.of().formatHex("bad.example".getBytes(StandardCharsets.US_ASCII));
    private static final String QUESTION = "03626164 076578616d706c6500 0001 0001";

    @TempDir
    private Path folder;

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] query() {
        return Packets.udp(INSIDE + ":5000 > " + SERVER + ":53")
                .payload(bytes("1234 0100 0001 0000 0000 0000" + QUESTION))
                .build();
    }

    private static byte[] response() {
        return Packets.udp(SERVER + ":53 > " + OUTSIDE + ":5000")
                .payload(bytes("1234 8180 0001 0001 0000 0000" + QUESTION + "c00c 0001 0001 00000e10 0004 cb007109"))
                .build();
    }

    /** A client hello with nothing but the name. */
    private static byte[] hello() {
        String extensions = "0014 0000 0010 000e 00 000b" + NAME;
        String body = "0303" + "11".repeat(32) + "00 0002 1301 01 00" + extensions;
        int length = bytes(body).length;
        return Packets.tcp(INSIDE + ":5000 > " + SERVER + ":443")
                .payload(bytes("160301%04x 01%06x".formatted(length + 4, length) + body))
                .build();
    }

    private FilterHarness with(FilterFactory factory, boolean isBeforeNat, Map<String, Object> settings) {
        List<Map<String, String>> map = List.of(Map.of("outside", OUTSIDE, "inside", INSIDE));
        FilterHarness harness = FilterHarness.of(isBeforeNat ? factory : new NatStaticFactory());
        Map<String, Object> first = isBeforeNat ? settings : Map.of("map", map);
        Map<String, Object> second = isBeforeNat ? Map.of("map", map) : settings;
        first.forEach(harness::with);
        harness.chain(isBeforeNat ? new NatStaticFactory() : factory);
        second.forEach(harness::with);
        return harness;
    }

    private Map<String, Object> lists() throws IOException {
        Path list = Files.writeString(folder.resolve("bad.txt"), "bad.example\n");
        return Map.of("lists", List.of(Map.of("file", list.toString())));
    }

    private static String ends(byte[] packet) {
        return address(packet, 12) + " > " + address(packet, 16);
    }

    private static String address(byte[] packet, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(packet, at, at + 4))
                    .getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static List<String> sent(FilterHarness harness, byte[] packet) {
        assertThat(harness.filter(packet).hasLeft()).isFalse();
        return harness.result().injected().stream().map(ChainOrderTest::ends).toList();
    }

    /** What it answers goes to whom the query came from, and passes no further filter. */
    @Test
    void shouldHaveDnsBlockBeforeNat() throws IOException {
        assertThat(sent(with(new DnsBlockFactory(), true, lists()), query())).containsExactly(SERVER + " > " + INSIDE);
        assertThat(sent(with(new DnsBlockFactory(), false, lists()), query()))
                .as("to nobody")
                .containsExactly(SERVER + " > " + OUTSIDE);
    }

    /** The client's reset is that of a rejected packet, and right in either order; the server's passes no further filter. */
    @Test
    void shouldHaveSniBlockBehindNat() throws IOException {
        assertThat(sent(with(new SniBlockFactory(), false, lists()), hello()))
                .containsExactlyInAnyOrder(SERVER + " > " + INSIDE, OUTSIDE + " > " + SERVER);
        assertThat(sent(with(new SniBlockFactory(), true, lists()), hello()))
                .as("from an end that the server does not know")
                .containsExactlyInAnyOrder(SERVER + " > " + INSIDE, INSIDE + " > " + SERVER);
    }

    private static Map<String, Object> steering(String mode) {
        Map<String, Object> rule =
                Map.of("name", "bad.example", "to", List.of("10.0.0.5"), "clients", List.of("10.0.0.0/8"));
        return Map.of("mode", mode, "steer", List.of(rule));
    }

    @Test
    void shouldHaveDnsSteerBeforeNatWhereItAnswersAndBehindWhereItRewritesForClients() {
        assertThat(sent(with(new DnsSteerFactory(), true, steering("answer")), query()))
                .containsExactly(SERVER + " > " + INSIDE);
        assertThat(with(new DnsSteerFactory(), false, steering("answer"))
                        .filter(query())
                        .hasLeft())
                .as("whose source is no client's any more")
                .isTrue();

        FilterHarness behind = with(new DnsSteerFactory(), false, steering("rewrite"));
        assertThat(ends(behind.filter(response()).bytes())).isEqualTo(SERVER + " > " + INSIDE);
        assertThat(behind.result().counter("steered")).isEqualTo(1);
        FilterHarness before = with(new DnsSteerFactory(), true, steering("rewrite"));
        assertThat(before.filter(response()).hasLeft()).isTrue();
        assertThat(before.result().counter("steered")).isZero();
    }
}
