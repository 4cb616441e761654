package io.headgate.toolkit.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.toolkit.tcp.SequenceShift.Place;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/**
 * A sender and a receiver with an appliance between them that replaces words, over links that lose, reorder and duplicate.
 * Both ends count in offsets of their own stream and know nothing of each other's; what the stream must become is known
 * from the list of replacements alone.
 */
final class Exchange {
    private static final Map<String, String> WORDS =
            Map.of("G", "[longer]", "XY", "z", "QRS", "[ninefold]", "LMNOP", "-", "kab", "KAB");
    private static final List<String> TAGS = WORDS.keySet().stream().sorted().toList();
    private static final int LONGEST_SEGMENT = 120;
    private static final int GIVE_UP = 400_000;

    /** Something that arrives somewhere. */
    private record Event(int time, int order, Runnable arrival) {}

    private record Replacement(int length, String by) {}

    private final Random random;
    private final SequenceShift shift;
    private final boolean dropsAhead;

    /** From here on, by what has gone out, segments are shorter: the path's MTU has fallen. */
    private final int fallsAt;

    private final int mssAfter;
    private final byte[] stream;
    private final int first;
    private final int lossPercent;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingInt(Event::time).thenComparingInt(Event::order));
    private int now;
    private int sent;

    private final TreeMap<Integer, Replacement> replaced = new TreeMap<>();
    final int[] places = new int[Place.values().length];
    int completed;

    private int unacknowledged;
    private int next;
    private boolean isFinSent;
    private final BitSet selective = new BitSet();
    private final TreeMap<Integer, Integer> segments = new TreeMap<>();

    private final byte[] received;
    private final BitSet has = new BitSet();
    private int expected;
    private int finAt = Integer.MAX_VALUE;

    Exchange(Random random, int length, int changes, boolean dropsAhead) {
        this.random = random;
        this.shift = new SequenceShift(changes);
        this.dropsAhead = dropsAhead;
        this.lossPercent = random.nextInt(15);
        this.fallsAt = random.nextBoolean() ? random.nextInt(length) : Integer.MAX_VALUE;
        this.mssAfter = 1 + random.nextInt(12);
        this.first = random.nextBoolean() ? -random.nextInt(length) : random.nextInt();
        this.stream = new byte[length];
        for (int i = 0; i < length; i++) {
            stream[i] = (byte) "GXYXYQRSLMNOPabcdefghijk".charAt(random.nextInt(24));
        }
        for (int i = random.nextInt(9); i + 5 < length; i += 5 + random.nextInt(40)) {
            String word = List.of("G", "XY", "QRS", "LMNOP", "kab").get(random.nextInt(5));
            System.arraycopy(word.getBytes(StandardCharsets.US_ASCII), 0, stream, i, word.length());
        }
        this.received = new byte[length * 12];
        shift.open(first - 1);
    }

    /** Runs until the sender knows that everything has arrived. */
    void run() {
        for (int step = 0; unacknowledged <= stream.length; step++) {
            assertThat(step).as("steps without an end").isLessThan(GIVE_UP);
            now++;
            while (!events.isEmpty() && events.peek().time() <= now) {
                events.poll().arrival().run();
            }
            if (next < stream.length && next - unacknowledged < 2_000) {
                int wanted = hasFallen() ? mssAfter : 1 + random.nextInt(LONGEST_SEGMENT);
                int length = Math.min(wanted, stream.length - next);
                segments.put(next, length);
                next += length;
                send(next - length, length);
            } else if (random.nextInt(10) == 0) {
                sendAgain();
            }
        }
        assertThat(new String(received, 0, expected, StandardCharsets.US_ASCII)).isEqualTo(becomes());
        assertThat(finAt).isEqualTo(expected);
    }

    int replacements() {
        return replaced.size();
    }

    private void link(Runnable arrival) {
        for (int copies = random.nextInt(20) == 0 ? 2 : 1; copies > 0; copies--) {
            if (random.nextInt(100) >= lossPercent) {
                int delay = random.nextInt(10) == 0 ? random.nextInt(60) : 3;
                events.add(new Event(now + delay, sent++, arrival));
            }
        }
    }

    private void send(int offset, int length) {
        byte[] payload = Arrays.copyOfRange(stream, offset, offset + length);
        boolean isFin = offset + length == stream.length;
        isFinSent |= isFin;
        link(() -> pass(first + offset, payload, isFin));
    }

    private boolean hasFallen() {
        return next > fallsAt;
    }

    /** The first hole, as it was cut or otherwise; or something old, or a keep-alive. */
    private void sendAgain() {
        int hole = Math.min(selective.nextClearBit(unacknowledged), stream.length);
        if (hasFallen()) {
            // Some segments from the hole on, as after a timeout, all cut alike.
            for (int from = hole, left = 1 + random.nextInt(9); left > 0 && from < next; left--, from += mssAfter) {
                send(from, Math.min(mssAfter, next - from));
            }
            if (hole == next && isFinSent) {
                send(next, 0);
            }
            return;
        }
        int kind = random.nextInt(10);
        if (kind < 5 && segments.containsKey(hole)) {
            send(hole, segments.get(hole));
        } else if (kind < 7 && next - hole > 100) {
            send(hole + random.nextInt(90), 1 + random.nextInt(4));
        } else if (kind < 8) {
            send(hole, Math.min(random.nextInt(2 * LONGEST_SEGMENT), next - hole));
        } else if (kind == 8) {
            int old = random.nextInt(Math.min(unacknowledged, stream.length) + 1);
            int from = Math.max(old, unacknowledged - 300);
            if (from <= next) {
                send(from, Math.min(random.nextInt(2 * LONGEST_SEGMENT), next - from));
            }
        } else if (unacknowledged == next && !isFinSent) {
            byte[] garbage = random.nextBoolean() ? new byte[0] : new byte[] {'!'};
            link(() -> pass(first + next - 1, garbage, false));
        }
    }

    /** The appliance: a segment from the sender. */
    private void pass(int number, byte[] payload, boolean isFin) {
        Place place = shift.place(number, payload.length);
        places[place.compareTo(Place.FITS)]++;
        if (place == Place.CUT || (place == Place.AHEAD && dropsAhead)) {
            return;
        }
        int after = shift.sequence();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeMap<Integer, Replacement> here = new TreeMap<>();
        int at = shift.begin() - number;
        for (int run = 0; run < shift.runs().count(); run++) {
            int start = shift.runs().start(run) - number;
            String word = TAGS.get(shift.runs().tag(run));
            assertThat(shift.runs().length(run)).isEqualTo(word.length());
            out.write(payload, at, start - at);
            out.writeBytes(WORDS.get(word).getBytes(StandardCharsets.US_ASCII));
            at = Math.min(start + word.length(), payload.length);
            completed += start + word.length() > payload.length ? 1 : 0;
        }
        int fresh = Math.max(shift.newFrom() - number, at);
        out.write(payload, at, fresh - at);
        at = fresh;
        while (at < payload.length) {
            String word = wordAt(payload, at);
            boolean isChanged = word != null
                    && shift.change(number + at, word.length(), WORDS.get(word).length(), TAGS.indexOf(word));
            if (isChanged) {
                here.put(number + at - first, new Replacement(word.length(), WORDS.get(word)));
                out.writeBytes(WORDS.get(word).getBytes(StandardCharsets.US_ASCII));
                at += word.length();
            } else {
                out.write(payload[at++]);
            }
        }
        shift.finish(isFin);
        replaced.putAll(here);
        link(() -> receive(after - first, out.toByteArray(), isFin));
    }

    private static String wordAt(byte[] payload, int at) {
        String rest = new String(payload, at, Math.min(5, payload.length - at), StandardCharsets.US_ASCII);
        return WORDS.keySet().stream().filter(rest::startsWith).findFirst().orElse(null);
    }

    private void receive(int offset, byte[] payload, boolean isFin) {
        // A receiver without room takes the begin of a segment only.
        boolean isWhole = random.nextInt(30) > 0;
        int count = isWhole ? payload.length : random.nextInt(payload.length + 1);
        for (int i = 0; i < count; i++) {
            int at = offset + i;
            if (at >= expected) {
                assertThat(!has.get(at) || received[at] == payload[i])
                        .as("byte %d twice", at)
                        .isTrue();
                received[at] = payload[i];
                has.set(at);
            }
        }
        finAt = isFin && isWhole ? offset + payload.length : finAt;
        expected = has.nextClearBit(expected);
        int acknowledgement = expected >= finAt ? finAt + 1 : expected;
        List<int[]> blocks = new ArrayList<>();
        for (int from = has.nextSetBit(expected); from >= 0 && blocks.size() < 3; ) {
            int to = has.nextClearBit(from);
            blocks.add(new int[] {from, to});
            from = has.nextSetBit(to);
        }
        link(() -> passBack(first + acknowledgement, blocks));
    }

    /** The appliance: an acknowledgement from the receiver. */
    private void passBack(int number, List<int[]> blocks) {
        int translated = shift.acknowledge(number);
        List<int[]> own = new ArrayList<>();
        for (int[] block : blocks) {
            int left = shift.leftEdge(first + block[0]);
            int right = shift.rightEdge(first + block[1]);
            if (right - left > 0) {
                own.add(new int[] {left - first, right - first});
            }
        }
        link(() -> acknowledge(translated - first, own));
    }

    private void acknowledge(int offset, List<int[]> blocks) {
        assertThat(offset).as("acknowledged").isBetween(0, isFinSent ? stream.length + 1 : next);
        if (offset > stream.length) {
            assertThat(expected).isEqualTo(finAt);
        } else {
            assertThat(image(offset)).as("acknowledged, and received").isLessThanOrEqualTo(expected);
        }
        for (int[] block : blocks) {
            assertThat(block[1]).isLessThanOrEqualTo(next);
            if (block[0] >= unacknowledged && block[0] >= offset) {
                int from = image(block[0]);
                assertThat(has.nextClearBit(from)).isGreaterThanOrEqualTo(image(block[1]));
                selective.set(block[0], block[1]);
            }
        }
        unacknowledged = Math.max(unacknowledged, offset);
    }

    /** Where a byte of the sender's stream is in the receiver's; within a replacement, where that ends. */
    private int image(int offset) {
        int image = offset;
        for (Map.Entry<Integer, Replacement> each : replaced.headMap(offset).entrySet()) {
            image += Math.max(each.getKey() + each.getValue().length() - offset, 0);
            image += each.getValue().by().length() - each.getValue().length();
        }
        return image;
    }

    private String becomes() {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (Map.Entry<Integer, Replacement> each : replaced.entrySet()) {
            text.append(new String(stream, at, each.getKey() - at, StandardCharsets.US_ASCII));
            text.append(each.getValue().by());
            at = each.getKey() + each.getValue().length();
        }
        return text + new String(stream, at, stream.length - at, StandardCharsets.US_ASCII);
    }
}
