package io.headgate.plugin.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
    private static final String OTHER = "203.0.113.9";
    private static final String OTHER_IPV6 = "fe80::9";

    private static FilterHarness prefix(String end, String from, String to) {
        return FilterHarness.of(new PrefixFactory()).with(end, from).with("to", to);
    }

    private static PacketBuilder<?> packet(String source, String destination) {
        return Packets.ip(source + " > " + destination, 59);
    }

    private static Filter create(Map<String, ?> with) {
        return MapSettings.create(new PrefixFactory(), with);
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(PrefixFactory.class)
                .returns("prefix", FilterFactory::name);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 172.0.0.0/8, 10.1.2.3, 172.1.2.3",
        "10.16.0.0/12, 172.16.0.0/12, 10.31.255.255, 172.31.255.255",
        // A shorter network leaves the bits between both lengths as they were.
        "10.17.0.0/16, 172.0.0.0/8, 10.17.2.3, 172.17.2.3",
        "192.0.2.1/32, 198.51.100.7/32, 192.0.2.1, 198.51.100.7",
        "0.0.0.0/0, 0.0.0.0/0, 10.1.2.3, 10.1.2.3",
        "128.0.0.0/1, 0.0.0.0/1, 255.255.255.255, 127.255.255.255",
        "10.0.0.0/8, 172.0.0.0/8, 11.1.2.3, 11.1.2.3",
        "192.0.2.0/25, 198.51.100.128/25, 192.0.2.128, 192.0.2.128",
        "2001:db8::/32, 2001:db9::/32, 2001:db8:1:2:3:4:5:6, 2001:db9:1:2:3:4:5:6",
        "2001:db8:0:1::/64, fd00:0:0:2::/64, 2001:db8:0:1:0:0:0:5, fd00:0:0:2:0:0:0:5",
        "2001:db8::/72, fd00::/72, 2001:db8:0:0:0:4:5:6, fd00:0:0:0:0:4:5:6",
        "2001:db8::7/128, fd00::9/128, 2001:db8:0:0:0:0:0:7, fd00:0:0:0:0:0:0:9",
        "2001:db8::/72, fd00::/72, 2001:db8:0:0:100:4:5:6, 2001:db8:0:0:100:4:5:6",
        "0.0.0.0/0, 0.0.0.0/0, 2001:db8:0:0:0:0:0:7, 2001:db8:0:0:0:0:0:7",
    })
    void shouldReplaceTheNetworkPart(String from, String to, String before, String after) {
        String other = before.contains(":") ? OTHER_IPV6 : OTHER;

        Outcome destination = prefix("destination", from, to).filter(packet(other, before));
        Outcome source = prefix("source", from, to).filter(packet(before, other));

        assertThat(destination.bytes()).isEqualTo(packet(other, after).build());
        assertThat(source.bytes()).isEqualTo(packet(after, other).build());
        assertThat(destination.isChanged()).isEqualTo(!before.equals(after));
    }

    @Test
    void shouldLeaveTheOtherEndAlone() {
        Outcome outcome = prefix("destination", "10.0.0.0/8", "172.0.0.0/8").filter(packet("10.9.9.9", "10.1.2.3"));

        assertThat(outcome.ends()).isEqualTo("10.9.9.9 > 172.1.2.3");
    }

    @Test
    void shouldKeepChecksumsOfTransportsRight() {
        assertThat(prefix("source", "10.0.0.0/8", "172.0.0.0/8")
                        .filter(Packets.udp("10.9.9.9:1 > 10.1.2.3:2").payload("hi"))
                        .bytes())
                .isEqualTo(Packets.udp("172.9.9.9:1 > 10.1.2.3:2").payload("hi").build());
        assertThat(prefix("destination", "2001:db8::/32", "2001:db9::/32")
                        .filter(Packets.tcp("[::1]:1 > [2001:db8::7]:2"))
                        .bytes())
                .isEqualTo(Packets.tcp("[::1]:1 > [2001:db9::7]:2").build());
    }

    @Test
    void shouldSurviveDamagedPackets() {
        prefix("source", "192.0.2.0/24", "10.0.0.0/24").survives(Mutations.of(Packets.various(), 1));
        prefix("destination", "2001:db8::/32", "2001:db9::/32").survives(Mutations.of(Packets.various(), 2));
    }

    @Test
    void shouldAllocateNothing() {
        prefix("source", "10.0.0.0/8", "172.0.0.0/8")
                .assertNoAllocation(Packets.udp("10.9.9.9:1 > 10.1.2.3:2"), Packets.tcp("1.1.1.1:1 > 10.1.2.3:2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0/8", "example.net/8", "300.0.0.0/8", "10.0.0.0/", "1::2::3/8", ""})
    void shouldRefuseWhatIsNoNetwork(String wrong) {
        assertThatThrownBy(() -> create(Map.of("destination", wrong, "to", "172.0.0.0/8")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'destination' '" + wrong + "' is no network; write 10.0.0.0/8 or 2001:db8::/32");
    }

    @Test
    void shouldRefuseNetworksThatDoNotFit() {
        assertThatThrownBy(() -> create(Map.of("destination", "10.0.0.0/33", "to", "172.0.0.0/8")))
                .hasMessage("'destination' '10.0.0.0/33' has a length beyond 32");
        assertThatThrownBy(() -> create(Map.of("destination", "10.0.0.0/8", "to", "172.16.0.0/8")))
                .hasMessage("'to' '172.16.0.0/8' has bits set behind its first 8");
        assertThatThrownBy(() -> create(Map.of("destination", "10.0.0.0/8", "to", "2001:db8::/8")))
                .hasMessage("'to' '2001:db8::/8' has bits set behind its first 8");
        assertThatThrownBy(() -> create(Map.of("source", "10.0.0.0/8", "to", "fd00::/8")))
                .hasMessage("'to' ('fd00::/8') must be of the same family as the network it replaces");
        assertThatThrownBy(() -> create(Map.of("source", "10.0.0.0/8", "to", "172.16.0.0/12")))
                .hasMessage(
                        "'to' ('172.16.0.0/12') must not be longer than /8: several addresses would become the same");
        assertThatThrownBy(() -> create(Map.of("source", "::ffff:1.2.3.4/128", "to", "fd00::/8")))
                .hasMessageContaining("write it as IPv4");
        assertThatThrownBy(() -> create(Map.of("source", "10.0.0.0/8")))
                .hasMessage("'to' is missing: give a network, as in 10.0.0.0/8 or 2001:db8::/32");
    }

    @Test
    void shouldTakeExactlyOneEnd() {
        String network = "10.0.0.0/8";
        assertThatThrownBy(() -> create(Map.of("to", network)))
                .hasMessage("prefix needs either 'destination' or 'source', a network");
        assertThatThrownBy(() -> create(Map.of("to", network, "source", network, "destination", network)))
                .hasMessage("prefix needs either 'destination' or 'source', a network");
    }

    @Test
    void shouldCopeWithUncutSegments() throws Exception {
        assertThat(create(Map.of("source", "10.0.0.0/8", "to", "172.0.0.0/8")).segments())
                .isEqualTo(Segments.ANY);
    }

    @Test
    void shouldSayThatItRewritesAddressesAndRemembersNothing() throws Exception {
        Filter filter = create(Map.of("source", "10.0.0.0/8", "to", "172.0.0.0/8"));

        assertThat(filter.rewritesAddresses()).isTrue();
        assertThat(filter.keepsFlows()).isFalse();
    }
}
