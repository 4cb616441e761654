package io.headgate.plugin.natstatic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
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

    private final OnePacket slot = new OnePacket();

    private static Filter create(List<Map<String, ?>> map) throws Exception {
        Filter filter = new NatStaticFactory().create(new MapSettings(Map.of("map", map)));
        filter.onAttach(new TestContext());
        return filter;
    }

    private byte[] filter(byte[] packet) throws Exception {
        assertThat(create(MAP).onPacket(slot.load(packet))).isSameAs(Verdict.PASS);
        return slot.finish();
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
        "203.0.113.5!4000, 198.51.100.10!9999, 10.0.0.10!9999",
        "203.0.113.5!4000, 198.51.100.30!53, 10.0.0.30!5353",
        "2001:db8::5!4000, 2001:db8:1::10!9999, fd00::10!9999",
        "2001:db8::5!4000, 2001:db8:1::30!53, fd00::30!5353",
    })
    void shouldTranslateThereAndBack(String peer, String outside, String inside) throws Exception {
        assertThat(filter(Packets.udp(peer, outside))).isEqualTo(Packets.udp(peer, inside));
        assertThat(filter(Packets.udp(inside, peer))).isEqualTo(Packets.udp(outside, peer));
    }

    @Test
    void shouldPreferThePortsMapping() throws Exception {
        assertThat(filter(Packets.tcp("203.0.113.5!4000", "198.51.100.10!8080")))
                .isEqualTo(Packets.tcp("203.0.113.5!4000", "10.0.0.20!80"));
        assertThat(filter(Packets.tcp("203.0.113.5!4000", "198.51.100.10!8081")))
                .isEqualTo(Packets.tcp("203.0.113.5!4000", "10.0.0.10!8081"));
        assertThat(filter(Packets.tcp("10.0.0.20!80", "203.0.113.5!4000")))
                .isEqualTo(Packets.tcp("198.51.100.10!8080", "203.0.113.5!4000"));
    }

    @Test
    void shouldTranslateBothEndsOfOnePacket() throws Exception {
        assertThat(filter(Packets.udp("10.0.0.10!1000", "198.51.100.30!53")))
                .isEqualTo(Packets.udp("198.51.100.10!1000", "10.0.0.30!5353"));
    }

    @Test
    void shouldTranslateWhatHasNoPortsByAddress() throws Exception {
        assertThat(filter(Packets.ping("203.0.113.5", "198.51.100.10")))
                .isEqualTo(Packets.ping("203.0.113.5", "10.0.0.10"));
        assertThat(filter(Packets.ping("fd00::10", "2001:db8::5")))
                .isEqualTo(Packets.ping("2001:db8:1::10", "2001:db8::5"));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.5!53, 198.51.100.30!54",
        "203.0.113.5!53, 198.51.100.11!53",
        "10.0.0.30!53, 203.0.113.5!53",
        "2001:db8::5!53, 2001:db8:1::30!54",
    })
    void shouldLeaveOthersAlone(String from, String to) throws Exception {
        assertThat(filter(Packets.udp(from, to))).isEqualTo(Packets.udp(from, to));
    }

    /** The error of a host behind us about what came to it: the peer knows it by its outside address. */
    @ParameterizedTest
    @CsvSource({
        "203.0.113.5!4000, 198.51.100.30!53, 10.0.0.30!5353, 203.0.113.5, 10.0.0.30, 198.51.100.30",
        "2001:db8::5!4000, 2001:db8:1::30!53, fd00::30!5353, 2001:db8::5, fd00::30, 2001:db8:1::30",
    })
    void shouldTranslateErrorsOnTheirWayOut(
            String peer, String outside, String inside, String peerHost, String insideHost, String outsideHost)
            throws Exception {
        byte[] seenInside = Packets.udp(peer, inside);
        byte[] seenOutside = Packets.udp(peer, outside);
        for (int quoted : new int[] {headers(seenInside), seenInside.length}) {
            assertThat(filter(Packets.unreachable(insideHost, peerHost, seenInside, quoted)))
                    .isEqualTo(Packets.unreachable(outsideHost, peerHost, seenOutside, quoted));
        }
    }

    /** The error of a router in the world about what a host behind us sent. */
    @ParameterizedTest
    @CsvSource({
        "203.0.113.5!4000, 198.51.100.30!53, 10.0.0.30!5353, 192.0.2.1, 198.51.100.30, 10.0.0.30",
        "2001:db8::5!4000, 2001:db8:1::30!53, fd00::30!5353, 2001:db8::1, 2001:db8:1::30, fd00::30",
    })
    void shouldTranslateErrorsOnTheirWayIn(
            String peer, String outside, String inside, String router, String outsideHost, String insideHost)
            throws Exception {
        byte[] seenOutside = Packets.udp(outside, peer);
        byte[] seenInside = Packets.udp(inside, peer);

        assertThat(filter(Packets.unreachable(router, outsideHost, seenOutside, seenOutside.length)))
                .isEqualTo(Packets.unreachable(router, insideHost, seenInside, seenInside.length));
    }

    @Test
    void shouldTranslateErrorsAboutTcpWhoseSumIsNotQuoted() throws Exception {
        byte[] seenInside = Packets.tcp("203.0.113.5!4000", "10.0.0.20!80");
        byte[] seenOutside = Packets.tcp("203.0.113.5!4000", "198.51.100.10!8080");

        assertThat(filter(Packets.unreachable("10.0.0.20", "203.0.113.5", seenInside, 28)))
                .isEqualTo(Packets.unreachable("198.51.100.10", "203.0.113.5", seenOutside, 28));
    }

    private static int headers(byte[] packet) {
        return (packet[0] >>> 4 == 4 ? 20 : 40) + 8;
    }

    @Test
    void shouldTranslateLaterFragmentsByAddressOrDropThem() throws Exception {
        assertThat(filter(Packets.laterFragment("203.0.113.5!1", "198.51.100.10!1")))
                .isEqualTo(Packets.laterFragment("203.0.113.5!1", "10.0.0.10!1"));

        Verdict verdict = create(MAP).onPacket(slot.load(Packets.laterFragment("203.0.113.5!1", "198.51.100.30!1")));

        assertThat(verdict.reason()).isEqualTo("nat-fragment");
        assertThat(create(MAP).onPacket(slot.load(Packets.laterFragment("10.0.0.30!1", "203.0.113.5!1"))))
                .returns("nat-fragment", Verdict::reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0", "10.0.0.256", "host", "::g", "10.0.0.1/32", ""})
    void shouldRefuseWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> create(List.of(Map.of("outside", text, "inside", "10.0.0.1"))))
                .hasMessage("outside '" + text + "' is no IPv4 or IPv6 address");
    }

    @Test
    void shouldRefuseMapsThatMakeNoSense() {
        assertThatThrownBy(() -> create(List.of()))
                .hasMessage("map must have at least one entry, with 'outside' and 'inside'");
        assertThatThrownBy(() -> create(List.of(Map.of("outside", "192.0.2.1"))))
                .hasMessage("inside is missing");
        assertThatThrownBy(() -> create(List.of(Map.of("outside", "192.0.2.1", "inside", "fd00::1"))))
                .hasMessage("inside must be of the same family as 'outside'");
        assertThatThrownBy(
                        () -> create(List.of(Map.of("outside", "192.0.2.1", "outside-port", 1, "inside", "10.0.0.1"))))
                .hasMessage("outside-port goes with 'protocol: tcp' or 'protocol: udp', one not without the other");
        assertThatThrownBy(() -> create(List.of(
                        Map.of("outside", "192.0.2.1", "inside", "10.0.0.1"),
                        Map.of("outside", "192.0.2.1", "inside", "10.0.0.2"))))
                .hasMessage("outside is mapped already");
        assertThatThrownBy(() -> create(List.of(
                        Map.of("outside", "192.0.2.1", "inside", "10.0.0.1"),
                        Map.of("outside", "192.0.2.2", "inside", "10.0.0.1"))))
                .hasMessage("inside is mapped already, so answers could not be translated back");
    }

    @Test
    void shouldCopeWithUncutSegments() throws Exception {
        assertThat(create(MAP).segments()).isEqualTo(Segments.ANY);
    }
}
