package io.headgate.plugin.impair;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bad link with a seed is bad in the same way each time: which packets leave, how often, how and when. */
class ImpairGoldenTest {
    private static final long START_NS = Instant.parse("2026-03-01T12:00:00Z").getEpochSecond() * 1_000_000_000L;

    private static FilterHarness badLink() {
        return FilterHarness.of(new ImpairFactory())
                .with("delay", "20ms")
                .with("jitter", "5ms")
                .with("loss", "10%")
                .with("loss-burst", 2)
                .with("duplicate", "10%")
                .with("reorder", "10%")
                .with("corrupt", "10%")
                .with("corrupt-checksum", "repaired")
                .with("rate", "1mbit")
                .seed(7);
    }

    @Test
    void shouldTreatThePacketsOfASeedAsBefore() {
        List<PacketBuilder<?>> packets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String ends = i % 2 == 0 ? "192.0.2.1:5000 > 198.51.100.2:53" : "[2001:db8::1]:5000 > [2001:db8::2]:53";
            packets.add(Packets.udp(ends).payload("number " + i).atNs(START_NS + i * 1_000_000L));
        }
        FilterHarness harness = badLink();

        harness.feed(packets.toArray(PacketBuilder<?>[]::new));
        harness.advance(Duration.ofSeconds(1));

        Golden.assertMatches(harness.result(), Path.of("src/test/resources/golden/bad-link.pcapng"));
    }

    @Test
    void shouldSurviveDamagedPackets() {
        badLink().survives(Mutations.of(Packets.various(), 1));
        FilterHarness.of(new ImpairFactory())
                .with("protocol", "udp")
                .with("ports", List.of(53))
                .with("corrupt", 1)
                .with("corrupt-checksum", "repaired")
                .with("gilbert-p", 0.1)
                .with("gilbert-r", 0.5)
                .survives(Mutations.of(Packets.various(), 2));
    }
}
