package io.headgate.plugin.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Option;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final long START_NS = 1_700_000_000L * SECOND;

    private final OnePacket slot = new OnePacket();
    private final TestContext context = new TestContext();

    private Filter create(Map<String, ?> with) throws Exception {
        Filter filter = new RateLimitFactory().create(new MapSettings(with));
        filter.onAttach(context);
        return filter;
    }

    /** A UDP packet. */
    private static byte[] packet(int source, int sourcePort, int destination, int length) {
        ByteBuffer bytes =
                ByteBuffer.allocate(length).putInt(0x4500_0000 | length).putInt(0);
        bytes.putInt(0x4011_0000).putInt(source).putInt(destination);
        bytes.putShort((short) sourcePort).putShort((short) 53);
        return bytes.putShort((short) (length - 20)).putShort((short) 0).array();
    }

    private static byte[] ipv6(long sourceHigh, long sourceLow) {
        ByteBuffer bytes =
                ByteBuffer.allocate(48).putInt(0x6000_0000).putShort((short) 8).putShort((short) 0x1140);
        bytes.putLong(sourceHigh).putLong(sourceLow).putLong(1).putLong(2);
        return bytes.putInt(0x0009_0035).putShort((short) 8).array();
    }

    private boolean passes(Filter filter, byte[] packet, long afterNs) {
        SlotPacket loaded = slot.load(packet, START_NS + afterNs);
        Verdict verdict = filter.onPacket(loaded);
        assertThat(loaded.isChanged()).isFalse();
        assertThat(verdict.reason()).isIn("pass", "over-rate");
        return verdict.kind() == Verdict.Kind.PASS;
    }

    private int passing(Filter filter, byte[] packet, int count, long afterNs) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            passed += passes(filter, packet, afterNs) ? 1 : 0;
        }
        return passed;
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(RateLimitFactory.class)
                .returns("rate-limit", FilterFactory::name);
        assertThat(new RateLimitFactory().options())
                .extracting(Option::name)
                .containsExactly("rate", "burst", "key", "ipv4-prefix", "ipv6-prefix", "table");
    }

    /** Never more than the burst and what the rate gives, in any stretch; and all of that if enough comes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldPassNoMoreThanTheRateAllowsAndNoLess(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Filter filter = create(Map.of("rate", "1000pps", "burst", 20));
        long[] passedAt = new long[15_000];
        int passed = 0;
        long nowNs = 0;
        for (int i = 0; i < 15_000; i++) {
            nowNs += random.nextLong(400_000);
            if (passes(filter, packet(1, 2, 3, 60), nowNs)) {
                passedAt[passed++] = nowNs;
            }
        }
        for (int i = 20; i < passed; i++) {
            // The 21 packets from i - 20 on need a token more than the burst.
            assertThat(passedAt[i] - passedAt[i - 20])
                    .as("seed %s packet %s", seed, i)
                    .isGreaterThanOrEqualTo(MS);
        }
        assertThat((long) passed).isBetween(nowNs / MS, 20 + nowNs / MS + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"source", "lane"})
    void shouldGoOnByAClockThatWasSetBack(String key) throws Exception {
        Filter filter = create(Map.of("rate", "10pps", "burst", 10, "key", key));
        byte[] packet = packet(1, 2, 3, 60);
        assertThat(passing(filter, packet, 20, 0)).isEqualTo(10);

        long back = -3_600 * SECOND;
        assertThat(passing(filter, packet, 5, back))
                .as("no burst for a new time")
                .isZero();
        assertThat(passing(filter, packet, 5, back + SECOND / 10)).isOne();
        assertThat(passing(filter, packet, 20, back + 2 * SECOND)).isEqualTo(10);
        assertThat(passing(filter, packet(9, 2, 3, 60), 1, back + 4 * SECOND)).isOne();
        assertThat(context.value("tracked")).as("keys are still forgotten").isOne();
    }

    /** As timestamps of several processors do. */
    @Test
    void shouldGiveNothingTwiceToPacketsALittleOutOfOrder() throws Exception {
        Filter filter = create(Map.of("rate", "1000pps", "burst", 10));
        byte[] packet = packet(1, 2, 3, 60);
        int passed = 0;

        for (int i = 0; i < 1_000; i++) {
            passed += passing(filter, packet, 5, i * MS);
            passed += passing(filter, packet, 5, (i - 10) * MS);
        }

        assertThat(passed).isEqualTo(10 + 999);
    }

    @Test
    void shouldCountBitsOfWholePackets() throws Exception {
        Filter filter = create(Map.of("rate", "800kbit", "burst", 10_000));

        // 100,000 bytes a second.
        assertThat(passing(filter, packet(1, 2, 3, 1_000), 20, 0)).isEqualTo(10);
        assertThat(passing(filter, packet(1, 2, 3, 1_000), 20, 50 * MS)).isEqualTo(5);
        assertThat(passing(filter, packet(1, 2, 3, 100), 200, 100 * MS)).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({
        "source, 1, 7, 9, false",
        "source, 2, 5, 9, true",
        "source, 1, 5, 8, false",
        "destination, 2, 7, 9, false",
        "destination, 1, 5, 8, true",
        "flow, 1, 7, 9, true",
        "flow, 2, 5, 9, true",
        "flow, 1, 5, 8, true",
        "flow, 1, 5, 9, false",
        "lane, 2, 7, 8, false"
    })
    void shouldHaveABucketForEachKey(String key, int source, int port, int destination, boolean isOther)
            throws Exception {
        Filter filter = create(Map.of("rate", "1pps", "burst", 3, "key", key));
        assertThat(passing(filter, packet(1, 5, 9, 60), 5, 0)).isEqualTo(3);

        assertThat(passing(filter, packet(source, port, destination, 60), 5, 0)).isEqualTo(isOther ? 3 : 0);
    }

    @Test
    void shouldTakeFragmentsOfTwoHostsForAFlow() throws Exception {
        Filter filter = create(Map.of("rate", "1pps", "burst", 3, "key", "flow"));
        byte[] fragment = packet(1, 5, 9, 60);
        fragment[7] = 100;
        byte[] other = fragment.clone();
        other[21] = 99;

        assertThat(passing(filter, fragment, 2, 0) + passing(filter, other, 2, 0))
                .isEqualTo(3);
        assertThat(passing(filter, packet(1, 5, 9, 60), 5, 0)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "64, 0x20010DB800000001, 2, false", "64, 0x20010DB800000000, 1, true", "48, 0x20010DB80000FFFF, 9, false",
        "48, 0x20010DB800010001, 9, true", "128, 0x20010DB800000001, 2, true", "128, 0x20010DB800000001, 1, false",
        "72, 0x20010DB800000001, 2, false", "72, 0x20010DB800000001, 0x0100000000000001, true"
    })
    void shouldTakeANetworkOfIpv6ForASource(int prefix, String high, String low, boolean isOther) throws Exception {
        Filter filter = create(Map.of("rate", "1pps", "burst", 3, "ipv6-prefix", prefix));
        assertThat(passing(filter, ipv6(0x2001_0DB8_0000_0001L, 1), 5, 0)).isEqualTo(3);

        assertThat(passing(filter, ipv6(Long.decode(high), Long.decode(low)), 5, 0))
                .isEqualTo(isOther ? 3 : 0);
    }

    @Test
    void shouldTakeANetworkOfIpv4ForASourceIfAsked() throws Exception {
        Filter filter = create(Map.of("rate", "1pps", "burst", 3, "ipv4-prefix", 24));

        assertThat(passing(filter, packet(0xC000_0201, 5, 9, 60), 2, 0)).isEqualTo(2);
        assertThat(passing(filter, packet(0xC000_02FE, 5, 9, 60), 2, 0)).isEqualTo(1);
        assertThat(passing(filter, packet(0xC000_0301, 5, 9, 60), 2, 0)).isEqualTo(2);
    }

    @Test
    void shouldForgetTheKeyLongestWithoutAPacketIfThereIsNoRoom() throws Exception {
        Filter filter = create(Map.of("rate", "1pps", "burst", 2, "table", 3));
        for (int source = 1; source <= 3; source++) {
            assertThat(passing(filter, packet(source, 5, 9, 60), 4, source)).isEqualTo(2);
        }
        assertThat(context.value("tracked")).isEqualTo(3);
        assertThat(context.value("evicted")).isZero();
        assertThat(passing(filter, packet(1, 5, 9, 60), 1, 10)).isZero();

        assertThat(passing(filter, packet(4, 5, 9, 60), 4, 20)).isEqualTo(2);

        assertThat(context.value("evicted")).isEqualTo(1);
        assertThat(passing(filter, packet(1, 5, 9, 60), 2, 30)).as("kept").isZero();
        assertThat(passing(filter, packet(2, 5, 9, 60), 4, 40)).as("forgotten").isEqualTo(2);
        assertThat(context.value("tracked")).isEqualTo(3);
    }

    @Test
    void shouldForgetForNothingWhatIsFullAgain() throws Exception {
        Filter filter = create(Map.of("rate", "10pps", "burst", 5));
        for (int source = 0; source < 1_000; source++) {
            passes(filter, packet(source, 5, 9, 60), 0);
        }
        assertThat(context.value("tracked")).isEqualTo(1_000);

        passes(filter, packet(5_000, 5, 9, 60), SECOND);

        assertThat(context.value("tracked")).isEqualTo(1);
        assertThat(context.value("evicted")).isZero();
    }

    @Test
    void shouldGiveAUsualBurst() throws Exception {
        assertThat(passing(create(Map.of("rate", "1000pps")), packet(1, 2, 3, 60), 500, 0))
                .isEqualTo(100);
        assertThat(passing(create(Map.of("rate", "1pps")), packet(1, 2, 3, 60), 500, 0))
                .isEqualTo(10);
        assertThat(passing(create(Map.of("rate", "1kbit")), packet(1, 2, 3, 1_000), 500, 0))
                .isEqualTo(65);
        assertThat(passing(create(Map.of("rate", "80mbit")), packet(1, 2, 3, 1_000), 1_500, 0))
                .isEqualTo(1_000);
    }

    @Test
    void shouldAskForCutSegmentsWhereUncutOnesWouldNotPass() throws Exception {
        assertThat(create(Map.of("rate", "1000pps")).segments()).isEqualTo(Segments.WIRE);
        assertThat(create(Map.of("rate", "10mbit")).segments()).isEqualTo(Segments.ANY);
        assertThat(create(Map.of("rate", "10mbit", "burst", 65_000)).segments()).isEqualTo(Segments.WIRE);
    }

    @Test
    void shouldAllocateNothingPerPacket() throws Exception {
        Filter filter = create(Map.of("rate", "100pps", "table", 64));
        SlotPacket loaded = slot.load(packet(1, 2, 3, 60), START_NS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        int source = 0;
        for (int i = 0; i < 200_000; i++) {
            loaded.ipv4().source(source++ & 0xFF);
            loaded.rollback();
            filter.onPacket(loaded);
        }
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < 100_000; i++) {
            loaded.ipv4().source(source++ & 0xFF);
            filter.onPacket(loaded);
            loaded.rollback();
        }

        assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(100_000);
        assertThat(context.value("evicted")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000", "10 mbit", "1000 pps", "1.5mbit", "10Mbit", "10mbps", "-1pps", "pps", ""})
    void shouldRefuseWhatIsNoRate(String wrong) {
        assertThatThrownBy(() -> create(Map.of("rate", wrong)))
                .hasMessageStartingWith("'rate' ")
                .hasMessageContaining(
                        "is no rate; write packets per second, as in 1000pps or 5kpps, or bits per second, as in"
                                + " 800kbit, 10mbit or 1gbit");
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> create(Map.of())).hasMessageStartingWith("'rate' is missing: give packets per second");
        for (String wrong : new String[] {"0pps", "0gbit", "1001gbit", "9999999999999gpps"}) {
            assertThatThrownBy(() -> create(Map.of("rate", wrong)))
                    .hasMessage("'rate' ('" + wrong + "') must be from 1pps to 1000gpps, or from 1bit to 1000gbit");
        }
        assertThatThrownBy(() -> create(Map.of("rate", "1mbit", "burst", 1_499)))
                .hasMessage("'burst' ('1499') must be 1500 bytes or more: less would never let a large packet through");
        assertThatThrownBy(() -> create(Map.of("rate", "1mbit", "table", 0)))
                .hasMessage("'table' is '0', but must be a number from 1 to 16777216");
    }
}
