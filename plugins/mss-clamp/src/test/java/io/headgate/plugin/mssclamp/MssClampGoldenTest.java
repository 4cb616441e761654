package io.headgate.plugin.mssclamp;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.packet.Packets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MssClampGoldenTest {
    @Test
    void shouldClampWhatOpensConnectionsAndNothingElse() {
        FilterHarness harness = FilterHarness.of(new MssClampFactory()).with("mtu", 1400);

        harness.feed(Packets.various().toArray(byte[][]::new));
        harness.feed(
                Packets.tcp("192.0.2.1:40000 > 198.51.100.2:443")
                        .syn()
                        .options(4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7)
                        .mss(8960),
                Packets.tcp("198.51.100.2:443 > 192.0.2.1:40000").synAck().mss(1361),
                Packets.tcp("198.51.100.2:443 > 192.0.2.1:40000").synAck().mss(1360),
                Packets.tcp("[2001:db8::2]:443 > [2001:db8::1]:40000").synAck().mss(1341),
                Packets.tcp("[2001:db8::2]:443 > [2001:db8::1]:40000")
                        .extension(60, 1, 4, 0, 0, 0, 0)
                        .synAck()
                        .mss(1440),
                Packets.tcp("192.0.2.1:40000 > 198.51.100.2:443").mss(9000));

        Golden.assertMatches(harness.result(), Path.of("src/test/resources/golden/mtu-1400.pcapng"));
    }
}
