package io.headgate.plugin.mssclamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Segments;
import io.headgate.api.Tcp;
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
import org.junit.jupiter.params.provider.ValueSource;

class MssClampTest {
    private static final int CLAMP = 1360;

    private final OnePacket slot = new OnePacket();

    private final TestContext context = new TestContext();

    private Filter clamp() {
        return create(Map.of("mss", CLAMP));
    }

    private Filter create(Map<String, ?> with) {
        try {
            Filter filter = new MssClampFactory().create(new MapSettings(with));
            filter.onAttach(context);
            return filter;
        } catch (RuntimeException wrong) {
            throw wrong;
        } catch (Exception failed) {
            throw new IllegalStateException("the filter did not start", failed);
        }
    }

    private static byte[] options(int... bytes) {
        byte[] options = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            options[i] = (byte) bytes[i];
        }
        return options;
    }

    private static byte[] mss(int value) {
        return options(2, 4, value >> 8, value & 0xFF);
    }

    /** A segment from 192.0.2.1 to 198.51.100.2 without payload; options fill whole words. */
    private static byte[] ipv4(int flags, byte... options) {
        ByteBuffer packet = ByteBuffer.allocate(40 + options.length);
        packet.putShort((short) 0x4500).putShort((short) packet.capacity()).putInt(0x1234_0000);
        packet.putInt(0x4006_0000).putInt(0xC000_0201).putInt(0xC633_6402);
        putTcp(packet, flags, options);
        packet.putShort(10, (short) ~sum(packet.array(), 0, 20, 0));
        packet.putShort(36, (short) ~sum(packet.array(), 12, packet.capacity(), 6 + 20 + options.length));
        return packet.array();
    }

    private static byte[] ipv6(int flags, byte... options) {
        ByteBuffer packet = ByteBuffer.allocate(60 + options.length);
        packet.putInt(0x6000_0000).putShort((short) (20 + options.length)).putShort((short) 0x0640);
        packet.putLong(0x2001_0DB8_0000_0000L)
                .putLong(1)
                .putLong(0x2001_0DB8_0000_0000L)
                .putLong(2);
        putTcp(packet, flags, options);
        packet.putShort(56, (short) ~sum(packet.array(), 8, packet.capacity(), 6 + 20 + options.length));
        return packet.array();
    }

    private static void putTcp(ByteBuffer packet, int flags, byte... options) {
        packet.putShort((short) 40_000).putShort((short) 443).putInt(7).putInt(0);
        packet.put((byte) ((5 + options.length / 4) << 4)).put((byte) flags).putShort((short) 0xFAF0);
        packet.putInt(0).put(options);
    }

    /** One's-complement sum of whole words from {@code from} to {@code to}, and of {@code more}. */
    private static int sum(byte[] bytes, int from, int to, int more) {
        long sum = more;
        for (int i = from; i < to; i += 2) {
            sum += ByteBuffer.wrap(bytes).getShort(i) & 0xFFFF;
        }
        return (int) (sum % 65_535);
    }

    private byte[] filter(byte[] packet) {
        assertThat(clamp().onPacket(slot.load(packet))).isSameAs(Verdict.PASS);
        return slot.finish();
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(MssClampFactory.class)
                .returns("mss-clamp", FilterFactory::name);
    }

    @ParameterizedTest
    @ValueSource(ints = {1361, 1460, 8960, 65_535})
    void shouldLowerWhatIsTooLarge(int offered) {
        assertThat(filter(ipv4(Tcp.SYN, mss(offered)))).isEqualTo(ipv4(Tcp.SYN, mss(CLAMP)));
        assertThat(filter(ipv4(Tcp.SYN | Tcp.ACK, mss(offered)))).isEqualTo(ipv4(Tcp.SYN | Tcp.ACK, mss(CLAMP)));
        assertThat(filter(ipv6(Tcp.SYN, mss(offered)))).isEqualTo(ipv6(Tcp.SYN, mss(CLAMP)));
        assertThat(context.value("clamped")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 536, 1359, 1360})
    void shouldNeverRaise(int offered) {
        assertThat(filter(ipv4(Tcp.SYN, mss(offered)))).isEqualTo(ipv4(Tcp.SYN, mss(offered)));
    }

    @Test
    void shouldFindTheOptionAmongOthers() {
        byte[] before = options(1, 3, 3, 7, 4, 2, 2, 4, 0x05, 0xB4, 1, 1);
        byte[] after = options(1, 3, 3, 7, 4, 2, 2, 4, 0x05, 0x50, 1, 1);

        assertThat(filter(ipv4(Tcp.SYN, before))).isEqualTo(ipv4(Tcp.SYN, after));
    }

    @Test
    void shouldCopeWithTheOptionAtAnOddOffset() {
        byte[] before = options(1, 2, 4, 0x05, 0xB4, 4, 2, 1);
        byte[] after = options(1, 2, 4, 0x05, 0x50, 4, 2, 1);

        assertThat(filter(ipv4(Tcp.SYN, before))).isEqualTo(ipv4(Tcp.SYN, after));
    }

    @Test
    void shouldLeaveEverythingElseAlone() {
        byte[][] packets = {
            ipv4(Tcp.SYN),
            ipv4(Tcp.ACK, mss(9000)), // Not in a SYN: means nothing.
            ipv4(Tcp.SYN, options(0, 2, 4, 0x23, 0x28, 0, 0, 0)), // Behind the end of the options.
            ipv4(Tcp.SYN, options(2, 3, 0x23, 0x28)), // Of another length.
            ipv4(Tcp.SYN, options(1, 1, 2, 4)), // Cut off by the header's end.
            ipv4(Tcp.SYN, options(5, 0, 2, 4, 0x23, 0x28, 1, 1)), // Behind an option without length.
        };
        for (byte[] packet : packets) {
            SlotPacket loaded = slot.load(packet);
            assertThat(clamp().onPacket(loaded)).isSameAs(Verdict.PASS);
            assertThat(loaded.isChanged()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"87", "0", "-1", "65496"})
    void shouldRefuseNumbersThatAreNoMss(int wrong) {
        assertThatThrownBy(() -> new MssClampFactory().create(new MapSettings(Map.of("mss", wrong))))
                .hasMessage("mss must be 88 to 65495: " + wrong);
    }

    @Test
    void shouldLeaveRoomForTheHeadersOfEachFamilyWithinAnMtu() {
        Filter filter = create(Map.of("mtu", 1_400));

        filter.onPacket(slot.load(ipv4(Tcp.SYN, mss(1_460))));
        assertThat(slot.finish()).isEqualTo(ipv4(Tcp.SYN, mss(1_360)));
        filter.onPacket(slot.load(ipv6(Tcp.SYN, mss(1_440))));
        assertThat(slot.finish()).isEqualTo(ipv6(Tcp.SYN, mss(1_340)));
        filter.onPacket(slot.load(ipv6(Tcp.SYN, mss(1_340))));
        assertThat(slot.finish()).isEqualTo(ipv6(Tcp.SYN, mss(1_340)));
        assertThat(context.value("clamped")).isEqualTo(2);
    }

    /** Packets of the test come in. */
    @ParameterizedTest
    @CsvSource({"any, 1360", "in, 1360", "out, 1460"})
    void shouldClampOneDirectionIfAsked(String direction, int after) {
        create(Map.of("mss", CLAMP, "direction", direction)).onPacket(slot.load(ipv4(Tcp.SYN, mss(1_460))));

        assertThat(slot.finish()).isEqualTo(ipv4(Tcp.SYN, mss(after)));
    }

    @Test
    void shouldTakeEitherLimit() {
        String either = "mss-clamp needs either 'mss', a number from 88 to 65495, or 'mtu', a number from 148 to 65535";

        assertThatThrownBy(() -> create(Map.of())).hasMessage(either);
        assertThatThrownBy(() -> create(Map.of("mss", 1_360, "mtu", 1_400))).hasMessage(either);
        assertThatThrownBy(() -> create(Map.of("mtu", 147))).hasMessage("mtu must be 148 to 65535: 147");
        assertThat(new MssClampFactory().options()).extracting(Option::name).containsExactly("mss", "mtu", "direction");
    }

    @Test
    void shouldCopeWithUncutSegments() {
        assertThat(clamp().segments()).isEqualTo(Segments.ANY);
    }
}
