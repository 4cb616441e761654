package io.headgate.plugin.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Packet;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.packet.Packets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random traffic of all protocols: no two inside ends share an outside end, each keeps its own, and what was translated is
 * translated back byte for byte. What is expected is built from the ends alone, with sums of its own.
 */
class BijectionTest {
    private static final int PACKETS = 3_000;

    private final Map<String, String> outsideOf = new HashMap<>();
    private final Map<String, String> insideOf = new HashMap<>();

    /** One packet to be sent, whoever its ends are. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Draft(int kind, int number, byte[] data) {
        static Draft random(Random random) {
            byte[] data = new byte[random.nextInt(1_200)];
            random.nextBytes(data);
            return new Draft(random.nextInt(4), random.nextInt(65_536), data);
        }

        byte[] build(String from, int fromPort, String to, int toPort, boolean isAnswer) {
            String ends = from + ":" + fromPort + " > " + to + ":" + toPort;
            return switch (kind) {
                case 0 ->
                    Packets.tcp(ends)
                            .sequence(number * 31)
                            .identification(number)
                            .payload(data)
                            .build();
                case 1 -> Packets.udp(ends).identification(number).payload(data).build();
                case 2 -> Packets.udp(ends).noChecksum().payload(data).build();
                default ->
                    (isAnswer
                                    ? Packets.icmpEchoReply(from + " > " + to).identifier(toPort)
                                    : Packets.icmpEcho(from + " > " + to).identifier(fromPort))
                            .sequence(number)
                            .payload(data)
                            .build();
            };
        }

        String protocol() {
            return List.of("tcp", "udp", "udp", "icmp").get(kind);
        }

        int outsidePort(Packet seen) {
            return switch (kind) {
                case 0 -> seen.tcp().sourcePort();
                case 1, 2 -> seen.udp().sourcePort();
                default -> seen.icmp().identifier();
            };
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261, 987_654_321})
    void shouldTranslateThereAndBack(long seed) {
        Random random = new Random(seed);
        FilterHarness harness = Gateway.harness()
                .with("outside", List.of("198.51.100.1", "198.51.100.20-198.51.100.21"))
                .with("ports", "30000-30399")
                .seed(seed);
        for (int i = 0; i < PACKETS; i++) {
            exchange(harness, random, "seed " + seed + ", packet " + i);
        }
        assertThat(insideOf).hasSameSizeAs(outsideOf).hasSizeGreaterThan(800);
    }

    private void exchange(FilterHarness harness, Random random, String what) {
        Draft draft = Draft.random(random);
        String inside = "10.0.0." + (1 + random.nextInt(20));
        int port = 29_990 + random.nextInt(20);
        String remote = "203.0.113." + (1 + random.nextInt(50));
        int remotePort = 1 + random.nextInt(65_535);
        byte[] sent = draft.build(inside, port, remote, remotePort, false);

        Outcome seen = harness.filter(sent);

        String outside = seen.ends().replaceFirst("[: ].*", "");
        int outsidePort = draft.outsidePort(seen.view());
        assertThat(outside).as(what).isIn("198.51.100.1", "198.51.100.20", "198.51.100.21");
        assertThat(seen.bytes()).as(what).isEqualTo(draft.build(outside, outsidePort, remote, remotePort, false));
        note(draft.protocol() + " " + inside + ":" + port, draft.protocol() + " " + outside + ":" + outsidePort, what);

        assertThat(harness.filter(draft.build(remote, remotePort, outside, outsidePort, true))
                        .bytes())
                .as(what)
                .isEqualTo(draft.build(remote, remotePort, inside, port, true));

        // An error quotes what was seen outside; inside it has to quote what was sent, whatever part of it.
        // In whole words: of half a checksum nobody can tell what it was.
        int length = Math.min(sent.length, 28 + 2 * random.nextInt(270));
        assertThat(harness.filter(Packets.icmp("192.0.2.1 > " + outside, 11, 0)
                                .payload(Arrays.copyOf(seen.bytes(), length)))
                        .bytes())
                .as(what)
                .isEqualTo(Packets.icmp("192.0.2.1 > " + inside, 11, 0)
                        .payload(Arrays.copyOf(sent, length))
                        .build());
    }

    private void note(String inside, String outside, String what) {
        assertThat(outsideOf.putIfAbsent(inside, outside)).as(what).isIn(null, outside);
        assertThat(insideOf.putIfAbsent(outside, inside)).as(what).isIn(null, inside);
    }
}
