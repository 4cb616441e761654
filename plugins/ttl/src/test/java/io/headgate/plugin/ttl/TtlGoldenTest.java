package io.headgate.plugin.ttl;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.packet.Packets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TtlGoldenTest {
    @Test
    void shouldTakeOneHopOffEveryKindOfPacket() {
        FilterHarness harness = FilterHarness.of(new TtlFactory()).with("subtract", 1);

        Result result = harness.feed(Packets.various().toArray(byte[][]::new));

        Golden.assertMatches(result, Path.of("src/test/resources/golden/subtract.pcapng"));
    }
}
