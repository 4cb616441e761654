package io.headgate.plugin.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Packets;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropTest {
    private static FilterHarness drop(String protocol, int port) {
        return FilterHarness.of(new DropFactory()).with("protocol", protocol).with("port", port);
    }

    /** A packet of any protocol, with ports where TCP and UDP have them. */
    private static byte[] packet(int protocol, int port) {
        byte[] body = Packets.tcp("192.0.2.1:9 > 198.51.100.2:" + port).build();
        return Packets.ip("192.0.2.1 > 198.51.100.2", protocol)
                .payload(Arrays.copyOfRange(body, 20, 40))
                .build();
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(DropFactory.class)
                .returns("drop", FilterFactory::name);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp, 6, 9, true", "tcp, 6, 10, false", "tcp, 17, 9, false", "tcp, 1, 9, false",
        "udp, 17, 9, true", "udp, 17, 65535, false", "udp, 6, 9, false", "udp, 47, 9, false"
    })
    void shouldDropOnePortOfOneProtocol(String closed, int protocol, int port, boolean isDropped) {
        byte[] packet = protocol == 17
                ? Packets.udp("192.0.2.1:9 > 198.51.100.2:" + port).build()
                : packet(protocol, port);

        Outcome outcome = drop(closed, 9).filter(packet);

        assertThat(outcome.verdict()).isEqualTo(isDropped ? Verdict.Kind.DROP : Verdict.Kind.PASS);
        assertThat(outcome.dropReason()).isEqualTo(isDropped ? "closed-port" : "");
        assertThat(outcome.isChanged()).isFalse();
    }

    @Test
    void shouldDropAPortOfIpv6() {
        assertThat(drop("tcp", 9)
                        .filter(Packets.tcp("[2001:db8::1]:1 > [2001:db8::2]:9"))
                        .dropReason())
                .isEqualTo("closed-port");
    }

    @Test
    void shouldPassLaterFragmentsWhateverTheirBytes() {
        byte[] tcp = Packets.tcp("192.0.2.1:9 > 198.51.100.2:9").build();
        byte[] looksLikeTcp = Arrays.copyOfRange(tcp, 20, 40);

        assertThat(drop("tcp", 9)
                        .filter(Packets.ip("192.0.2.1 > 198.51.100.2", 6)
                                .payload(looksLikeTcp)
                                .fragment(800, false))
                        .verdict())
                .isEqualTo(Verdict.Kind.PASS);
        assertThat(drop("udp", 0)
                        .filter(Packets.ip("192.0.2.1 > 198.51.100.2", 17)
                                .payload(new byte[20])
                                .fragment(8, true))
                        .verdict())
                .isEqualTo(Verdict.Kind.PASS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_535})
    void shouldTakeEveryPort(int port) {
        assertThat(drop("tcp", port).filter(packet(6, port)).verdict()).isEqualTo(Verdict.Kind.DROP);
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> create(Map.of())).hasMessage("'port' is missing: give a number from 0 to 65535");
        assertThatThrownBy(() -> create(Map.of("port", 65_536)))
                .hasMessage("'port' is '65536', but must be a number from 0 to 65535");
        assertThatThrownBy(() -> create(Map.of("port", "http")))
                .hasMessage("'port' is 'http', but must be a number from 0 to 65535");
        assertThatThrownBy(() -> create(Map.of("port", 1, "protocol", "icmp")))
                .hasMessage("'protocol' is 'icmp', but must be one of tcp, udp");
    }

    private static void create(Map<String, ?> with) {
        MapSettings.create(new DropFactory(), with);
    }

    @Test
    void shouldCopeWithUncutSegments() {
        assertThat(MapSettings.create(new DropFactory(), Map.of("port", 1)).segments())
                .isEqualTo(Segments.ANY);
    }

    @Test
    void shouldSurviveDamagedPackets() {
        drop("udp", 53).survives(Mutations.of(Packets.various(), 1));
    }
}
