package io.headgate.plugin.payloadreplace;

import io.headgate.api.Tcp;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.TcpBuilder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A small connection over each version of IP, to the bit, and what of it survives damage. */
class PayloadReplaceGoldenTest {
    private static final int CLIENT = 1_000;
    private static final int SERVER = 9_000;

    private static FilterHarness harness() {
        return FilterHarness.of(new PayloadReplaceFactory())
                .with(
                        "replace",
                        List.of(
                                Map.of("find", "cat", "with", "elephant"),
                                Map.of("find", "whale", "with", "fly"),
                                Map.of("find", "herd", "with", "cow ".repeat(200))))
                .with("mtu", 576)
                .with("grow", 20);
    }

    private static TcpBuilder client(boolean isIpv6, int offset, int acknowledged) {
        return Packets.tcp(isIpv6 ? "[2001:db8::1]:40000 > [2001:db8::2]:80" : "192.0.2.1:40000 > 198.51.100.2:80")
                .sequence(CLIENT + offset)
                .acknowledgment(SERVER + acknowledged);
    }

    private static TcpBuilder server(boolean isIpv6, int offset, int acknowledged) {
        return Packets.tcp(isIpv6 ? "[2001:db8::2]:80 > [2001:db8::1]:40000" : "198.51.100.2:80 > 192.0.2.1:40000")
                .sequence(SERVER + offset)
                .acknowledgment(CLIENT + acknowledged)
                .flags(Tcp.ACK);
    }

    private static PacketBuilder<?>[] handshake(boolean isIpv6) {
        return new PacketBuilder<?>[] {
            client(isIpv6, -1, 0).syn().mss(1_460),
            server(isIpv6, -1, 0).synAck().mss(1_400)
        };
    }

    private static PacketBuilder<?>[] data(boolean isIpv6) {
        byte[] quoted = client(isIpv6, 14, 0).payload("a fly").build();
        return new PacketBuilder<?>[] {
            client(isIpv6, 0, 0).payload("one cat, "),
            client(isIpv6, 9, 0).payload("a whale"),
            client(isIpv6, 20, 0).payload("too early"),
            // The first is acknowledged, and selectively the end of the second, which is a replacement.
            server(isIpv6, 0, 14).options(1, 1, 5, 10, 0, 0, 0x03, 0xF8, 0, 0, 0x03, 0xFB),
            client(isIpv6, 0, 0).payload("one cat, a whale"),
            client(isIpv6, 9, 0).payload("a wh"),
            client(isIpv6, 13, 0).payload("ale"),
            isIpv6
                    ? Packets.icmp("2001:db8:9::9 > 2001:db8::1", 2, 0)
                            .rest(1_280)
                            .payload(quoted)
                    : Packets.icmp("203.0.113.9 > 192.0.2.1", 3, 4).rest(1_400).payload(Arrays.copyOf(quoted, 28)),
            server(isIpv6, 0, 19).payload("a herd"),
            client(isIpv6, 16, 802).flags(Tcp.ACK | Tcp.FIN),
            server(isIpv6, 6, 20).flags(Tcp.ACK | Tcp.FIN),
            client(isIpv6, 17, 803).flags(Tcp.ACK),
        };
    }

    @Test
    void shouldCarryASmallConnection() {
        FilterHarness harness = harness();
        for (boolean isIpv6 : new boolean[] {false, true}) {
            harness.feed(handshake(isIpv6));
            harness.feed(data(isIpv6));
        }
        Result result =
                harness.feed(Packets.udp("192.0.2.1:5000 > 198.51.100.2:53").payload("a cat in a datagram"));

        Golden.assertMatches(result, Path.of("src/test/resources/golden/connections.pcapng"));
    }

    @Test
    void shouldSurviveDamagedPackets() {
        for (boolean isIpv6 : new boolean[] {false, true}) {
            FilterHarness harness = harness();
            harness.feed(handshake(isIpv6));
            List<byte[]> corpus =
                    Arrays.stream(data(isIpv6)).map(PacketBuilder::build).toList();

            harness.survives(Mutations.of(corpus, isIpv6 ? 3 : 4));
        }
        harness().survives(Mutations.of(Packets.various(), 5));
    }
}
