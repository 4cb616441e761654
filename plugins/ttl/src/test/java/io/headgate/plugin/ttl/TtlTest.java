package io.headgate.plugin.ttl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtlTest {
    private static FilterHarness ttl(String key, int value) {
        return FilterHarness.of(new TtlFactory()).with(key, value);
    }

    private static PacketBuilder<?> packet(int ttl) {
        return Packets.udp("192.0.2.1:5000 > 198.51.100.2:53").payload("hi").ttl(ttl);
    }

    private static PacketBuilder<?> ipv6Packet(int hopLimit) {
        return Packets.tcp("[2001:db8::1]:5000 > [2001:db8::2]:443").ttl(hopLimit);
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(TtlFactory.class)
                .returns("ttl", FilterFactory::name);
    }

    @ParameterizedTest
    @CsvSource({"1, 64", "64, 64", "255, 1", "0, 255"})
    void shouldSetAnyTtl(int before, int set) {
        FilterHarness harness = ttl("set", set);

        Outcome ipv4 = harness.filter(packet(before));
        Outcome ipv6 = harness.filter(ipv6Packet(before));

        assertThat(ipv4.bytes()).isEqualTo(packet(set).build());
        assertThat(ipv6.bytes()).isEqualTo(ipv6Packet(set).build());
        assertThat(ipv4.isChanged()).isEqualTo(before != set).isEqualTo(ipv6.isChanged());
    }

    @ParameterizedTest
    @CsvSource({"64, 1, 63", "255, 254, 1", "2, 1, 1"})
    void shouldTakeHopsOff(int before, int subtract, int after) {
        FilterHarness harness = ttl("subtract", subtract);

        assertThat(harness.filter(packet(before)).bytes())
                .isEqualTo(packet(after).build());
        assertThat(harness.filter(ipv6Packet(before)).bytes())
                .isEqualTo(ipv6Packet(after).build());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "64, 64", "5, 255"})
    void shouldDropWhatHasNoHopsLeft(int before, int subtract) {
        FilterHarness harness = ttl("subtract", subtract);

        harness.feed(packet(before), ipv6Packet(before));

        assertThat(harness.result().packets())
                .hasSize(2)
                .allSatisfy(packet -> assertThat(packet.verdict()).isEqualTo(Verdict.Kind.DROP))
                .allSatisfy(packet -> assertThat(packet.dropReason()).isEqualTo("ttl-expired"));
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 5", "4, 5, 5", "5, 5, 5", "6, 5, 6", "254, 255, 255", "255, 255, 255"})
    void shouldRaiseToTheLeastButNeverLower(int before, int min, int after) {
        FilterHarness harness = ttl("min", min);

        harness.feed(packet(before), ipv6Packet(before));

        assertThat(harness.result().packet(0).bytes()).isEqualTo(packet(after).build());
        assertThat(harness.result().packet(1).bytes())
                .isEqualTo(ipv6Packet(after).build());
        assertThat(harness.result().counter("raised")).isEqualTo(before < min ? 2 : 0);
    }

    @Test
    void shouldListItsOptions() {
        assertThat(new TtlFactory().options()).extracting(Option::name).containsExactly("set", "subtract", "min");
    }

    @Test
    void shouldSurviveDamagedPackets() {
        ttl("set", 9).survives(Mutations.of(Packets.various(), 1));
        ttl("subtract", 1).survives(Mutations.of(Packets.various(), 2));
    }

    @Test
    void shouldAllocateNothing() {
        ttl("set", 9).assertNoAllocation(packet(64), ipv6Packet(64));
        ttl("subtract", 9).assertNoAllocation(packet(64), ipv6Packet(1));
    }

    @Test
    void shouldTakeExactlyOneSetting() {
        for (Map<String, Integer> wrong : List.<Map<String, Integer>>of(
                Map.of(),
                Map.of("set", 1, "subtract", 1),
                Map.of("min", 1, "set", 1),
                Map.of("min", 1, "subtract", 2))) {
            assertThatThrownBy(() -> MapSettings.create(new TtlFactory(), wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("ttl needs one of 'set', 'subtract' and 'min', a number from 1 to 255");
        }
    }

    @ParameterizedTest
    @CsvSource({"set, -1", "set, 0", "set, 256", "subtract, -1", "subtract, 0", "subtract, 256", "min, 0", "min, 256"})
    void shouldRefuseNumbersThatAreNoTtl(String key, int wrong) {
        assertThatThrownBy(() -> ttl(key, wrong).start())
                .hasMessage("'" + key + "' is '" + wrong + "', but must be a number from 1 to 255");
    }

    @Test
    void shouldCopeWithUncutSegments() {
        assertThat(new SetTtl(1).segments()).isEqualTo(Segments.ANY);
        assertThat(new SubtractTtl(1).segments()).isEqualTo(Segments.ANY);
        assertThat(MapSettings.create(new TtlFactory(), Map.of("min", 1)).segments())
                .isEqualTo(Segments.ANY);
    }
}
