package io.headgate.plugin.taponly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Permission;
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

class TapOnlyTest {
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final OnePacket slot = new OnePacket();
    private final TestContext context = new TestContext();

    private Filter create(Map<String, ?> with) throws Exception {
        Filter filter = new TapOnlyFactory().create(new MapSettings(with));
        filter.onAttach(context);
        return filter;
    }

    /** A packet with 20 bytes behind its IP header; ports are where TCP and UDP have them. */
    private static byte[] packet(
            boolean isIpv6, int protocol, int sourcePort, int destinationPort, int fragmentOffset) {
        ByteBuffer transport = ByteBuffer.allocate(20);
        transport.putShort((short) sourcePort).putShort((short) destinationPort);
        transport.putShort(4, (short) 20).put(12, (byte) 0x50);
        if (isIpv6) {
            ByteBuffer ipv6 = ByteBuffer.allocate(60).putInt(0, 0x6000_0000).putShort(4, (short) 20);
            return ipv6.put(6, (byte) protocol).put(40, transport.array()).array();
        }
        ByteBuffer ipv4 = ByteBuffer.allocate(40).putInt(0, 0x4500_0028).put(9, (byte) protocol);
        return ipv4.putShort(6, (short) (fragmentOffset >> 3))
                .put(20, transport.array())
                .array();
    }

    private boolean isCopied(Filter filter, byte[] packet) {
        int before = context.recordingMirror("ids").copies().size();
        SlotPacket loaded = slot.load(packet);

        assertThat(filter.onPacket(loaded)).isSameAs(Verdict.PASS);

        assertThat(loaded.isChanged()).isFalse();
        return context.recordingMirror("ids").copies().size() > before;
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(TapOnlyFactory.class)
                .returns("tap-only", FilterFactory::name);
        assertThat(new TapOnlyFactory().permissions()).containsExactly(Permission.MIRROR);
        assertThat(new TapOnlyFactory().options())
                .extracting(Option::name)
                .containsExactly("mirror", "protocol", "port");
    }

    @Test
    void shouldCopyEveryPacketByteForByte() throws Exception {
        Filter filter = create(Map.of("mirror", "ids"));
        byte[][] packets = {
            packet(false, TCP, 1, 2, 0),
            packet(true, UDP, 3, 4, 0),
            packet(false, 47, 0, 0, 0),
            packet(false, UDP, 5, 6, 8)
        };

        for (byte[] packet : packets) {
            assertThat(isCopied(filter, packet)).isTrue();
        }

        assertThat(context.recordingMirror("ids").copies()).containsExactly(packets);
        assertThat(context.value("mirrored")).isEqualTo(4);
        assertThat(filter.segments()).isEqualTo(Segments.ANY);
    }

    @ParameterizedTest
    @CsvSource({
        "any, false, 47, true", "tcp, false, 6, true", "tcp, true, 6, true", "tcp, false, 17, false",
        "udp, false, 17, true", "udp, true, 6, false", "icmp, false, 1, true", "icmp, true, 58, true",
        "icmp, true, 1, false", "icmp, false, 58, false", "icmp, false, 6, false"
    })
    void shouldCopyOneProtocolIfAsked(String wanted, boolean isIpv6, int protocol, boolean isCopied) throws Exception {
        Filter filter = create(Map.of("mirror", "ids", "protocol", wanted));

        assertThat(isCopied(filter, packet(isIpv6, protocol, 0x0800, 7, 0))).isEqualTo(isCopied);
    }

    @ParameterizedTest
    @CsvSource({
        "any, 6, 80, 9, true", "any, 6, 9, 80, true", "any, 17, 80, 9, true", "any, 17, 9, 80, true",
        "any, 6, 9, 81, false", "any, 1, 80, 80, false", "tcp, 17, 80, 80, false", "udp, 17, 7, 80, true"
    })
    void shouldCopyAPortOfEitherEndIfAsked(String wanted, int protocol, int from, int to, boolean isCopied)
            throws Exception {
        Filter filter = create(Map.of("mirror", "ids", "protocol", wanted, "port", 80));

        assertThat(isCopied(filter, packet(false, protocol, from, to, 0))).isEqualTo(isCopied);
        assertThat(isCopied(filter, packet(false, protocol, from, to, 8)))
                .as("later fragment")
                .isFalse();
    }

    @Test
    void shouldPassWhatTheMirrorHasNoRoomFor() throws Exception {
        Filter filter = create(Map.of("mirror", "ids"));
        context.recordingMirror("ids").limit(1);

        for (int i = 0; i < 4; i++) {
            assertThat(filter.onPacket(slot.load(packet(false, UDP, 1, 2, 0)))).isSameAs(Verdict.PASS);
        }

        assertThat(context.value("mirrored")).isEqualTo(1);
        assertThat(context.value("mirror-lost")).isEqualTo(3);
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> create(Map.of())).hasMessage("'mirror' is missing");
        assertThatThrownBy(() -> create(Map.of("mirror", "ids", "protocol", "icmp", "port", 7)))
                .hasMessage("'port' ('7') goes with 'protocol: tcp', 'udp' or 'any': ICMP has no ports");
        assertThatThrownBy(() -> create(Map.of("mirror", "ids", "port", 65_536)))
                .hasMessage("'port' is '65536', but must be a number from 0 to 65535");
    }
}
