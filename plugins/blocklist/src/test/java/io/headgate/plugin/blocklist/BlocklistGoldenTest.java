package io.headgate.plugin.blocklist;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.golden.Golden;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlocklistGoldenTest {
    @TempDir
    private Path folder;

    private FilterHarness harness() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "192.0.2.0/24\n2001:db8:bad::/48\n");
        Path allow = Files.writeString(folder.resolve("allow"), "192.0.2.53\n");
        return FilterHarness.of(new BlocklistFactory())
                .with("file", list.toString())
                .with("allow", allow.toString());
    }

    /** From networks that are listed, one that is allowed all the same, and others; to listed ones too. */
    private static PacketBuilder<?>[] crowd() {
        return new PacketBuilder<?>[] {
            Packets.udp("192.0.2.1:5000 > 198.51.100.2:53").payload("blocked"),
            Packets.udp("192.0.2.53:53 > 198.51.100.2:5000").payload("allowed"),
            Packets.tcp("192.0.2.9:40000 > 198.51.100.2:443").syn(),
            Packets.tcp("198.51.100.2:443 > 192.0.2.9:40000").syn(),
            Packets.udp("[2001:db8:bad::1]:5000 > [2001:db8:9::2]:53").payload("blocked"),
            Packets.tcp("[2001:db8:bad:1::1]:40000 > [2001:db8:9::2]:443").syn(),
            Packets.tcp("[2001:db8:900d::1]:40000 > [2001:db8:9::2]:443").syn(),
            Packets.icmpEcho("192.0.2.1 > 198.51.100.2"),
        };
    }

    @Test
    void shouldLetThroughWhatIsNotListed() throws IOException {
        FilterHarness harness = harness();

        harness.feed(crowd());

        Golden.assertMatches(harness.result(), Path.of("src/test/resources/golden/drop.pcapng"));
        harness.close();
    }

    @Test
    void shouldTellSendersOfBothVersions() throws IOException {
        FilterHarness harness = harness().with("action", "reject").with("reject-with", "admin-prohibited");

        harness.feed(crowd());

        Golden.assertMatches(harness.result(), Path.of("src/test/resources/golden/reject.pcapng"));
        harness.close();
    }
}
