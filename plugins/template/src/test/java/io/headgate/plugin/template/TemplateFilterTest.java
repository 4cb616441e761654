package io.headgate.plugin.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.Verdict;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateFilterTest {
    private final TestContext context = new TestContext();
    private final OnePacket packet = new OnePacket();

    private Filter create(Map<String, ?> with) throws Exception {
        Filter filter = new TemplateFilterFactory().create(new MapSettings(with));
        filter.onAttach(context);
        return filter;
    }

    /** A datagram without payload, from 192.0.2.1 to 198.51.100.1. */
    private static byte[] udp(int ttl, int destinationPort) {
        ByteBuffer bytes = ByteBuffer.allocate(28);
        bytes.putInt(0x4500_001C).putInt(0).put((byte) ttl).put((byte) 17).putShort((short) 0);
        bytes.putInt(0xC000_0201).putInt(0xC633_6401);
        bytes.putShort((short) 40_000).putShort((short) destinationPort).putShort((short) 8);
        return bytes.array();
    }

    @Test
    void shouldDropWhatGoesToTheClosedPort() throws Exception {
        Filter filter = create(Map.of("port", 5_000));

        assertThat(filter.onPacket(packet.load(udp(64, 5_000))).reason()).isEqualTo("closed-port");
        assertThat(filter.onPacket(packet.load(udp(64, 5_001)))).isSameAs(Verdict.PASS);
    }

    @Test
    void shouldLowerTheTimeToLive() throws Exception {
        Filter filter = create(Map.of("max-ttl", 32));

        filter.onPacket(packet.load(udp(64, 53)));

        assertThat(packet.finish()[8]).isEqualTo((byte) 32);
        assertThat(context.value("lowered")).isEqualTo(1);
    }

    @Test
    void shouldLeaveLowerOnesAlone() throws Exception {
        Filter filter = create(Map.of());
        byte[] datagram = udp(3, 53);

        filter.onPacket(packet.load(datagram));

        assertThat(packet.finish()).isEqualTo(datagram);
        assertThat(context.value("lowered")).isZero();
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> create(Map.of("port", 65_536))).hasMessageContaining("port");
        assertThatThrownBy(() -> create(Map.of("max-ttl", 0))).hasMessageContaining("max-ttl");
    }
}
