package io.headgate.plugin.ratelimit;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitGoldenTest {
    private static final long START_NS = Instant.parse("2026-03-01T12:00:00Z").getEpochSecond() * 1_000_000_000L;

    /** Three sources, two of them of one /64: 2,000 packets a second from each. */
    private static PacketBuilder<?>[] crowd() {
        List<PacketBuilder<?>> packets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long atNs = START_NS + i * 500_000L;
            packets.add(Packets.udp("192.0.2.1:" + (5_000 + i) + " > 198.51.100.2:53")
                    .atNs(atNs));
            packets.add(Packets.tcp("[2001:db8::1]:" + (5_000 + i) + " > [2001:db8:9::2]:443")
                    .atNs(atNs));
            packets.add(
                    Packets.icmpEcho("2001:db8::2 > 2001:db8:9::2").sequence(i).atNs(atNs));
        }
        return packets.toArray(PacketBuilder<?>[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"source", "flow", "lane"})
    void shouldLetBurstAndRateThrough(String key) {
        FilterHarness harness = FilterHarness.of(new RateLimitFactory())
                .with("rate", "1kpps")
                .with("burst", 3)
                .with("key", key);

        harness.feed(crowd());

        Golden.assertMatches(harness.result(), Path.of("src/test/resources/golden/" + key + ".pcapng"));
    }

    @Test
    void shouldSurviveDamagedPackets() {
        int seed = 1;
        for (String key : List.of("source", "destination", "flow", "lane")) {
            FilterHarness.of(new RateLimitFactory())
                    .with("rate", "800kbit")
                    .with("burst", 1_500)
                    .with("key", key)
                    .with("table", 100)
                    .survives(Mutations.of(Packets.various(), seed++));
        }
    }
}
