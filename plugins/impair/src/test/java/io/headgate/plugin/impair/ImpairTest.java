package io.headgate.plugin.impair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Direction;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.LeftPacket;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.Result;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImpairTest {
    private static final long MS = 1_000_000;
    private static final String ENDS = "10.0.0.1:5000 > 10.0.0.2:53";
    private static final String ENDS_V6 = "[2001:db8::1]:5000 > [2001:db8::2]:53";

    @Test
    void shouldPassEverythingWithoutSettings() {
        Result result = Feed.feed(Feed.harness(), 100);

        assertThat(result.packets()).allMatch(Outcome::hasLeft).noneMatch(Outcome::wasHeld);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 50, 200})
    void shouldDelayAllAlikeAndKeepTheirOrder(int ms) {
        Result result = Feed.feed(Feed.harness("delay", ms + "ms", "limit", 2_000), 1_000, 130_000, 200);

        assertThat(result.packets()).allMatch(packet -> packet.delay().equals(Duration.ofMillis(ms)));
        assertThat(Feed.order(result)).isSorted().hasSize(1_000);
        assertThat(result.counter("delayed")).isEqualTo(1_000);
        assertThat(result.counter("waiting")).isZero();
    }

    /** As those of packets that several processors received. */
    @Test
    void shouldKeepTheOrderOfPacketsWhoseTimestampsGoBackALittle() {
        Departures departures =
                new Departures(new DelayModel(20 * MS, 0, DelayModel.Distribution.UNIFORM), false, null, 10);

        departures.arrive(1_000 * MS);
        long first = departures.next(100, false, null);
        departures.arrive(1_000 * MS - 7_000);
        long second = departures.next(100, false, null);
        departures.arrive(900 * MS);
        long third = departures.next(100, false, null);

        assertThat(first).isEqualTo(1_020 * MS);
        assertThat(second).isEqualTo(1_020 * MS);
        assertThat(third).as("the clock was set back").isEqualTo(920 * MS);
        assertThat(departures.waiting()).isEqualTo(1);
    }

    @Test
    void shouldKeepTheOrderIfToldTo() {
        Object[] jitter = {"delay", "5ms", "jitter", "5ms"};

        assertThat(Feed.order(Feed.feed(Feed.harness(jitter), 1_000, 100_000, 100)))
                .isNotEqualTo(order(1_000))
                .containsExactlyInAnyOrderElementsOf(order(1_000));
        assertThat(Feed.order(Feed.feed(Feed.harness(jitter).with("keep-order", true), 1_000, 100_000, 100)))
                .isEqualTo(order(1_000));
    }

    private static List<Integer> order(int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    @Test
    void shouldLetEveryFifthOvertakeWithAGap() {
        Result result = Feed.feed(Feed.harness("delay", "2ms", "reorder", "100%", "gap", 5), 100, 100_000, 100);

        assertThat(result.packets())
                .allMatch(packet -> packet.delay().isZero() == (packet.number() % 5 == 4))
                .allMatch(packet -> packet.delay().isZero() || packet.delay().equals(Duration.ofMillis(2)));
        assertThat(result.counter("overtook")).isEqualTo(20);
        assertThat(Feed.order(result)).startsWith(4, 9, 14, 19, 0, 1, 2, 3, 24);
    }

    @Test
    void shouldSendCopiesThatTakeTheirOwnTime() {
        FilterHarness harness = Feed.harness("delay", "5ms", "jitter", "1ms", "duplicate", "100%");

        Result result = Feed.feed(harness, 50, 10 * MS, 100);

        assertThat(result.injected()).hasSize(50).allMatch(copy -> copy.length == 100);
        assertThat(result.counter("duplicated")).isEqualTo(50);
        List<Long> copies = result.left().stream()
                .filter(LeftPacket::isInjected)
                .map(LeftPacket::timeNs)
                .toList();
        for (int i = 0; i < 50; i++) {
            long arrivedNs = Feed.START_NS + 10L * i * MS;
            assertThat(copies.get(i) - arrivedNs).isBetween(4 * MS, 6 * MS);
            assertThat(Duration.ofNanos(copies.get(i) - arrivedNs))
                    .isNotEqualTo(result.packet(i).delay());
        }
    }

    @Test
    void shouldSendCopiesWithoutDelay() {
        FilterHarness harness = Feed.harness("duplicate", 1);

        Result result =
                harness.feed(Packets.udp(ENDS).payload("a"), Packets.udp(ENDS).payload("b"));

        assertThat(result.left()).extracting(LeftPacket::number).containsExactlyInAnyOrder(0, -1, 1, -1);
        assertThat(result.injected())
                .containsExactly(
                        Packets.udp(ENDS).payload("a").build(),
                        Packets.udp(ENDS).payload("b").build());
    }

    private static int bitsApart(byte[] a, byte[] b) {
        assertThat(a).hasSameSizeAs(b);
        int bits = 0;
        for (int i = 0; i < a.length; i++) {
            bits += Integer.bitCount((a[i] ^ b[i]) & 0xFF);
        }
        return bits;
    }

    private static List<PacketBuilder<?>> withPayload() {
        return List.of(
                Packets.udp(ENDS).payload("some payload"),
                Packets.udp(ENDS_V6).payload("some payload"),
                Packets.tcp(ENDS).payload("some payload!"),
                Packets.tcp(ENDS_V6).payload("some payload!"),
                Packets.icmpEcho("10.0.0.1 > 10.0.0.2"),
                Packets.ip("10.0.0.1 > 10.0.0.2", 47).payload("some payload"));
    }

    @Test
    void shouldFlipOneBitThatTheChecksumDoesNotKnowOf() {
        for (PacketBuilder<?> packet : withPayload()) {
            Outcome outcome = Feed.harness("corrupt", "100%").filter(packet);

            assertThat(bitsApart(outcome.bytes(), packet.build())).isEqualTo(1);
            assertThat(outcome.isChanged()).isTrue();
        }
    }

    @Test
    void shouldRepairTheChecksumIfToldTo() {
        for (PacketBuilder<?> packet : withPayload()) {
            byte[] original = packet.build();
            Outcome outcome = Feed.harness("corrupt", "100%", "corrupt-checksum", "repaired")
                    .filter(packet);

            int header = original.length - outcome.payload().length;
            byte[] before = Arrays.copyOfRange(original, header, original.length);
            assertThat(bitsApart(outcome.payload(), before)).isEqualTo(1);
            assertThat(outcome.bytes())
                    .isEqualTo(packet.payload(outcome.payload()).build());
        }
    }

    @Test
    void shouldLeaveAloneWhatHasNoPayload() {
        FilterHarness harness = Feed.harness("corrupt", 1);

        Result result = harness.feed(
                Packets.tcp(ENDS),
                Packets.udp(ENDS).payload("first part").fragment(0, true),
                Packets.udp(ENDS).payload("another part").fragment(800, false),
                Packets.udp(ENDS).payload("cut, as some sources do").cutTo(30));

        assertThat(result.packets()).allMatch(Outcome::hasLeft).noneMatch(Outcome::isChanged);
        assertThat(result.counter("corrupted")).isZero();
    }

    @Test
    void shouldSendCopiesOfPacketsBeforeTheyAreCorrupted() {
        byte[] packet = Packets.udp(ENDS).payload("whole").build();

        Result result = Feed.harness("corrupt", 1, "duplicate", 1).feed(packet);

        assertThat(result.injected()).containsExactly(packet);
        assertThat(bitsApart(result.packet(0).bytes(), packet)).isEqualTo(1);
    }

    @Test
    void shouldSendAtTheRateOfTheLink() {
        FilterHarness harness = Feed.harness("rate", "8mbit");

        Result result = harness.feed(
                Packets.udp(ENDS).payload(new byte[972]),
                Packets.udp(ENDS).payload(new byte[472]),
                Packets.udp(ENDS).payload(new byte[972]));
        assertThat(result.counter("waiting")).isEqualTo(3);
        assertThat(result.counter("waiting-bytes")).isEqualTo(2_500);
        harness.advance(Duration.ofMillis(200));

        assertThat(result.packets())
                .extracting(Outcome::delay)
                .containsExactly(Duration.ofNanos(MS), Duration.ofNanos(1_500_000), Duration.ofNanos(2_500_000));
        assertThat(result.counter("waiting")).isZero();
        assertThat(result.counter("waiting-bytes")).isZero();
    }

    @Test
    void shouldLetABurstThroughAtOnceAndDropWhatTheQueueDoesNotTake() {
        FilterHarness harness = Feed.harness("rate", "8mbit", "burst", 3_000, "queue-bytes", 2_000);
        PacketBuilder<?> packet = Packets.udp(ENDS).payload(new byte[972]);

        Result result = harness.feed(packet, packet, packet, packet, packet, packet, packet);
        harness.advance(Duration.ofMillis(10));

        assertThat(result.dropped("queue-full")).isEqualTo(2);
        assertThat(result.packets().stream().limit(5))
                .extracting(Outcome::delay)
                .containsExactly(
                        Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(2));
    }

    @Test
    void shouldDropWhatIsBeyondItsLimit() {
        FilterHarness harness = Feed.harness("delay", "10ms", "limit", 5);

        Result result = Feed.feed(harness, 8);

        assertThat(result.dropped("queue-full")).isEqualTo(3);
        harness.advance(Duration.ofMillis(10));
        assertThat(Feed.feed(harness, 5).dropped("queue-full")).isEqualTo(3);
    }

    @Test
    void shouldMeanThePacketsItIsToldTo() {
        assertThat(lost("ports", List.of(53)).dropped("loss")).isEqualTo(3);
        assertThat(lost("protocol", "udp").dropped("loss")).isEqualTo(2);
        assertThat(lost("protocol", "icmp").dropped("loss")).isEqualTo(1);
        assertThat(lost("direction", "out").dropped("loss")).isEqualTo(1);
        assertThat(lost("direction", "both").dropped("loss")).isEqualTo(5);
    }

    private static Result lost(String key, Object value) {
        return Feed.harness("loss", 1, key, value)
                .feed(
                        Packets.udp(ENDS),
                        Packets.udp(ENDS_V6).direction(Direction.OUT),
                        Packets.tcp(ENDS),
                        Packets.tcp("10.0.0.1:1 > 10.0.0.2:2"),
                        Packets.icmpEcho("[2001:db8::1] > [2001:db8::2]"));
    }

    @Test
    void shouldDoTheSameWithTheSameSeed() {
        Object[] settings = {
            "delay", "3ms", "jitter", "2ms", "loss", "10%", "duplicate", "10%", "reorder", "10%", "corrupt", "10%"
        };

        Result first = Feed.feed(Feed.harness(settings), 500, 100_000, 100);
        Result again = Feed.feed(Feed.harness(settings), 500, 100_000, 100);
        Result other = Feed.feed(Feed.harness(settings).seed(1), 500, 100_000, 100);

        assertThat(Feed.order(again)).isEqualTo(Feed.order(first));
        assertThat(Feed.order(other)).isNotEqualTo(Feed.order(first));
    }

    @Test
    void shouldAllocateNothing() {
        Feed.harness(
                        "delay",
                        "1ms",
                        "jitter",
                        "1ms",
                        "distribution",
                        "normal",
                        "loss",
                        "5%",
                        "loss-burst",
                        3,
                        "duplicate",
                        "5%",
                        "reorder",
                        "5%",
                        "corrupt",
                        "50%",
                        "rate",
                        "100mbit",
                        "ports",
                        List.of(53))
                .assertNoAllocation(
                        Packets.udp(ENDS).payload("0123456789"),
                        Packets.tcp(ENDS).payload("0123456789"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "loss: 1.5 | 'loss' | must be a number from 0 to 1",
                "loss: 50%, loss-burst: 0.5 | 'loss-burst' | must be a number from 1",
                "loss: 90%, loss-burst: 2 | 'loss-burst' | at least 9",
                "loss-burst: 2 | 'loss-burst' | goes with loss",
                "gilbert-p: 1% | 'gilbert-r' | go together",
                "gilbert-h: 1% | 'gilbert-h' | goes with gilbert-p",
                "gilbert-p: 1%, gilbert-r: 10%, loss: 1% | 'gilbert-p' | keep one",
                "reorder: 10% | 'reorder' | needs a delay",
                "reorder: 10%, delay: 1ms, keep-order: true | 'reorder' | contradicts",
                "gap: 3 | 'gap' | goes with reorder",
                "rate: fast | 'rate' | 1kbit to 100gbit",
                "rate: 1bit | 'rate' | 1kbit to 100gbit",
                "rate: 101gbit | 'rate' | 1kbit to 100gbit",
                "burst: 3000 | 'burst' | goes with rate",
                "queue-bytes: 3000 | 'queue-bytes' | goes with rate",
                "delay: 20 | 'delay' | must be a time",
                "protocol: icmp, ports: 53 | 'ports' | goes with protocol",
                "ports: 70000 | 'ports' | 1 to 65535",
                "direction: up | 'direction' | both, in, out",
            })
    void shouldRefuseSettingsThatMakeNoSense(String settings, String key, String reason) {
        FilterHarness harness = Feed.harness();
        for (String setting : settings.split(", ", -1)) {
            String[] parts = setting.split(": ", -1);
            harness.with(parts[0], parts[0].equals("ports") ? List.of(parts[1]) : parts[1]);
        }

        assertThatThrownBy(harness::start).hasMessageContaining(key).hasMessageContaining(reason);
    }
}
