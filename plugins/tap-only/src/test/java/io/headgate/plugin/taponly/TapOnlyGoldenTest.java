package io.headgate.plugin.taponly;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapOnlyGoldenTest {
    private static FilterHarness tap(String protocol) {
        return FilterHarness.of(new TapOnlyFactory())
                .with("mirror", "wire")
                .with("protocol", protocol)
                .mirror("wire");
    }

    @ParameterizedTest
    @ValueSource(strings = {"any", "tcp", "udp", "icmp"})
    void shouldCopyWhatItIsToldToAndTouchNothing(String protocol) {
        Result result = tap(protocol).feed(Packets.various().toArray(byte[][]::new));

        assertThat(result.packets()).hasSize(Packets.various().size()).noneMatch(Outcome::isChanged);
        byte[][] copies = result.mirrored("wire").toArray(byte[][]::new);
        Result copied = FilterHarness.of("all", packet -> Verdict.PASS).feed(copies);
        Golden.assertMatches(copied, Path.of("src/test/resources/golden/" + protocol + ".pcapng"));
    }

    @Test
    void shouldSurviveDamagedPackets() {
        int seed = 1;
        for (String protocol : List.of("any", "tcp", "udp", "icmp")) {
            FilterHarness harness = tap(protocol);
            harness.survives(Mutations.of(Packets.various(), seed++));
            assertThat(harness.result().packets()).noneMatch(Outcome::isChanged);
        }
    }
}
