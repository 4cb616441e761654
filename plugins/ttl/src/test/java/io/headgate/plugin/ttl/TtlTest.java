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
        assertThat(harness.result().counter("changed")).isEqualTo(before < min ? 2 : 0);
    }

    static List<PacketBuilder<?>> packetsOfOneLink() {
        return List.of(
                Packets.icmp("fe80::1 > fe80::2", 136, 0).payloadLength(16).ttl(255),
                Packets.icmp("2001:db8::1 > 2001:db8::2", 135, 0)
                        .payloadLength(16)
                        .ttl(255),
                Packets.icmp("fe80::1 > 2001:db8::2", 137, 0).payloadLength(32).ttl(255),
                Packets.icmp("fe80::1 > ff02::1", 134, 0).payloadLength(8).ttl(255),
                Packets.icmp("fe80::1 > ff02::2", 133, 0).ttl(255),
                Packets.icmp("fe80::1 > fe80::2", 130, 0).payloadLength(16).ttl(1),
                Packets.icmp("fe80::1 > ff02::16", 143, 0)
                        .extension(0, 5, 2, 0, 0, 1, 0)
                        .ttl(1),
                Packets.icmp("fe80::1 > ff3e::5", 131, 0).payloadLength(16).ttl(1),
                Packets.icmp("fe80::1 > ff02::6a", 151, 0).ttl(1),
                Packets.udp("[fe80::1]:5353 > [ff02::fb]:5353").payload("mdns").ttl(255),
                Packets.ip("192.0.2.1 > 224.0.0.22", 2).payloadLength(16).ttl(1),
                Packets.ip("192.0.2.1 > 239.1.2.3", 2).payloadLength(8).ttl(1),
                Packets.ip("192.0.2.1 > 224.0.0.18", 112).payloadLength(12).ttl(255),
                Packets.udp("192.0.2.1:520 > 224.0.0.9:520").payloadLength(24).ttl(1));
    }

    @ParameterizedTest
    @CsvSource({"set, 64", "subtract, 1", "subtract, 255", "min, 9"})
    void shouldLeaveAloneWhatNeverLeavesItsLink(String key, int value) {
        FilterHarness harness = ttl(key, value);

        harness.feed(packetsOfOneLink().toArray(PacketBuilder<?>[]::new));

        assertThat(harness.result().packets())
                .allSatisfy(packet -> assertThat(packet.verdict()).isEqualTo(Verdict.Kind.PASS))
                .noneMatch(Outcome::isChanged);
        assertThat(harness.result().counter("left-alone"))
                .isEqualTo(packetsOfOneLink().size());
        assertThat(harness.result().counter("changed")).isZero();
    }

    @Test
    void shouldRewriteWhatRoutersForward() {
        FilterHarness harness = ttl("set", 64);

        harness.feed(
                Packets.icmpEcho("fe80::1 > fe80::2").ttl(255),
                Packets.icmp("2001:db8::1 > 2001:db8::2", 129, 0).ttl(255),
                Packets.icmp("2001:db8::1 > 2001:db8::2", 138, 0).ttl(255),
                Packets.icmp("2001:db8::1 > 2001:db8::2", 162, 0).ttl(255),
                Packets.icmp("192.0.2.1 > 198.51.100.2", 135, 0).ttl(255),
                Packets.udp("[2001:db8::1]:5000 > [ff05::2]:5000").ttl(255),
                Packets.udp("192.0.2.1:5000 > 224.0.1.1:123").ttl(255));

        assertThat(harness.result().packets()).extracting(Outcome::ttl).containsOnly(64);
        assertThat(harness.result().counter("changed")).isEqualTo(7);
        assertThat(harness.result().counter("left-alone")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"set, 2", "subtract, 1", "min, 1"})
    void shouldCountWhatItChanged(String key, long changed) {
        FilterHarness harness = ttl(key, 20);

        harness.feed(packet(20), packet(64), ipv6Packet(19), ipv6Packet(20));

        assertThat(harness.result().counter("changed")).isEqualTo(changed);
    }

    @Test
    void shouldListItsOptions() {
        assertThat(new TtlFactory().options()).extracting(Option::name).containsExactly("set", "subtract", "min");
    }

    @Test
    void shouldSurviveDamagedPackets() {
        ttl("set", 9).survives(Mutations.of(Packets.various(), 1));
        ttl("subtract", 1).survives(Mutations.of(Packets.various(), 2));
        ttl("min", 65).survives(Mutations.of(Packets.various(), 3));
        ttl("subtract", 1)
                .survives(Mutations.of(
                        packetsOfOneLink().stream().map(PacketBuilder::build).toList(), 4));
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
