package io.headgate.plugin.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DropTest {
    private static final int TCP = 6;
    private static final int UDP = 17;

    private static SlotPacket packet(byte[] bytes) {
        return new OnePacket().load(bytes);
    }

    /** A packet of 40 bytes; the ports are where both protocols have them. */
    private static SlotPacket packet(int protocol, int sourcePort, int destinationPort, int fragmentOffset) {
        ByteBuffer bytes = ByteBuffer.allocate(40).putInt(0, 0x4500_0028).put(9, (byte) protocol);
        bytes.putShort(6, (short) (fragmentOffset >> 3));
        bytes.putShort(20, (short) sourcePort).putShort(22, (short) destinationPort);
        bytes.putShort(24, (short) 20).put(32, (byte) 0x50);
        return packet(bytes.array());
    }

    private static Filter create(Map<String, ?> with) throws Exception {
        Filter filter = new DropFactory().create(new MapSettings(with));
        filter.onAttach(new TestContext());
        return filter;
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
    void shouldDropOnePortOfOneProtocol(String closed, int protocol, int port, boolean isDropped) throws Exception {
        Filter filter = create(Map.of("protocol", closed, "port", 9));
        SlotPacket packet = packet(protocol, 9, port, 0);

        Verdict verdict = filter.onPacket(packet);

        assertThat(verdict.kind()).isEqualTo(isDropped ? Verdict.Kind.DROP : Verdict.Kind.PASS);
        assertThat(verdict.reason()).isEqualTo(isDropped ? "closed-port" : "pass");
        assertThat(packet.isChanged()).isFalse();
    }

    @Test
    void shouldPassLaterFragmentsWhateverTheirBytes() throws Exception {
        assertThat(create(Map.of("port", 9)).onPacket(packet(TCP, 9, 9, 800))).isSameAs(Verdict.PASS);
        assertThat(create(Map.of("protocol", "udp", "port", 0)).onPacket(packet(UDP, 0, 0, 8)))
                .isSameAs(Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource({"0", "65535"})
    void shouldTakeEveryPort(int port) throws Exception {
        assertThat(create(Map.of("port", port))
                        .onPacket(packet(TCP, 1, port, 0))
                        .kind())
                .isEqualTo(Verdict.Kind.DROP);
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> create(Map.of())).hasMessage("port is missing: give a number from 0 to 65535");
        assertThatThrownBy(() -> create(Map.of("port", 65_536))).hasMessage("port must be 0 to 65535: 65536");
        assertThatThrownBy(() -> create(Map.of("port", "http"))).hasMessage("port must be 0 to 65535: http");
        assertThatThrownBy(() -> create(Map.of("port", 1, "protocol", "icmp")))
                .hasMessage("protocol must be one of [tcp, udp]: icmp");
    }

    @Test
    void shouldCopeWithUncutSegments() throws Exception {
        assertThat(create(Map.of("port", 1)).segments()).isEqualTo(Segments.ANY);
    }
}
