package io.headgate.plugin.payloadreplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Tcp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A sender and a receiver of real segments with the filter between them, over links that lose, reorder and duplicate. The
 * sender sends again what it sent, or several segments as one.
 */
class ReplaceSimTest {
    private static final String LONGER = "<%longer%>";
    private static final String LONGER_BY = "L".repeat(210);
    private static final String SHORTER = "S".repeat(209) + "#";
    private static final String SHORTER_BY = "[shorter!]";
    private static final String SAME = "<same>";
    private static final int WINDOW = 12;

    private static final Map<String, Object> SETTINGS = Map.of(
            "replace",
            List.of(
                    Map.of("find", LONGER, "with", LONGER_BY),
                    Map.of("find", SHORTER, "with", SHORTER_BY),
                    Map.of("find", SAME, "with", "<SAME>")),
            "ports",
            List.of("80"),
            "mtu",
            1_000);

    static LongStream seeds() {
        return new Random(8_021).longs(60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @Timeout(60)
    void shouldCarryTheReplacedStream(long seed) throws Exception {
        new Run(seed).run();
    }

    @Test
    void shouldHaveMetWhatMakesItHard() throws Exception {
        long split = 0;
        int dropped = 0;
        for (long seed : seeds().limit(20).toArray()) {
            Run run = new Run(seed);
            run.run();
            split += run.appliance.value("split");
            dropped += run.dropped;
        }

        assertThat(split).as("sent again in one, and then too long").isGreaterThan(20);
        assertThat(dropped).as("came ahead").isGreaterThan(100);
    }

    @Test
    @Tag("long")
    void shouldCarryThousandsOfStreams() throws Exception {
        for (long seed : new Random(8_022).longs(5_000).toArray()) {
            new Run(seed).run();
        }
    }

    private static final class Run {
        private final Random random;
        private final boolean isIpv6;
        private final int first;
        private final int firstBack;
        private final int lossPercent;
        private final List<String> segments = new ArrayList<>();
        private final List<Integer> starts = new ArrayList<>();
        private final String expected;
        private final Appliance appliance;
        private final String name;

        private final byte[] received = new byte[200_000];
        private final BitSet has = new BitSet();
        private int expectedNext;
        private int finAt = Integer.MAX_VALUE;
        private int unacknowledged;
        private int next;
        private int dropped;

        Run(long seed) throws Exception {
            name = "seed " + seed;
            random = new Random(seed);
            isIpv6 = random.nextBoolean();
            first = random.nextInt();
            firstBack = random.nextInt();
            lossPercent = random.nextInt(20);
            appliance = new Appliance(SETTINGS);
            StringBuilder text = new StringBuilder();
            for (int i = 0, at = 0; i < 150; i++) {
                String payload = filler() + marker() + filler();
                starts.add(at);
                segments.add(payload);
                at += payload.length();
                text.append(payload.replace(LONGER, LONGER_BY)
                        .replace(SHORTER, SHORTER_BY)
                        .replace(SAME, "<SAME>"));
            }
            starts.add(starts.get(149) + segments.get(149).length());
            expected = text.toString();
        }

        private String filler() {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(180); length >= 0; length--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            return text.toString();
        }

        private String marker() {
            return List.of(LONGER, SHORTER, SAME, LONGER + SHORTER, "").get(random.nextInt(5));
        }

        void run() {
            handshake();
            for (int step = 0; unacknowledged <= starts.get(150); step++) {
                assertThat(step).as("steps without an end, %s", name).isLessThan(50_000);
                int oldest = segmentOf(unacknowledged);
                if (next < segments.size() && next - oldest < WINDOW && random.nextBoolean()) {
                    next++;
                    send(next - 1, next);
                } else if (next > oldest) {
                    int from = oldest + random.nextInt(Math.min(3, next - oldest));
                    int to = from + 1 + (random.nextInt(3) == 0 ? random.nextInt(next - from) : 0);
                    send(from, Math.min(to, from + 4));
                }
            }
            assertThat(new String(received, 0, expectedNext, StandardCharsets.US_ASCII))
                    .as(name)
                    .isEqualTo(expected);
            assertThat(finAt).as(name).isEqualTo(expected.length());
            assertThat(appliance.value("left-alone")).as(name).isZero();
            assertThat(appliance.value("unshifted")).as(name).isZero();
            assertThat(appliance.value("connections")).isEqualTo(1);
        }

        private int segmentOf(int offset) {
            int segment = 0;
            while (segment < segments.size() && starts.get(segment + 1) <= offset) {
                segment++;
            }
            return segment;
        }

        private void handshake() {
            assertThat(appliance.pass(new Segment(isIpv6, true, Tcp.SYN, first - 1, 0, "")))
                    .isNotNull();
            assertThat(appliance.pass(new Segment(isIpv6, false, Tcp.SYN | Tcp.ACK, firstBack - 1, first, "")))
                    .isNotNull();
        }

        /** Sends segments as one, perhaps without what is acknowledged of it. */
        private void send(int from, int to) {
            String payload = String.join("", segments.subList(from, to));
            int skipped = random.nextBoolean() ? Math.max(unacknowledged - starts.get(from), 0) : 0;
            if (skipped >= payload.length() || isLost()) {
                return;
            }
            int fin = to == segments.size() ? Tcp.FIN : 0;
            Segment segment = new Segment(
                    isIpv6,
                    true,
                    Tcp.ACK | fin,
                    first + starts.get(from) + skipped,
                    firstBack,
                    payload.substring(skipped));
            Segment passed = appliance.pass(segment);
            if (passed == null) {
                dropped++;
                return;
            }
            assertThat(passed.bytes().length).as(name).isLessThanOrEqualTo(Math.max(1_000, segment.bytes().length));
            if (!isLost()) {
                receive(passed);
            }
            for (Segment piece : List.copyOf(appliance.injected)) {
                assertThat(piece.bytes().length).as(name).isLessThanOrEqualTo(1_000);
                if (!isLost()) {
                    receive(piece);
                }
            }
            appliance.injected.clear();
        }

        private boolean isLost() {
            return random.nextInt(100) < lossPercent;
        }

        private void receive(Segment segment) {
            int offset = segment.sequence() - first;
            byte[] payload = segment.payload().getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < payload.length; i++) {
                int at = offset + i;
                if (at >= expectedNext) {
                    assertThat(!has.get(at) || received[at] == payload[i])
                            .as("byte %d twice, %s", at, name)
                            .isTrue();
                    received[at] = payload[i];
                    has.set(at);
                }
            }
            if ((segment.flags() & Tcp.FIN) != 0) {
                finAt = offset + payload.length;
            }
            expectedNext = has.nextClearBit(expectedNext);
            int acknowledged = first + expectedNext + (expectedNext == finAt ? 1 : 0);
            Segment back = appliance.pass(new Segment(isIpv6, false, Tcp.ACK, firstBack, acknowledged, ""));
            if (!isLost()) {
                int offsetBack = back.acknowledgment() - first;
                assertThat(offsetBack).as(name).isLessThanOrEqualTo(starts.get(next) + 1);
                unacknowledged = Math.max(unacknowledged, offsetBack);
            }
        }
    }
}
