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
 * sender sends again what it sent, or several segments as one, which are then more than a packet holds, or, once the path's
 * MTU has fallen, in small pieces that begin and end anywhere.
 */
class ReplaceSimTest {
    private static final String LONGER = "<%longer%>";
    private static final String LONGER_BY = "L".repeat(1_024);
    private static final String MANY = LONGER.repeat(16);
    private static final String SHORTER = "S".repeat(209) + "#";
    private static final String SHORTER_BY = "[shorter!]";
    private static final String SAME = "<same>";
    private static final int WINDOW = 12;

    /** So many as one also when they have not gone out before; more would be more than a packet holds. */
    private static final int MERGED = 3;

    private static final Map<String, Object> SETTINGS = Map.of(
            "replace",
            List.of(
                    Map.of("find", LONGER, "with", LONGER_BY),
                    Map.of("find", SHORTER, "with", SHORTER_BY),
                    Map.of("find", SAME, "with", "<SAME>")),
            "ports",
            List.of("80"),
            "mtu",
            1_000,
            "max-replacements",
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
        long shortened = 0;
        int dropped = 0;
        int pieces = 0;
        for (long seed : seeds().limit(20).toArray()) {
            Run run = new Run(seed);
            run.run();
            split += run.appliance.value("split");
            shortened += run.appliance.value("shortened");
            dropped += run.dropped;
            pieces += run.pieces;
        }

        assertThat(split).as("sent again in one, and then too long").isGreaterThan(20);
        assertThat(shortened).as("more than a packet holds").isGreaterThan(5);
        assertThat(dropped).as("came ahead").isGreaterThan(100);
        assertThat(pieces).as("after the MTU had fallen").isGreaterThan(1_000);
    }

    @Test
    @Tag("long")
    void shouldCarryAThousandStreams() throws Exception {
        for (long seed : new Random(8_022).longs(1_000).toArray()) {
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
        private final String stream;
        private final String expected;
        private final Appliance appliance;
        private final String name;

        private final byte[] received = new byte[2_000_000];
        private final BitSet has = new BitSet();
        private int expectedNext;
        private int finAt = Integer.MAX_VALUE;
        private int unacknowledged;
        private int next;
        private int dropped;
        private int pieces;
        private int outage;

        /** All before this has passed the filter once. */
        private int passedTo;

        /** From this segment on the path takes less. */
        private final int fallsAt;

        private final int mssAfter;

        Run(long seed) throws Exception {
            name = "seed " + seed;
            random = new Random(seed);
            isIpv6 = random.nextBoolean();
            first = random.nextInt();
            firstBack = random.nextInt();
            lossPercent = random.nextInt(20);
            fallsAt = random.nextInt(300);
            mssAfter = 5 + random.nextInt(300);
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
            stream = String.join("", segments);
            starts.add(stream.length());
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
            return List.of(LONGER, SHORTER, SAME, LONGER + SHORTER, "", MANY, MANY)
                    .get(random.nextInt(7));
        }

        void run() {
            handshake();
            for (int step = 0; unacknowledged <= starts.get(150); step++) {
                assertThat(step).as("steps without an end, %s", name).isLessThan(50_000);
                outage = outage > 0 ? outage - 1 : random.nextInt(60) == 0 ? 40 : 0;
                int oldest = segmentOf(unacknowledged);
                if (next < segments.size() && next - oldest < WINDOW && random.nextBoolean()) {
                    next++;
                    send(next - 1, next);
                } else if (next > fallsAt && unacknowledged < passedTo) {
                    sendPiece();
                } else if (next > oldest) {
                    int from = oldest + random.nextInt(Math.min(3, next - oldest));
                    int to = from + 1 + (random.nextInt(3) == 0 ? random.nextInt(next - from) : 0);
                    send(from, starts.get(to) <= passedTo ? to : Math.min(to, from + MERGED));
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
            int begin = starts.get(from);
            send(begin + (random.nextBoolean() ? Math.max(unacknowledged - begin, 0) : 0), starts.get(to), false);
        }

        /** Sends one of the first pieces of what is not acknowledged, all cut alike from there on. */
        private void sendPiece() {
            int from = unacknowledged + random.nextInt(3) * mssAfter;
            if (from < passedTo) {
                pieces++;
                send(from, Math.min(from + mssAfter, passedTo), true);
            }
        }

        private void send(int from, int to, boolean isPiece) {
            if (from >= to || isLost()) {
                return;
            }
            int fin = to == stream.length() ? Tcp.FIN : 0;
            String payload = stream.substring(from, to);
            Segment segment = new Segment(isIpv6, true, Tcp.ACK | fin, first + from, firstBack, payload);
            long shortened = appliance.value("shortened");
            Segment passed = appliance.pass(segment);
            if (passed == null) {
                dropped += isPiece ? 0 : 1;
                return;
            }
            if (appliance.value("shortened") == shortened) {
                passedTo = Math.max(passedTo, to);
            }
            assertThat(passed.bytes().length).as(name).isLessThanOrEqualTo(Math.max(1_000, segment.bytes().length));
            if (!isLostBehind()) {
                receive(passed);
            }
            for (Segment piece : List.copyOf(appliance.injected)) {
                assertThat(piece.bytes().length).as(name).isLessThanOrEqualTo(1_000);
                if (!isLostBehind()) {
                    receive(piece);
                }
            }
            appliance.injected.clear();
        }

        private boolean isLost() {
            return random.nextInt(100) < lossPercent;
        }

        /** Between filter and receiver, where nothing gets through for a while now and then. */
        private boolean isLostBehind() {
            return outage > 0 || isLost();
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
