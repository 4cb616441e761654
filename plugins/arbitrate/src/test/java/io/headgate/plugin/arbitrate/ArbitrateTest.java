package io.headgate.plugin.arbitrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArbitrateTest {
    private static final int A = 0xEF01_0101;
    private static final int B = 0xEF01_0102;
    private static final Map<String, ?> FEEDS =
            Map.of("a", "239.1.1.1:5000", "b", "239.1.1.2:5001", "field", "integer", "offset", 0, "width", 4);

    private final OnePacket slot = new OnePacket();
    private final TestContext context = new TestContext();

    private Filter create(Map<String, ?> with) throws Exception {
        Filter filter = new ArbitrateFactory().create(new MapSettings(with));
        filter.onAttach(context);
        return filter;
    }

    private static byte[] packet(int destination, int port, int number) {
        ByteBuffer bytes = ByteBuffer.allocate(36).putInt(0x4500_0024).putInt(0).putInt(0x4011_0000);
        bytes.putInt(0x0A00_0001).putInt(destination).putShort((short) 9).putShort((short) port);
        return bytes.putShort((short) 16).putShort((short) 0).putInt(number).array();
    }

    private Verdict feed(Filter filter, byte[] bytes) {
        return filter.onPacket(slot.load(bytes, 0));
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(ArbitrateFactory.class)
                .returns("arbitrate", FilterFactory::name);
    }

    /** Leg B lags by a varying number of packets; both lose some. Numbers wrap on the way. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldPassTheUnionInOrderOfFirstArrival(long seed) throws Exception {
        Filter filter = create(FEEDS);
        Random random = new Random(seed);
        int count = 20_000;
        int lag = random.nextInt(500);
        Set<Integer> expected = new LinkedHashSet<>();
        List<Integer> passed = new ArrayList<>();
        BitSet onA = new BitSet();
        BitSet onB = new BitSet();

        for (int i = 0; i < count + lag; i++) {
            for (int leg = 0; leg < 2; leg++) {
                int number = leg == 0 ? i : i - lag;
                if (number < 0 || number >= count || random.nextInt(8) == 0) {
                    continue;
                }
                expected.add(number);
                (leg == 0 ? onA : onB).set(number);
                Verdict verdict = feed(filter, packet(leg == 0 ? A : B, 5_000 + leg, number - 10_000));
                if (verdict == Verdict.PASS) {
                    passed.add(number);
                    ByteBuffer out = ByteBuffer.wrap(slot.finish());
                    assertThat(out.getInt(16)).isEqualTo(A);
                    assertThat(out.getShort(22)).isEqualTo((short) 5_000);
                    assertThat(out.getInt(28)).isEqualTo(number - 10_000);
                } else {
                    assertThat(verdict.reason()).isEqualTo("duplicate-copy");
                }
            }
        }
        filter.onDetach();

        assertThat(passed).as("seed %d", seed).isEqualTo(List.copyOf(expected));
        BitSet all = (BitSet) onA.clone();
        all.or(onB);
        assertThat(context.value("lost")).isEqualTo(all.length() - all.nextSetBit(0) - all.cardinality());
        assertThat(context.value("missed-on-a")).isEqualTo(all.cardinality() - onA.cardinality());
        assertThat(context.value("missed-on-b")).isEqualTo(all.cardinality() - onB.cardinality());
        assertThat(context.value("first-on-a") + context.value("first-on-b")).isEqualTo(passed.size());
        assertThat(context.value("copies-on-a") + context.value("copies-on-b"))
                .isEqualTo(onA.cardinality() + onB.cardinality() - all.cardinality());
        assertThat(context.value("missing")).isZero();
        assertThat(context.value("lost")).isPositive();
    }

    @Test
    void shouldKeepAddressesIfTold() throws Exception {
        Filter filter = create(Map.of("a", "239.1.1.1:5000", "b", "[ff3e::2]:5001", "to", "keep"));

        assertThat(feed(filter, packet(A, 5_000, 1))).isSameAs(Verdict.PASS);

        assertThat(slot.finish()).isEqualTo(packet(A, 5_000, 1));
        assertThat(context.value("unnumbered")).as("no RTP").isEqualTo(1);
    }

    @Test
    void shouldRedirectIpv6() throws Exception {
        Filter filter = create(
                Map.of("a", "[ff3e::1]:5000", "b", "[ff3e::2]:5001", "field", "integer", "offset", 0, "width", 1));
        ByteBuffer bytes = ByteBuffer.allocate(49).putInt(0x6000_0000).putShort((short) 9);
        bytes.put((byte) 17).put((byte) 64).putLong(1).putLong(2).putLong(0xFF3E_0000_0000_0000L);
        bytes.putLong(2)
                .putShort((short) 9)
                .putShort((short) 5_001)
                .putShort((short) 9)
                .putShort((short) 0x1234);

        SlotPacket packet = slot.load(bytes.array(), 0);
        Verdict verdict = filter.onPacket(packet);

        assertThat(verdict).isSameAs(Verdict.PASS);
        assertThat(packet.ipv6().destinationLow()).isEqualTo(1);
        assertThat(packet.udp().destinationPort()).isEqualTo(5_000);
        assertThat(context.value("first-on-b")).isEqualTo(1);
    }

    @Test
    void shouldPassWhatBelongsToNeitherFeed() throws Exception {
        Filter filter = create(FEEDS);
        byte[] tcp = packet(A, 5_000, 1);
        tcp[9] = 6;

        for (int i = 0; i < 2; i++) {
            assertThat(feed(filter, packet(A, 5_001, 1))).isSameAs(Verdict.PASS);
            assertThat(feed(filter, packet(B, 5_000, 1))).isSameAs(Verdict.PASS);
            assertThat(feed(filter, tcp)).isSameAs(Verdict.PASS);
        }

        assertThat(context.value("first-on-a") + context.value("unnumbered")).isZero();
    }

    @Test
    void shouldDropWhatIsTooFarFromTheOthers() throws Exception {
        Filter filter = create(FEEDS);
        feed(filter, packet(A, 5_000, 1_000_000));

        assertThat(feed(filter, packet(A, 5_000, 5)).reason()).isEqualTo("outside-window");
        assertThat(feed(filter, packet(A, 5_000, 6))).as("a restart").isSameAs(Verdict.PASS);
        assertThat(context.value("restarts")).isEqualTo(1);
    }

    @Test
    void shouldAllocateNothing() throws Exception {
        Filter filter = create(FEEDS);
        SlotPacket packet = slot.load(packet(A, 5_000, 1), 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().getId();
        flood(filter, packet, 100_000);

        long before = threads.getThreadAllocatedBytes(me);
        flood(filter, packet, 500_000);
        long allocated = threads.getThreadAllocatedBytes(me) - before;

        assertThat(context.value("first-on-b")).isPositive();
        assertThat(allocated).as("bytes for 500,000 packets").isLessThan(10_000);
    }

    private static void flood(Filter filter, SlotPacket packet, int packets) {
        for (int i = 0; i < packets; i++) {
            if (i % 3 == 0) {
                packet.ipv4().destination(B);
                packet.udp().destinationPort(5_001);
            }
            packet.payloadU32(packet.payloadOffset(), i - i % 2);
            filter.onPacket(packet);
            packet.restore();
        }
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> create(Map.of("a", "239.1.1.1:5000")))
                .hasMessage("b is missing: give an address and a port, as in 239.1.1.1:5000 or [ff3e::1]:5000");
        for (String wrong :
                List.of("239.1.1.1", "239.1.1.1:65536", "ff3e::1:5000", "group:5000", "[::ffff:1.2.3.4]:1")) {
            assertThatThrownBy(() -> create(Map.of("a", wrong)))
                    .hasMessage("a '" + wrong + "' is no address with port; write 239.1.1.1:5000 or [ff3e::1]:5000");
        }
        assertThatThrownBy(() -> create(Map.of("a", "239.1.1.1:5000", "b", "239.1.1.1:5000")))
                .hasMessage("b must be another than 'a'");
        assertThatThrownBy(() -> create(Map.of("a", "239.1.1.1:5000", "b", "[ff3e::1]:5000")))
                .hasMessage("b must be of the same family as 'a', or 'to' be keep");
    }
}
