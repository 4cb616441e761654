package io.headgate.plugin.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.TestContext;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
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
    private static final int GROUP = 0xEF01_0101;

    private final OnePacket slot = new OnePacket();
    private final TestContext context = new TestContext();

    private Filter create(Map<String, ?> with) throws Exception {
        Filter filter = new SequenceFactory().create(new MapSettings(with));
        filter.onAttach(context);
        return filter;
    }

    /** A UDP packet with an RTP header. */
    private static byte[] rtp(int group, int port, int ssrc, int number) {
        ByteBuffer bytes = ByteBuffer.allocate(40).putInt(0x4500_0028).putInt(0).putInt(0x4011_0000);
        bytes.putInt(0x0A00_0001).putInt(group).putShort((short) 9).putShort((short) port);
        bytes.putShort((short) 20).putShort((short) 0);
        return bytes.putShort((short) 0x8060)
                .putShort((short) number)
                .putInt(0)
                .putInt(ssrc)
                .array();
    }

    private static byte[] ipv6Rtp(int lastByte, int number) {
        ByteBuffer bytes = ByteBuffer.allocate(60).putInt(0x6000_0000).putShort((short) 20);
        bytes.put((byte) 17).put((byte) 64).putLong(1).putLong(2).putLong(0xFF3E_0000_0000_0000L);
        bytes.putLong(lastByte).put(rtp(GROUP, 5_004, 7, number), 20, 20);
        return bytes.array();
    }

    private void feed(Filter filter, byte[] packet, long timestampNs) {
        SlotPacket loaded = slot.load(packet, timestampNs);
        assertThat(filter.onPacket(loaded)).isSameAs(Verdict.PASS);
        assertThat(loaded.isChanged()).isFalse();
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
    void shouldCountEachStreamOnItsOwn(long seed) throws Exception {
        Filter filter = create(Map.of("window", 256));
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
        long late = 0;
        long duplicates = 0;

        for (int[] packet : arriving) {
            BitSet before = seen[packet[0]];
            boolean isNew = !before.get(packet[1]);
            duplicates += isNew ? 0 : 1;
            late += isNew && before.length() > packet[1] ? 1 : 0;
            before.set(packet[1]);
            byte[] bytes = rtp(GROUP + packet[0] % 2, 5_000 + packet[0] / 3, packet[0], packet[1] + 63_000);
            feed(filter, bytes, START_NS);
        }
        filter.onDetach();

        long lost = 0;
        for (BitSet one : seen) {
            lost += one.length() - one.nextSetBit(0) - one.cardinality();
        }
        assertThat(context.value("packets")).isEqualTo(arriving.size());
        assertThat(context.value("lost")).isEqualTo(lost).isPositive();
        assertThat(context.value("reordered")).isEqualTo(late).isPositive();
        assertThat(context.value("duplicates")).isEqualTo(duplicates).isPositive();
        assertThat(context.value("streams")).isEqualTo(4);
        assertThat(context.value("missing")).isZero();
        assertThat(context.value("outside") + context.value("restarts") + context.value("evicted"))
                .isZero();
    }

    @Test
    void shouldTellStreamsOfIpv6Apart() throws Exception {
        Filter filter = create(Map.of());

        feed(filter, ipv6Rtp(1, 10), START_NS);
        feed(filter, ipv6Rtp(2, 20), START_NS);
        feed(filter, ipv6Rtp(1, 11), START_NS);
        feed(filter, rtp(1, 5_004, 7, 30), START_NS);
        filter.onTick(START_NS);

        assertThat(context.value("streams")).isEqualTo(3);
        assertThat(context.value("missing")).isZero();
    }

    @Test
    void shouldWatchNoMoreThanItMayAndCountWhatItGivesUp() throws Exception {
        Filter filter = create(Map.of("streams", 3));
        for (int source = 0; source < 3; source++) {
            feed(filter, rtp(GROUP, 5_004, source, 100), START_NS);
            feed(filter, rtp(GROUP, 5_004, source, 102), START_NS);
        }
        feed(filter, rtp(GROUP, 5_004, 0, 103), START_NS);

        feed(filter, rtp(GROUP, 5_004, 3, 500), START_NS);
        feed(filter, rtp(GROUP, 5_004, 0, 101), START_NS);
        feed(filter, rtp(GROUP, 5_004, 1, 103), START_NS);
        filter.onTick(START_NS);

        assertThat(context.value("evicted")).as("sources 1 and 2").isEqualTo(2);
        assertThat(context.value("streams")).isEqualTo(3);
        assertThat(context.value("lost")).as("101 of both").isEqualTo(2);
        assertThat(context.value("reordered")).as("source 0 stayed").isEqualTo(1);
    }

    @Test
    void shouldKeepItsBooksThroughAFloodOfStreams() throws Exception {
        Filter filter = create(Map.of("streams", 100));
        Random random = new Random(11);

        for (int i = 0; i < 50_000; i++) {
            feed(filter, rtp(GROUP, 5_004, random.nextInt(300), 5), START_NS);
        }
        filter.onTick(START_NS);

        assertThat(context.value("streams")).isEqualTo(100);
        assertThat(context.value("packets")).isEqualTo(50_000);
        assertThat(context.value("evicted") + 100 + context.value("duplicates")).isEqualTo(50_000);
    }

    @Test
    void shouldNoticeSilenceAndItsEnd() throws Exception {
        Filter filter = create(Map.of("silence", "500ms"));
        feed(filter, rtp(GROUP, 5_004, 1, 1), START_NS);
        feed(filter, rtp(GROUP, 5_004, 2, 1), START_NS + 400 * MS);

        filter.onTick(START_NS + 500 * MS);
        assertThat(context.value("silences")).isEqualTo(1);
        assertThat(context.value("silent")).isEqualTo(1);
        filter.onTick(START_NS + 800 * MS);
        assertThat(context.value("silences")).isEqualTo(1);
        feed(filter, rtp(GROUP, 5_004, 1, 2), START_NS + 850 * MS);
        filter.onTick(START_NS + 900 * MS);
        assertThat(context.value("silent")).as("now the other").isEqualTo(1);
        assertThat(context.value("silences")).isEqualTo(2);
        assertThat(filter.needsTicks()).isTrue();
    }

    /** What a capture replayed at full speed shows: nobody was told the time meanwhile. */
    @Test
    void shouldNoticeASilenceThatIsOverAlready() throws Exception {
        Filter filter = create(Map.of());

        feed(filter, rtp(GROUP, 5_004, 1, 1), START_NS);
        feed(filter, rtp(GROUP, 5_004, 1, 2), START_NS + 2_000 * MS);

        assertThat(context.value("silences")).isEqualTo(1);
    }

    @Test
    void shouldReadNumbersOfOtherProtocols() throws Exception {
        Filter filter = create(Map.of("field", "integer", "offset", 2, "width", 2, "window", 64));
        byte[] noRtp = rtp(GROUP, 5_004, 0, 1);
        noRtp[28] = 0;

        feed(filter, noRtp, START_NS);
        feed(filter, rtp(GROUP, 5_004, 0, 3), START_NS);
        filter.onTick(START_NS);

        assertThat(context.value("missing")).isEqualTo(1);
        assertThat(context.value("unnumbered")).isZero();
    }

    @Test
    void shouldPassWhatHasNoNumber() throws Exception {
        Filter filter = create(Map.of());
        byte[] tcp = rtp(GROUP, 5_004, 0, 1);
        tcp[9] = 6;
        byte[] laterFragment = rtp(GROUP, 5_004, 0, 1);
        laterFragment[7] = 9;
        byte[] noRtp = rtp(GROUP, 5_004, 0, 1);
        noRtp[28] = 0;

        feed(filter, tcp, START_NS);
        feed(filter, laterFragment, START_NS);
        feed(filter, noRtp, START_NS);

        assertThat(context.value("unnumbered")).isEqualTo(3);
        assertThat(context.value("packets")).isZero();
    }

    @Test
    void shouldAllocateNothing() throws Exception {
        Filter filter = create(Map.of("streams", 16, "clock", 90_000));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SlotPacket packet = slot.load(rtp(GROUP, 5_004, 0, 1), START_NS);
        long me = Thread.currentThread().getId();
        flood(filter, packet, 100_000);

        long before = threads.getThreadAllocatedBytes(me);
        flood(filter, packet, 500_000);
        long allocated = threads.getThreadAllocatedBytes(me) - before;

        assertThat(context.value("evicted")).isPositive();
        assertThat(allocated).as("bytes for 500,000 packets").isLessThan(10_000);
    }

    /** New streams and new numbers all the time, written into the packet that is there. */
    private static void flood(Filter filter, SlotPacket packet, int packets) {
        for (int i = 0; i < packets; i++) {
            packet.udp().destinationPort(i % 40);
            packet.payloadU16(packet.payloadOffset() + 2, i & 0xFFFF);
            filter.onPacket(packet);
            packet.restore();
        }
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() throws Exception {
        assertThatThrownBy(() -> create(Map.of("field", "tcp"))).hasMessage("field must be one of [rtp, integer]: tcp");
        assertThatThrownBy(() -> create(Map.of("field", "integer", "offset", 0)))
                .hasMessage("width is missing: give a number from 1 to 8");
        assertThatThrownBy(() -> create(Map.of("window", 100)))
                .hasMessage("window must be a power of two from 64 to 16384");
        assertThatThrownBy(() -> create(Map.of("silence", "2 h")))
                .hasMessage("silence must be a time from 1ms to 24h, as in 500ms, 2s or 1m");
        assertThatThrownBy(() -> create(Map.of("silence", "1441m"))).hasMessageStartingWith("silence must be");
        assertThatThrownBy(() -> create(Map.of("streams", 0))).hasMessage("streams must be 1 to 4096: 0");
        assertThat(create(Map.of()).segments()).isEqualTo(Segments.WIRE);
    }
}
