package io.headgate.plugin.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.Result;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.UdpBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemplateFilterTest {
    private static FilterHarness harness() {
        return FilterHarness.of(new TemplateFilterFactory());
    }

    private static UdpBuilder udp(int destinationPort) {
        return Packets.udp("192.0.2.1:40000 > 198.51.100.1:" + destinationPort).payload("hello");
    }

    @Test
    void shouldDropWhatGoesToTheClosedPort() {
        Result result = harness().with("port", 5_000).feed(udp(5_000), udp(5_001));

        assertThat(result.packet(0).dropReason()).isEqualTo("closed-port");
        assertThat(result.packet(1).verdict()).isEqualTo(Verdict.Kind.PASS);
    }

    @Test
    void shouldLowerTheTimeToLive() {
        FilterHarness harness = harness().with("max-ttl", 32);

        Outcome lowered = harness.filter(udp(53).ttl(64));
        Outcome lowerAlready = harness.filter(udp(53).ttl(3));

        assertThat(lowered.bytes()).isEqualTo(udp(53).ttl(32).build());
        assertThat(lowerAlready.isChanged()).isFalse();
        assertThat(harness.result().counter("lowered")).isEqualTo(1);
    }

    @Test
    void shouldTakeACapture() {
        Result result = harness().with("max-ttl", 32).feed(Path.of("src/test/resources/traffic.pcap"));

        assertThat(result.packets()).hasSizeGreaterThan(20);
        assertThat(result.dropped("closed-port")).isEqualTo(1);
        assertThat(result.counter("lowered")).isPositive();
    }

    @Test
    void shouldSurviveDamagedPackets() {
        harness().survives(Mutations.of(Packets.various(), 1));
    }

    @Test
    void shouldAllocateNothing() {
        harness().with("max-ttl", 32).assertNoAllocation(udp(53), udp(9));
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> harness().with("port", 65_536).start())
                .hasMessage("'port' is '65536', but must be a number from 1 to 65535");
        assertThatThrownBy(() -> harness().with("max-ttl", 0).start())
                .hasMessage("'max-ttl' is '0', but must be a number from 1 to 255");
    }
}
