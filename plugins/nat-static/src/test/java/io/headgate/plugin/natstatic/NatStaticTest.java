package io.headgate.plugin.natstatic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NatStaticTest {
    private static final List<Map<String, ?>> MAP = List.of(
            Map.of("outside", "198.51.100.10", "inside", "10.0.0.10"),
            Map.of(
                    "protocol",
                    "tcp",
                    "outside",
                    "198.51.100.10",
                    "outside-port",
                    8080,
                    "inside",
                    "10.0.0.20",
                    "inside-port",
                    80),
            Map.of(
                    "protocol",
                    "udp",
                    "outside",
                    "198.51.100.30",
                    "outside-port",
                    53,
                    "inside",
                    "10.0.0.30",
                    "inside-port",
                    5353),
            Map.of("outside", "2001:db8:1::10", "inside", "fd00::10"),
            Map.of(
                    "protocol",
                    "udp",
                    "outside",
                    "2001:db8:1::30",
                    "outside-port",
                    53,
                    "inside",
                    "fd00::30",
                    "inside-port",
                    5353));

    private static Filter create(List<Map<String, ?>> map) {
        return MapSettings.create(new NatStaticFactory(), Map.of("map", map));
    }

    private static Outcome outcome(byte[] packet) {
        return FilterHarness.of(new NatStaticFactory()).with("map", MAP).filter(packet);
    }

    private static byte[] filter(byte[] packet) {
        return outcome(packet).bytes();
    }

    private static byte[] udp(String from, String to) {
        return Packets.udp(from + " > " + to).payloadLength(13).build();
    }

    private static byte[] tcp(String from, String to) {
        return Packets.tcp(from + " > " + to).payloadLength(7).build();
    }

    private static byte[] ping(String from, String to) {
        return Packets.icmpEcho(from + " > " + to).build();
    }

    /** Quotes the first bytes of a packet. */
    private static byte[] unreachable(String from, String to, byte[] quoted, int quotedLength) {
        return Packets.portUnreachable(from + " > " + to, Arrays.copyOf(quoted, quotedLength))
                .build();
    }

    /** A piece out of the middle of a datagram. */
    private static byte[] laterFragment(String from, String to) {
        return Packets.ip(from + " > " + to, 17)
                .fragment(1480, false)
                .payloadLength(24)
                .build();
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(NatStaticFactory.class)
                .returns("nat-static", FilterFactory::name);
    }

    /** What arrives from outside, and what it becomes; the answer goes the same way back. */
    @ParameterizedTest
    @CsvSource({
        "203.0.113.5:4000, 198.51.100.10:9999, 10.0.0.10:9999",
        "203.0.113.5:4000, 198.51.100.30:53, 10.0.0.30:5353",
        "[2001:db8::5]:4000, [2001:db8:1::10]:9999, [fd00::10]:9999",
        "[2001:db8::5]:4000, [2001:db8:1::30]:53, [fd00::30]:5353",
    })
    void shouldTranslateThereAndBack(String peer, String outside, String inside) {
        assertThat(filter(udp(peer, outside))).isEqualTo(udp(peer, inside));
        assertThat(filter(udp(inside, peer))).isEqualTo(udp(outside, peer));
    }

    @Test
    void shouldPreferThePortsMapping() {
        assertThat(filter(tcp("203.0.113.5:4000", "198.51.100.10:8080")))
                .isEqualTo(tcp("203.0.113.5:4000", "10.0.0.20:80"));
        assertThat(filter(tcp("203.0.113.5:4000", "198.51.100.10:8081")))
                .isEqualTo(tcp("203.0.113.5:4000", "10.0.0.10:8081"));
        assertThat(filter(tcp("10.0.0.20:80", "203.0.113.5:4000")))
                .isEqualTo(tcp("198.51.100.10:8080", "203.0.113.5:4000"));
    }

    @Test
    void shouldTranslateBothEndsOfOnePacket() {
        assertThat(filter(udp("10.0.0.10:1000", "198.51.100.30:53")))
                .isEqualTo(udp("198.51.100.10:1000", "10.0.0.30:5353"));
    }

    @Test
    void shouldTranslateWhatHasNoPortsByAddress() {
        assertThat(filter(ping("203.0.113.5", "198.51.100.10"))).isEqualTo(ping("203.0.113.5", "10.0.0.10"));
        assertThat(filter(ping("fd00::10", "2001:db8::5"))).isEqualTo(ping("2001:db8:1::10", "2001:db8::5"));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.5:53, 198.51.100.30:54",
        "203.0.113.5:53, 198.51.100.11:53",
        "10.0.0.30:53, 203.0.113.5:53",
        "[2001:db8::5]:53, [2001:db8:1::30]:54",
    })
    void shouldLeaveOthersAlone(String from, String to) {
        assertThat(filter(udp(from, to))).isEqualTo(udp(from, to));
    }

    /** The error of a host behind us about what came to it: the peer knows it by its outside address. */
    @ParameterizedTest
    @CsvSource({
        "203.0.113.5:4000, 198.51.100.30:53, 10.0.0.30:5353, 203.0.113.5, 10.0.0.30, 198.51.100.30",
        "[2001:db8::5]:4000, [2001:db8:1::30]:53, [fd00::30]:5353, 2001:db8::5, fd00::30, 2001:db8:1::30",
    })
    void shouldTranslateErrorsOnTheirWayOut(
            String peer, String outside, String inside, String peerHost, String insideHost, String outsideHost) {
        byte[] seenInside = udp(peer, inside);
        byte[] seenOutside = udp(peer, outside);
        for (int quoted : new int[] {headers(seenInside), seenInside.length}) {
            assertThat(filter(unreachable(insideHost, peerHost, seenInside, quoted)))
                    .isEqualTo(unreachable(outsideHost, peerHost, seenOutside, quoted));
        }
    }

    /** The error of a router in the world about what a host behind us sent. */
    @ParameterizedTest
    @CsvSource({
        "203.0.113.5:4000, 198.51.100.30:53, 10.0.0.30:5353, 192.0.2.1, 198.51.100.30, 10.0.0.30",
        "[2001:db8::5]:4000, [2001:db8:1::30]:53, [fd00::30]:5353, 2001:db8::1, 2001:db8:1::30, fd00::30",
    })
    void shouldTranslateErrorsOnTheirWayIn(
            String peer, String outside, String inside, String router, String outsideHost, String insideHost) {
        byte[] seenOutside = udp(outside, peer);
        byte[] seenInside = udp(inside, peer);

        assertThat(filter(unreachable(router, outsideHost, seenOutside, seenOutside.length)))
                .isEqualTo(unreachable(router, insideHost, seenInside, seenInside.length));
    }

    @Test
    void shouldTranslateErrorsAboutTcpWhoseSumIsNotQuoted() {
        byte[] seenInside = tcp("203.0.113.5:4000", "10.0.0.20:80");
        byte[] seenOutside = tcp("203.0.113.5:4000", "198.51.100.10:8080");

        assertThat(filter(unreachable("10.0.0.20", "203.0.113.5", seenInside, 28)))
                .isEqualTo(unreachable("198.51.100.10", "203.0.113.5", seenOutside, 28));
    }

    private static int headers(byte[] packet) {
        return (packet[0] >>> 4 == 4 ? 20 : 40) + 8;
    }

    @Test
    void shouldTranslateLaterFragmentsByAddressOrDropThem() {
        assertThat(filter(laterFragment("203.0.113.5", "198.51.100.10")))
                .isEqualTo(laterFragment("203.0.113.5", "10.0.0.10"));

        assertThat(outcome(laterFragment("203.0.113.5", "198.51.100.30")).dropReason())
                .isEqualTo("nat-fragment");
        assertThat(outcome(laterFragment("10.0.0.30", "203.0.113.5")).dropReason())
                .isEqualTo("nat-fragment");
    }

    @Test
    void shouldAskForWholePacketsWhereItMapsPorts() {
        assertThat(create(MAP).needsFragmentPorts()).isTrue();
        assertThat(create(MAP.subList(0, 1)).needsFragmentPorts()).isFalse();
    }

    @Test
    void shouldSurviveDamagedPackets() {
        byte[] seen = udp("203.0.113.5:4000", "10.0.0.30:5353");
        List<byte[]> packets = List.of(
                seen,
                tcp("[2001:db8::5]:4000", "[2001:db8:1::10]:80"),
                unreachable("10.0.0.30", "203.0.113.5", seen, seen.length));

        FilterHarness.of(new NatStaticFactory()).with("map", MAP).survives(Mutations.of(packets, 1));
    }

    @Test
    void shouldAllocateNothing() {
        FilterHarness.of(new NatStaticFactory())
                .with("map", MAP)
                .assertNoAllocation(
                        Packets.udp("203.0.113.5:4000 > 198.51.100.30:53").payload("?"),
                        Packets.udp("[fd00::30]:5353 > [2001:db8::5]:4000").payload("!"),
                        Packets.portUnreachable("10.0.0.20 > 203.0.113.5", tcp("203.0.113.5:4000", "10.0.0.20:80")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0", "10.0.0.256", "host", "::g", "10.0.0.1/32", ""})
    void shouldRefuseWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> create(List.of(Map.of("outside", text, "inside", "10.0.0.1"))))
                .hasMessage("'outside' '" + text + "' is no IPv4 or IPv6 address");
    }

    @Test
    void shouldRefuseMapsThatMakeNoSense() {
        assertThatThrownBy(() -> create(List.of()))
                .hasMessage("'map' must have at least one entry, with 'outside' and 'inside'");
        assertThatThrownBy(() -> create(List.of(Map.of("outside", "192.0.2.1"))))
                .hasMessage("'inside' is missing");
        assertThatThrownBy(() -> create(List.of(Map.of("outside", "192.0.2.1", "inside", "fd00::1"))))
                .hasMessage("'inside' ('fd00::1') must be of the same family as 'outside'");
        assertThatThrownBy(
                        () -> create(List.of(Map.of("outside", "192.0.2.1", "outside-port", 1, "inside", "10.0.0.1"))))
                .hasMessage(
                        "'outside-port' ('1') goes with 'protocol: tcp' or 'protocol: udp', one not without the other");
        assertThatThrownBy(() -> create(List.of(
                        Map.of("outside", "192.0.2.1", "inside", "10.0.0.1"),
                        Map.of("outside", "192.0.2.1", "inside", "10.0.0.2"))))
                .hasMessage("'outside' ('192.0.2.1') is mapped already");
        assertThatThrownBy(() -> create(List.of(
                        Map.of("outside", "192.0.2.1", "inside", "10.0.0.1"),
                        Map.of("outside", "192.0.2.2", "inside", "10.0.0.1"))))
                .hasMessage("'inside' ('10.0.0.1') is mapped already, so answers could not be translated back");
    }

    @Test
    void shouldCopeWithUncutSegments() {
        assertThat(create(MAP).segments()).isEqualTo(Segments.ANY);
    }

    @Test
    void shouldSayThatItRewritesAddressesAndRemembersNothing() {
        assertThat(create(MAP).rewritesAddresses()).isTrue();
        assertThat(create(MAP).keepsFlows()).isFalse();
    }
}
