package io.headgate.plugin.headernormalise;

import io.headgate.api.Tcp;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All that is cleared, in headers of every kind. */
class HeaderNormaliseGoldenTest {
    private static FilterHarness everything() {
        return FilterHarness.of(new HeaderNormaliseFactory())
                .with("clear-df", true)
                .with("ip-id", "random")
                .with("ip-options", "clear")
                .with("min-ttl", 16)
                .with("dscp", 10)
                .with("ecn", 0)
                .with("tcp-options", "known")
                .seed(7);
    }

    private static List<byte[]> oddHeaders() {
        List<byte[]> packets = new ArrayList<>(Packets.various());
        packets.add(new Headers()
                .fragment(Headers.RESERVED | Headers.DF)
                .typeOfService(0xFF)
                .ipv4());
        packets.add(new Headers().fragment(0).id(0).ttl(3).ipv4());
        packets.add(new Headers().ipOptions(7, 7, 4, 1, 2, 3, 4, 0).ipv4());
        packets.add(new Headers().ipOptions(148, 4, 0, 0).ipv4());
        packets.add(Packets.tcp("192.0.2.1:1 > 198.51.100.2:2")
                .syn()
                .mss(1460)
                .options(30, 4, 0, 1, 254, 6, 0xF9, 0x89, 1, 2, 1, 1)
                .build());
        packets.add(Packets.tcp("192.0.2.1:1 > 198.51.100.2:2").urgentPointer(9).build());
        packets.add(Packets.tcp("192.0.2.1:1 > 198.51.100.2:2")
                .flags(Tcp.SYN | Tcp.FIN)
                .build());
        packets.add(
                Packets.tcp("[2001:db8::1]:1 > [2001:db8::2]:2").flags(0).ttl(1).build());
        packets.add(Packets.tcp("[2001:db8::1]:1 > [2001:db8::2]:2")
                .urgentPointer(1)
                .options(2, 3, 0, 1)
                .ttl(1)
                .build());
        packets.add(Packets.udp("192.0.2.1:1 > 224.0.1.9:2").ttl(1).build());
        packets.add(Packets.udp("[2001:db8::1]:1 > [ff05::9]:2").ttl(1).build());
        return packets;
    }

    @Test
    void shouldClearWhatNobodyNeeds() {
        Result result = everything().feed(oddHeaders().toArray(byte[][]::new));

        Golden.assertMatches(result, Path.of("src/test/resources/golden/everything.pcapng"));
    }

    @Test
    void shouldSurviveDamagedPackets() {
        everything().survives(Mutations.of(oddHeaders(), 1));
        FilterHarness.of(new HeaderNormaliseFactory())
                .with("ip-id", "zero")
                .with("ip-options", "drop")
                .with("trailing", "drop")
                .survives(Mutations.of(oddHeaders(), 2));
    }
}
