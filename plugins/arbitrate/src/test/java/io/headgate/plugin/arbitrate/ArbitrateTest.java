package io.headgate.plugin.arbitrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.FilterFactory;
import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.LeftPacket;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.Result;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.UdpBuilder;
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
    private static final String A = "239.1.1.1";
    private static final String B = "239.1.1.2";
    private static final Map<String, ?> FEEDS =
            Map.of("a", "239.1.1.1:5000", "b", "239.1.1.2:5001", "field", "integer", "offset", 0, "width", 4);

    private FilterHarness harness = harness(FEEDS);

    private static FilterHarness harness(Map<String, ?> with) {
        FilterHarness harness = FilterHarness.of(new ArbitrateFactory());
        with.forEach(harness::with);
        return harness;
    }

    private static UdpBuilder packet(String destination, int port, int number) {
        return Packets.udp("10.0.0.1:9 > " + destination + ":" + port)
                .payload(ByteBuffer.allocate(4).putInt(number).array());
    }

    private long count(String name) {
        return harness.result().counter(name);
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
    void shouldPassTheUnionInOrderOfFirstArrival(long seed) {
        Random random = new Random(seed);
        int count = 20_000;
        int lag = random.nextInt(500);
        Set<Integer> expected = new LinkedHashSet<>();
        List<Arrival> arriving = new ArrayList<>();
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
                arriving.add(
                        packet(leg == 0 ? A : B, 5_000 + leg, number - 10_000).arrival());
            }
        }

        Result result = harness.feedAll(arriving);
        harness.close();

        List<Integer> passed = new ArrayList<>();
        for (LeftPacket packet : result.left()) {
            int number = ByteBuffer.wrap(packet.bytes()).getInt(28);
            assertThat(packet.bytes()).isEqualTo(packet(A, 5_000, number).build());
            passed.add(number + 10_000);
        }
        assertThat(passed).as("seed %d", seed).isEqualTo(List.copyOf(expected));
        assertThat(result.dropped("duplicate-copy")).isEqualTo(arriving.size() - passed.size());
        BitSet all = (BitSet) onA.clone();
        all.or(onB);
        assertThat(count("lost")).isEqualTo(all.length() - all.nextSetBit(0) - all.cardinality());
        assertThat(count("missed-on-a")).isEqualTo(all.cardinality() - onA.cardinality());
        assertThat(count("missed-on-b")).isEqualTo(all.cardinality() - onB.cardinality());
        assertThat(count("first-on-a") + count("first-on-b")).isEqualTo(passed.size());
        assertThat(count("copies-on-a") + count("copies-on-b"))
                .isEqualTo(onA.cardinality() + onB.cardinality() - all.cardinality());
        assertThat(count("missing")).isZero();
        assertThat(count("lost")).isPositive();
    }

    @Test
    void shouldKeepAddressesIfTold() {
        harness = harness(Map.of("a", "239.1.1.1:5000", "b", "[ff3e::2]:5001", "to", "keep"));

        assertThat(harness.filter(packet(A, 5_000, 1)).bytes())
                .isEqualTo(packet(A, 5_000, 1).build());
        assertThat(count("unnumbered")).as("no RTP").isEqualTo(1);
    }

    @Test
    void shouldRedirectIpv6() {
        harness = harness(
                Map.of("a", "[ff3e::1]:5000", "b", "[ff3e::2]:5001", "field", "integer", "offset", 0, "width", 1));

        Outcome outcome =
                harness.filter(Packets.udp("[2001:db8::1]:9 > [ff3e::2]:5001").payload("n"));

        assertThat(outcome.bytes())
                .isEqualTo(Packets.udp("[2001:db8::1]:9 > [ff3e::1]:5000")
                        .payload("n")
                        .build());
        assertThat(count("first-on-b")).isEqualTo(1);
    }

    @Test
    void shouldPassWhatBelongsToNeitherFeed() {
        for (int i = 0; i < 2; i++) {
            harness.feed(packet(A, 5_001, 1), packet(B, 5_000, 1), Packets.tcp("10.0.0.1:9 > 239.1.1.1:5000"));
        }

        assertThat(harness.result().packets())
                .hasSize(6)
                .allMatch(Outcome::hasLeft)
                .noneMatch(Outcome::isChanged);
        assertThat(count("first-on-a") + count("unnumbered")).isZero();
    }

    @Test
    void shouldDropWhatIsTooFarFromTheOthers() {
        harness.feed(packet(A, 5_000, 1_000_000));

        assertThat(harness.filter(packet(A, 5_000, 5)).dropReason()).isEqualTo("outside-window");
        assertThat(harness.filter(packet(A, 5_000, 6)).verdict())
                .as("a restart")
                .isEqualTo(Verdict.Kind.PASS);
        assertThat(count("restarts")).isEqualTo(1);
    }

    @Test
    void shouldSurviveDamagedPackets() {
        harness.survives(Mutations.of(packet(A, 5_000, 1), 1));
    }

    @Test
    void shouldAllocateNothing() {
        PacketBuilder<?>[] packets = new PacketBuilder<?>[300];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = packet(i % 3 == 0 ? B : A, i % 3 == 0 ? 5_001 : 5_000, i - i % 2);
        }

        harness.assertNoAllocation(packets);

        assertThat(count("first-on-b")).isPositive();
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> create(Map.of("a", "239.1.1.1:5000")))
                .hasMessage("'b' is missing: give an address and a port, as in 239.1.1.1:5000 or [ff3e::1]:5000");
        for (String wrong :
                List.of("239.1.1.1", "239.1.1.1:65536", "ff3e::1:5000", "group:5000", "[::ffff:1.2.3.4]:1")) {
            assertThatThrownBy(() -> create(Map.of("a", wrong)))
                    .hasMessage("'a' '" + wrong + "' is no address with port; write 239.1.1.1:5000 or [ff3e::1]:5000");
        }
        assertThatThrownBy(() -> create(Map.of("a", "239.1.1.1:5000", "b", "239.1.1.1:5000")))
                .hasMessage("'b' ('239.1.1.1:5000') must be another than 'a'");
        assertThatThrownBy(() -> create(Map.of("a", "239.1.1.1:5000", "b", "[ff3e::1]:5000")))
                .hasMessage("'b' ('[ff3e::1]:5000') must be of the same family as 'a', or 'to' be keep");
    }

    private static void create(Map<String, ?> with) {
        MapSettings.create(new ArbitrateFactory(), with);
    }
}
