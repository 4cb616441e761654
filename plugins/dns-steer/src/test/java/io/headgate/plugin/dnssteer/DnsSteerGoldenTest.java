package io.headgate.plugin.dnssteer;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves for queries and responses in either mode, byte by byte; and that damage to them breaks nothing. */
class DnsSteerGoldenTest {
    private static final String NAME = "app.example.com";
    private static final String ASKING = "10.0.0.1:5000 > 192.0.2.53:53";
    private static final String ANSWERING = "192.0.2.53:53 > 10.0.0.1:5000";
    private static final String ASKING_IPV6 = "[2001:db8::1]:5000 > [2001:db8::53]:53";
    private static final String ANSWERING_IPV6 = "[2001:db8::53]:53 > [2001:db8::1]:5000";

    private static FilterHarness harness(String mode) {
        List<String> addresses = List.of("10.0.0.5", "10.0.0.6", "2001:db8::5");
        Map<String, Object> all = Map.of("name", NAME, "to", addresses, "choose", "all", "ttl", 20);
        Map<String, Object> one =
                Map.of("name", "hash.example", "to", List.of("10.0.0.7", "10.0.0.8"), "choose", "hash");
        return FilterHarness.of(new DnsSteerFactory()).with("mode", mode).with("steer", List.of(all, one));
    }

    /** Of names with a rule and without; with a CNAME before the addresses, an answer without any, and one cut off. */
    private static List<byte[]> packets() {
        byte[] chain = Message.response(
                NAME,
                Message.A,
                "c00c 0005 0001 0000012c 0004 01 78 c010",
                "c02d 0001 0001 0000012c 0004 c6336401",
                "c02d 0001 0001 0000000a 0004 c6336402",
                "c02d 0001 0001 0000012c 0004 c6336403");
        byte[] ipv6 =
                Message.response(NAME, Message.AAAA, "c00c 001c 0001 0000012c 0010 20010db8000000000000000000000001");
        byte[] other = Message.response("other.example", Message.A, "c00c 0001 0001 0000012c 0004 c6336401");
        List<byte[]> packets = new ArrayList<>();
        for (String ends : List.of(ASKING, ASKING_IPV6)) {
            for (int type : new int[] {Message.A, Message.AAAA, Message.MX}) {
                packets.add(Packets.udp(ends).payload(Message.query(NAME, type)).build());
            }
            packets.add(Packets.udp(ends)
                    .payload(Message.query("hash.example", Message.A))
                    .build());
            packets.add(Packets.udp(ends)
                    .payload(Message.query("other.example", Message.A))
                    .build());
        }
        for (String ends : List.of(ANSWERING, ANSWERING_IPV6)) {
            packets.add(Packets.udp(ends).payload(chain).build());
            packets.add(Packets.udp(ends).payload(ipv6).build());
            packets.add(Packets.udp(ends).payload(other).build());
            packets.add(Packets.udp(ends)
                    .payload(Message.response(NAME, Message.MX))
                    .build());
        }
        packets.add(Packets.udp(ANSWERING).noChecksum().payload(chain).build());
        return packets;
    }

    @ParameterizedTest
    @ValueSource(strings = {"answer", "rewrite"})
    void shouldSteer(String mode) {
        Result result = harness(mode).feed(packets().toArray(byte[][]::new));

        Golden.assertMatches(result, Path.of("src/test/resources/golden", mode + ".pcapng"));
    }

    @Test
    void shouldSurviveDamagedPackets() {
        List<byte[]> packets = new ArrayList<>(packets());
        packets.addAll(Packets.fragments(packets().get(0), 24));
        packets.addAll(Packets.fragments(packets().get(10), 48));
        packets.addAll(Packets.various());

        harness("answer").survives(Mutations.of(packets, 61));
        harness("rewrite").survives(Mutations.of(packets, 62));
    }
}
