package io.headgate.plugin.sniblock;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.TcpBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves of whole connections, byte by byte; and that damage to their packets breaks nothing. */
class SniBlockGoldenTest {
    private static final String IPV4 = "10.0.0.1:40000 > 10.0.0.2:443";
    private static final String IPV4_BACK = "10.0.0.2:443 > 10.0.0.1:40000";
    private static final String IPV6 = "[2001:db8::1]:40000 > [2001:db8::2]:443";
    private static final String IPV6_BACK = "[2001:db8::2]:443 > [2001:db8::1]:40000";
    private static final int BEGIN = -100;
    private static final int SERVER_BEGIN = 7_000;

    private static final byte[] BAD = ClientHellos.of("www.bad.example", "", 300);
    private static final byte[] GOOD = ClientHellos.of("good.example", "", 300);

    @TempDir
    private Path folder;

    private FilterHarness harness(String action) throws IOException {
        Path list = Files.writeString(folder.resolve("bad.txt"), "bad.example\n");
        return FilterHarness.of(new SniBlockFactory())
                .with("lists", List.of(Map.of("file", list.toString())))
                .with("action", action);
    }

    /** Handshake, hello in segments that end at these bytes, what the client sends after it. */
    private static List<byte[]> connection(String ends, String back, byte[] hello, int... cuts) {
        List<byte[]> packets = new ArrayList<>();
        packets.add(Packets.tcp(ends).sequence(BEGIN).syn().mss(1_460).build());
        packets.add(Packets.tcp(back)
                .sequence(SERVER_BEGIN)
                .acknowledgment(BEGIN + 1)
                .synAck()
                .mss(1_460)
                .build());
        packets.add(segment(ends, hello, 0, 0).build());
        int from = 0;
        for (int to : cuts) {
            packets.add(segment(ends, hello, from, to).build());
            from = to;
        }
        packets.add(segment(ends, hello, from, hello.length).build());
        packets.add(segment(ends, Arrays.copyOf(hello, hello.length + 40), hello.length, hello.length + 40)
                .build());
        return packets;
    }

    private static TcpBuilder segment(String ends, byte[] stream, int from, int to) {
        return Packets.tcp(ends)
                .sequence(BEGIN + 1 + from)
                .acknowledgment(SERVER_BEGIN + 1)
                .payload(Arrays.copyOfRange(stream, from, to));
    }

    /** Of what is blocked: what the server got, then the reset to it, and the one to the client. */
    @ParameterizedTest
    @ValueSource(strings = {"one-segment", "three-segments", "ipv6-one-segment", "ipv6-three-segments"})
    void shouldResetBothEnds(String name) throws IOException {
        boolean isIpv6 = name.startsWith("ipv6");
        int[] cuts = name.endsWith("three-segments") ? new int[] {3, 120} : new int[0];
        List<byte[]> packets = connection(isIpv6 ? IPV6 : IPV4, isIpv6 ? IPV6_BACK : IPV4_BACK, BAD, cuts);

        Result result = harness("reset").feed(packets.toArray(byte[][]::new));

        Golden.assertMatches(result, Path.of("src/test/resources/golden", name + ".pcapng"));
    }

    @ParameterizedTest
    @CsvSource({"drop, bad", "reset, good"})
    void shouldSendNothingOfItsOwnOtherwise(String action, String name) throws IOException {
        List<byte[]> packets = connection(IPV4, IPV4_BACK, name.equals("bad") ? BAD : GOOD, 3, 120);

        Result result = harness(action).feed(packets.toArray(byte[][]::new));

        Golden.assertMatches(result, Path.of("src/test/resources/golden", action + "-" + name + ".pcapng"));
    }

    @Test
    void shouldSurviveDamagedConnections() throws IOException {
        List<byte[]> packets = new ArrayList<>(connection(IPV4, IPV4_BACK, BAD));
        packets.addAll(connection(IPV6, IPV6_BACK, GOOD, 3, 120));
        packets.addAll(connection(IPV4.replace("40000", "40001"), IPV4_BACK, ClientHellos.jdk("www.bad.example"), 90));
        packets.addAll(Packets.fragments(segment(IPV4, BAD, 0, BAD.length).build(), 64));
        packets.addAll(Packets.fragments(segment(IPV6, BAD, 0, BAD.length).build(), 64));

        harness("reset").with("quic", "drop").survives(Mutations.of(packets, 41));
        harness("drop").with("flows", 16).survives(Mutations.of(packets, 42));
    }
}
