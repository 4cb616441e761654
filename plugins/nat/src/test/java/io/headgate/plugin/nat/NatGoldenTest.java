package io.headgate.plugin.nat;

import io.headgate.api.Tcp;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Conversations of every kind as the world and the inside see them, and what is left of them when packets are damaged. */
class NatGoldenTest {
    private static FilterHarness gateway() {
        return Gateway.harness().with("filtering", "endpoint-independent").seed(7);
    }

    private static List<byte[]> conversations() {
        byte[] question =
                Packets.udp("10.0.0.5:5000 > 203.0.113.9:53").payload("?").build();
        byte[] seenOutside =
                Packets.udp("198.51.100.1:5000 > 203.0.113.9:53").payload("?").build();
        byte[] answer =
                Packets.udp("203.0.113.9:53 > 198.51.100.1:5000").payload("!").build();
        byte[] seenInside =
                Packets.udp("203.0.113.9:53 > 10.0.0.5:5000").payload("!").build();
        byte[] turned =
                Packets.udp("198.51.100.1:6000 > 10.0.0.5:5000").payload("x").build();
        return List.of(
                question,
                answer,
                Packets.udp("10.0.0.7:5000 > 203.0.113.9:53").noChecksum().build(),
                Packets.tcp("10.0.0.5:40000 > 203.0.113.9:80").syn().mss(1460).build(),
                Packets.tcp("203.0.113.9:80 > 198.51.100.1:40000")
                        .synAck()
                        .mss(1400)
                        .build(),
                Packets.tcp("10.0.0.5:40000 > 203.0.113.9:80").payload("GET").build(),
                Packets.tcp("203.0.113.9:80 > 198.51.100.1:40000")
                        .flags(Tcp.RST)
                        .build(),
                Packets.icmpEcho("10.0.0.5 > 203.0.113.9").build(),
                Packets.icmpEchoReply("203.0.113.9 > 198.51.100.1").build(),
                Packets.portUnreachable("203.0.113.9 > 198.51.100.1", seenOutside)
                        .build(),
                Packets.icmp("192.0.2.2 > 198.51.100.1", 3, 4)
                        .rest(1400)
                        .payload(seenOutside)
                        .build(),
                Packets.portUnreachable("10.0.0.5 > 203.0.113.9", seenInside).build(),
                Packets.udp("10.0.0.6:6000 > 198.51.100.1:5000").payload("x").build(),
                Packets.portUnreachable("10.0.0.5 > 198.51.100.1", turned).build(),
                Packets.udp("203.0.113.66:1 > 198.51.100.1:9").build(),
                Packets.ip("10.0.0.5 > 203.0.113.9", 47).payloadLength(20).build(),
                Packets.fragments(
                                Packets.udp("10.0.0.5:5000 > 203.0.113.9:53")
                                        .payloadLength(200)
                                        .build(),
                                64)
                        .get(1),
                Packets.udp("[2001:db8::1]:5000 > [2001:db8::2]:53").build());
    }

    @Test
    void shouldTranslateConversationsOfEveryKind() {
        Result result = gateway().feed(conversations().toArray(byte[][]::new));

        Golden.assertMatches(result, Path.of("src/test/resources/golden/nat.pcapng"));
    }

    @Test
    void shouldSurviveDamagedPackets() {
        gateway().survives(Mutations.of(conversations(), 1));
        gateway().with("unmatched", "drop").with("flows", 50).survives(Mutations.of(conversations(), 2));
        gateway().with("filtering", "address-dependent").with("flows", 20).survives(Mutations.of(conversations(), 3));
    }
}
