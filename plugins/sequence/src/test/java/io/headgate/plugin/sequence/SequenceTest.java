package io.headgate.plugin.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.TestContext;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.UdpBuilder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTest {
    private static final long MS = 1_000_000L;
    private static final long START_NS = 1_700_000_000_000L * MS;
    private static final String GROUP = "239.1.1.1";

    private FilterHarness harness = harness(Map.of());

    private static FilterHarness harness(Map<String, ?> with) {
        FilterHarness harness = FilterHarness.of(new SequenceFactory()).at(Instant.ofEpochMilli(START_NS / MS));
        with.forEach(harness::with);
        return harness;
    }

    private static byte[] header(int ssrc, int number) {
        ByteBuffer header = ByteBuffer.allocate(12).putShort((short) 0x8060).putShort((short) number);
        return header.putInt(4, 0).putInt(8, ssrc).array();
    }

    /** A UDP packet with an RTP header. */
    private static UdpBuilder rtp(String group, int port, int ssrc, int number) {
        return Packets.udp("10.0.0.1:9 > " + group + ":" + port).payload(header(ssrc, number));
    }

    private static UdpBuilder ipv6Rtp(int lastByte, int number) {
        return Packets.udp("[2001:db8::2]:9 > [ff3e::" + lastByte + "]:5004").payload(header(7, number));
    }

    private void feed(PacketBuilder<?> packet) {
        Outcome outcome = harness.filter(packet);
        assertThat(outcome.verdict()).isEqualTo(Verdict.Kind.PASS);
        assertThat(outcome.isChanged()).isFalse();
    }

    private long count(String name) {
        return harness.result().counter(name);
    }

    /** Has the filter told the time, so that its gauges are set. */
    private void tick() {
        harness.advance(Duration.ofMillis(100));
    }

    @Test
    void shouldBeFoundByItsName() {
        assertThat(ServiceLoader.load(FilterFactory.class))
                .singleElement()
                .isInstanceOf(SequenceFactory.class)
                .returns("sequence", FilterFactory::name);
    }

    /** Four streams at once: two groups, two ports, two sources. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldCountEachStreamOnItsOwn(long seed) {
        harness = harness(Map.of("window", 256));
        Random random = new Random(seed);
        List<int[]> arriving = new ArrayList<>();
        for (int number = 0; number < 5_000; number++) {
            for (int stream = 0; stream < 4; stream++) {
                if (random.nextInt(10) > 0) {
                    arriving.add(new int[] {stream, number});
                    if (random.nextInt(10) == 0) {
                        arriving.add(new int[] {stream, number});
                    }
                }
            }
        }
        for (int i = 0; i + 100 < arriving.size(); i += 100) {
            Collections.shuffle(arriving.subList(i, i + 100), random);
        }
        BitSet[] seen = {new BitSet(), new BitSet(), new BitSet(), new BitSet()};
        List<Arrival> packets = new ArrayList<>();
        long late = 0;
        long duplicates = 0;

        for (int[] packet : arriving) {
            BitSet before = seen[packet[0]];
            boolean isNew = !before.get(packet[1]);
            duplicates += isNew ? 0 : 1;
            late += isNew && before.length() > packet[1] ? 1 : 0;
            before.set(packet[1]);
            String group = "239.1.1." + (1 + packet[0] % 2);
            packets.add(rtp(group, 5_000 + packet[0] / 3, packet[0], packet[1] + 63_000)
                    .arrival());
        }
        harness.feedAll(packets);
        harness.close();

        long lost = 0;
        for (BitSet one : seen) {
            lost += one.length() - one.nextSetBit(0) - one.cardinality();
        }
        assertThat(harness.result().packets()).allMatch(Outcome::hasLeft).noneMatch(Outcome::isChanged);
        assertThat(count("packets")).isEqualTo(arriving.size());
        assertThat(count("lost")).as("seed %d", seed).isEqualTo(lost).isPositive();
        assertThat(count("reordered")).isEqualTo(late).isPositive();
        assertThat(count("duplicates")).isEqualTo(duplicates).isPositive();
        assertThat(count("streams")).isEqualTo(4);
        assertThat(count("missing")).isZero();
        assertThat(count("outside") + count("restarts") + count("evicted")).isZero();
    }

    @Test
    void shouldTellStreamsOfIpv6Apart() {
        feed(ipv6Rtp(1, 10));
        feed(ipv6Rtp(2, 20));
        feed(ipv6Rtp(1, 11));
        feed(rtp("0.0.0.1", 5_004, 7, 30));
        tick();

        assertThat(count("streams")).isEqualTo(3);
        assertThat(count("missing")).isZero();
    }

    @Test
    void shouldWatchNoMoreThanItMayAndCountWhatItGivesUp() {
        harness = harness(Map.of("streams", 3));
        for (int source = 0; source < 3; source++) {
            feed(rtp(GROUP, 5_004, source, 100));
            feed(rtp(GROUP, 5_004, source, 102));
        }
        feed(rtp(GROUP, 5_004, 0, 103));

        feed(rtp(GROUP, 5_004, 3, 500));
        feed(rtp(GROUP, 5_004, 0, 101));
        feed(rtp(GROUP, 5_004, 1, 103));
        tick();

        assertThat(count("evicted")).as("sources 1 and 2").isEqualTo(2);
        assertThat(count("streams")).isEqualTo(3);
        assertThat(count("lost")).as("101 of both").isEqualTo(2);
        assertThat(count("reordered")).as("source 0 stayed").isEqualTo(1);
    }

    @Test
    void shouldKeepItsBooksThroughAFloodOfStreams() {
        harness = harness(Map.of("streams", 100));
        Random random = new Random(11);
        List<Arrival> packets = new ArrayList<>();

        for (int i = 0; i < 50_000; i++) {
            packets.add(rtp(GROUP, 5_004, random.nextInt(300), 5).arrival());
        }
        harness.feedAll(packets);
        tick();

        assertThat(count("streams")).isEqualTo(100);
        assertThat(count("packets")).isEqualTo(50_000);
        assertThat(count("evicted") + 100 + count("duplicates")).isEqualTo(50_000);
    }

    @Test
    void shouldNoticeSilenceAndItsEnd() {
        harness = harness(Map.of("silence", "500ms"));
        feed(rtp(GROUP, 5_004, 1, 1));
        feed(rtp(GROUP, 5_004, 2, 1).atNs(START_NS + 400 * MS));

        harness.advance(Duration.ofMillis(100));
        assertThat(count("silences")).isEqualTo(1);
        assertThat(count("silent")).isEqualTo(1);
        harness.advance(Duration.ofMillis(300));
        assertThat(count("silences")).isEqualTo(1);
        feed(rtp(GROUP, 5_004, 1, 2).atNs(START_NS + 850 * MS));
        harness.advance(Duration.ofMillis(50));

        assertThat(count("silent")).as("now the other").isEqualTo(1);
        assertThat(count("silences")).isEqualTo(2);
    }

    /** What a capture replayed at full speed shows: nobody was told the time meanwhile. */
    @Test
    void shouldNoticeASilenceThatIsOverAlready() throws Exception {
        TestContext context = new TestContext();
        OnePacket slot = new OnePacket();
        Filter filter = MapSettings.create(new SequenceFactory(), Map.of());
        filter.onAttach(context);

        filter.onPacket(slot.load(rtp(GROUP, 5_004, 1, 1).build(), START_NS));
        filter.onPacket(slot.load(rtp(GROUP, 5_004, 1, 2).build(), START_NS + 2_000 * MS));

        assertThat(context.value("silences")).isEqualTo(1);
    }

    @Test
    void shouldReadNumbersOfOtherProtocols() {
        harness = harness(Map.of("field", "integer", "offset", 2, "width", 2, "window", 64));
        byte[] noRtp = header(0, 1);
        noRtp[0] = 0;

        feed(rtp(GROUP, 5_004, 0, 1).payload(noRtp));
        feed(rtp(GROUP, 5_004, 0, 3));
        tick();

        assertThat(count("missing")).isEqualTo(1);
        assertThat(count("unnumbered")).isZero();
    }

    @Test
    void shouldPassWhatHasNoNumber() {
        byte[] noRtp = header(0, 1);
        noRtp[0] = 0;

        feed(Packets.tcp("10.0.0.1:9 > 239.1.1.1:5004").payload(header(0, 1)));
        feed(Packets.ip("10.0.0.1 > 239.1.1.1", 17).fragment(72, false).payload(header(0, 1)));
        feed(rtp(GROUP, 5_004, 0, 1).payload(noRtp));

        assertThat(count("unnumbered")).isEqualTo(3);
        assertThat(count("packets")).isZero();
    }

    @Test
    void shouldSurviveDamagedPackets() {
        harness.survives(Mutations.of(rtp(GROUP, 5_004, 1, 1), 1));
    }

    @Test
    void shouldAllocateNothing() {
        harness = harness(Map.of("streams", 16, "clock", 90_000));
        PacketBuilder<?>[] packets = new PacketBuilder<?>[200];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = rtp(GROUP, 5_000 + i % 40, 0, i);
        }

        harness.assertNoAllocation(packets);

        assertThat(count("evicted")).isPositive();
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> create(Map.of("field", "tcp")))
                .hasMessage("'field' is 'tcp', but must be one of rtp, integer");
        assertThatThrownBy(() -> create(Map.of("field", "integer", "offset", 0)))
                .hasMessage("'width' is missing: give a number from 1 to 8");
        assertThatThrownBy(() -> create(Map.of("window", 100)))
                .hasMessage("'window' ('100') must be a power of two from 64 to 16384");
        assertThatThrownBy(() -> create(Map.of("silence", "2 h")))
                .hasMessage("'silence' ('2 h') must be a time from 1ms to 24h, as in 500ms, 2s or 1m");
        assertThatThrownBy(() -> create(Map.of("silence", "1441m")))
                .hasMessageStartingWith("'silence' ('1441m') must be");
        assertThatThrownBy(() -> create(Map.of("streams", 0)))
                .hasMessage("'streams' is '0', but must be a number from 1 to 4096");
        assertThat(create(Map.of()).segments()).isEqualTo(Segments.WIRE);
        assertThat(create(Map.of()).needsTicks()).isTrue();
    }

    private static Filter create(Map<String, ?> with) {
        return MapSettings.create(new SequenceFactory(), with);
    }
}
