package io.headgate.plugin.dnsblock;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves for the same queries with each kind of answer, byte by byte; and that damage to them breaks nothing. */
class DnsBlockGoldenTest {
    private static final String IPV4 = "10.0.0.1:5000 > 10.0.0.2:53";
    private static final String IPV6 = "[2001:db8::1]:5000 > [2001:db8::2]:53";

    @TempDir
    private Path folder;

    private FilterHarness harness(String answer) throws IOException {
        Path list = Files.writeString(folder.resolve("ads.txt"), "ads.example\n");
        FilterHarness harness = FilterHarness.of(new DnsBlockFactory())
                .with("lists", List.of(Map.of("file", list.toString())))
                .with("answer", answer);
        if (answer.equals("sinkhole")) {
            harness.with("ipv4", "192.0.2.80").with("ipv6", "2001:db8::80").with("ttl", 30);
        }
        return harness;
    }

    /** Blocked names of each type, with and without EDNS, over IPv4, IPv6 and TCP; and one that is not blocked over each. */
    private static List<byte[]> queries() {
        byte[] good = Query.of("good.example", Query.A);
        byte[] bad = Query.of("www.Ads.example", Query.A, Query.OPT);
        List<byte[]> packets = new ArrayList<>();
        for (String ends : List.of(IPV4, IPV6)) {
            packets.add(Packets.udp(ends).payload(good).build());
            packets.add(
                    Packets.udp(ends).payload(Query.of("ads.example", Query.A)).build());
            packets.add(Packets.udp(ends)
                    .payload(Query.of("ads.example", Query.AAAA))
                    .build());
            packets.add(
                    Packets.udp(ends).payload(Query.of("ads.example", Query.MX)).build());
            packets.add(Packets.udp(ends).payload(bad).build());
            packets.add(Packets.tcp(ends).payload(Query.stream(good)).build());
            packets.add(Packets.tcp(ends).payload(Query.stream(good, bad)).build());
        }
        packets.add(Packets.udp(IPV4).noChecksum().payload(bad).build());
        return packets;
    }

    @ParameterizedTest
    @ValueSource(strings = {"nxdomain", "refused", "nodata", "sinkhole", "drop"})
    void shouldAnswerQueries(String answer) throws IOException {
        Result result = harness(answer).feed(queries().toArray(byte[][]::new));

        Golden.assertMatches(result, Path.of("src/test/resources/golden", answer + ".pcapng"));
    }

    @Test
    void shouldSurviveDamagedPackets() throws IOException {
        List<byte[]> packets = new ArrayList<>(queries());
        packets.addAll(Packets.fragments(queries().get(4), 48));
        packets.addAll(Packets.fragments(queries().get(11), 48));
        packets.addAll(Packets.various());

        harness("sinkhole").survives(Mutations.of(packets, 51));
        harness("nxdomain").survives(Mutations.of(packets, 52));
    }
}
