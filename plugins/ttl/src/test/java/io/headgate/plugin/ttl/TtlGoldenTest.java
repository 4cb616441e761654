package io.headgate.plugin.ttl;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.packet.Packets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtlGoldenTest {
    @Test
    void shouldTakeOneHopOffEveryKindOfPacket() {
        FilterHarness harness = FilterHarness.of(new TtlFactory()).with("subtract", 1);

        Result result = harness.feed(Packets.various().toArray(byte[][]::new));

        Golden.assertMatches(result, Path.of("src/test/resources/golden/subtract.pcapng"));
    }

    @ParameterizedTest
    @CsvSource({"set, 7", "min, 65"})
    void shouldRewriteEveryKindOfPacketButThoseOfOneLink(String key, int value) {
        FilterHarness harness = FilterHarness.of(new TtlFactory()).with(key, value);

        harness.feed(Packets.various().toArray(byte[][]::new));
        harness.feed(Packets.icmp("fe80::1 > fe80::2", 136, 0).payloadLength(16).ttl(255));
        Result result = harness.feed(
                Packets.ip("192.0.2.1 > 224.0.0.22", 2).payloadLength(16).ttl(1));

        Golden.assertMatches(result, Path.of("src/test/resources/golden/" + key + ".pcapng"));
    }
}
