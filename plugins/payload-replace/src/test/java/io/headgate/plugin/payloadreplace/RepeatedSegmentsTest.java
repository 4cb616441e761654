package io.headgate.plugin.payloadreplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Tcp;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sender sends again, cut in other places than before: several segments as one, or one as several. */
class RepeatedSegmentsTest {
    private static final int CLIENT = -1_000;
    private static final int SERVER = 7;

    private Appliance appliance;

    private void connect(Map<String, String> replace, Object... keysAndValues) {
        Map<String, Object> with = new HashMap<>();
        with.put(
                "replace",
                replace.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey((a, b) -> b.length() - a.length()))
                        .map(each -> Map.of("find", each.getKey(), "with", each.getValue()))
                        .toList());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            with.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        appliance = new Appliance(with);
        appliance.pass(new Segment(false, false, Tcp.SYN, CLIENT - 1, 0, ""));
        appliance.pass(new Segment(false, true, Tcp.SYN | Tcp.ACK, SERVER - 1, CLIENT, ""));
    }

    private static Segment data(int offset, String payload) {
        return new Segment(false, false, Tcp.ACK | Tcp.PSH, CLIENT + offset, SERVER, payload);
    }

    private Segment send(int offset, String payload) {
        return appliance.pass(data(offset, payload));
    }

    private int acknowledge(int offset) {
        return appliance
                        .pass(new Segment(false, true, Tcp.ACK, SERVER, CLIENT + offset, ""))
                        .acknowledgment()
                - CLIENT;
    }

    /** Sends everything in one segment, from what is acknowledged on, until all is; returns what the receiver has. */
    private String sendMerged(String stream, int mtu) {
        StringBuilder received = new StringBuilder();
        int acknowledged = 0;
        for (int round = 0; acknowledged < stream.length(); round++) {
            assertThat(round).as("rounds").isLessThan(200);
            appliance.injected.clear();
            Segment passed = send(acknowledged, stream.substring(acknowledged));
            assertThat(passed).isNotNull();
            assertThat(passed.bytes().length).isLessThanOrEqualTo(mtu);
            assertThat(passed.sequence()).isEqualTo(CLIENT + received.length());
            received.append(passed.payload());
            for (Segment piece : appliance.injected) {
                assertThat(piece.bytes().length).isLessThanOrEqualTo(mtu);
                assertThat(piece.sequence()).isEqualTo(CLIENT + received.length());
                received.append(piece.payload());
            }
            acknowledged = acknowledge(received.length());
        }
        return received.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11, 15, 16})
    void shouldSendOfMergedSegmentsWhatAPacketHolds(int changesInEach) {
        String with = "y".repeat(1_024);
        connect(Map.of("x", with));
        String small = "x".repeat(changesInEach);
        for (int i = 0; i < 5; i++) {
            assertThat(send(i * changesInEach, small)).isNotNull();
        }

        assertThat(sendMerged(small.repeat(5), 1_500)).isEqualTo(with.repeat(5 * changesInEach));
        assertThat(appliance.value("left-alone")).isZero();
    }

    /** Every length of the result around the largest that a packet can have. */
    @ParameterizedTest
    @ValueSource(ints = {895, 896, 897, 898, 900, 950, 1_000})
    void shouldCopeWithResultsJustTooLong(int literal) {
        String with = "y".repeat(1_024);
        String find = "<find>";
        connect(Map.of(find, with));
        String filler = "-".repeat(literal);
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            String segment = (i == 0 ? filler : "") + find.repeat(16);
            assertThat(send(stream.length(), segment)).isNotNull();
            stream.append(segment);
        }

        assertThat(sendMerged(stream.toString(), 1_500)).isEqualTo(filler + with.repeat(64));
    }

    @Test
    void shouldShortenMergedSegmentsToTheMtu() {
        String with = "y".repeat(400);
        String filler = "-".repeat(100);
        connect(Map.of("x", with), "split", false, "mtu", 576);
        for (int i = 0; i < 6; i++) {
            assertThat(send(i * 101, filler + "x").payload()).isEqualTo(filler + with);
        }

        assertThat(sendMerged((filler + "x").repeat(6), 606 + 52)).isEqualTo((filler + with).repeat(6));
        assertThat(appliance.injected).isEmpty();
        assertThat(appliance.value("shortened")).isPositive();
    }

    /** As after the path's MTU has fallen: the boundary lies within the replaced bytes every time. */
    @Test
    void shouldGoOnWhenASegmentComesAgainInTwo() {
        connect(Map.of("cat", "elephant"));
        assertThat(send(0, "a cat and more").payload()).isEqualTo("a elephant and more");

        Segment first = send(0, "a c");
        Segment second = send(3, "at and");
        Segment third = send(9, " more");

        assertThat(first.payload()).isEqualTo("a elephant");
        assertThat(first.sequence()).isEqualTo(CLIENT);
        assertThat(acknowledge(10)).isEqualTo(5);
        assertThat(second.payload()).isEqualTo(" and");
        assertThat(second.sequence()).isEqualTo(CLIENT + 10);
        assertThat(third.sequence()).isEqualTo(CLIENT + 14);
        assertThat(acknowledge(19)).isEqualTo(14);
        assertThat(appliance.value("shortened")).isZero();
    }

    @Test
    void shouldGoOnWhenSegmentsAreShorterThanWhatIsReplaced() {
        String find = "0123456789";
        connect(Map.of(find, "!!!"));
        assertThat(send(0, "a" + find + "b").payload()).isEqualTo("a!!!b");

        assertThat(send(0, "a012").payload()).isEqualTo("a!!!");
        assertThat(appliance.dropReason(data(4, "3456"))).isEqualTo("cut");
        Segment last = send(8, "789b");
        assertThat(last.payload()).isEqualTo("b");
        assertThat(last.sequence()).isEqualTo(CLIENT + 4);
        assertThat(acknowledge(5)).isEqualTo(12);
    }

    /** A receiver without room is asked with one byte. */
    @Test
    void shouldLetWindowProbesPass() {
        connect(Map.of("cat", "elephant"));
        send(0, "dogcat");
        acknowledge(3);

        Segment probe = send(3, "c");

        assertThat(probe.payload()).isEqualTo("elephant");
        assertThat(probe.sequence()).isEqualTo(CLIENT + 3);
        assertThat(acknowledge(11)).isEqualTo(6);
    }

    @Test
    void shouldNotTakeOtherBytesThanBefore() {
        connect(Map.of("cat", "elephant"));
        send(0, "a cat");

        assertThat(appliance.dropReason(data(0, "a d"))).isEqualTo("differs");
        assertThat(appliance.dropReason(data(0, "a dog"))).isEqualTo("differs");
    }

    /** What was found at the end of a segment stays, though with the next one something else would have been found. */
    @Test
    void shouldReplaceMergedSegmentsAsBefore() {
        connect(Map.of("whale", "fly", "wha", "?"));
        assertThat(send(0, "a wha").payload()).isEqualTo("a ?");
        assertThat(send(5, "le").payload()).isEqualTo("le");

        assertThat(send(0, "a whale").payload()).isEqualTo("a ?le");
    }

    /** Of several that look alike up to the end of the segment. */
    @Test
    void shouldKnowWhichWasReplacedByItsBegin() {
        connect(Map.of("cat1", "A1", "cat2", "B2"));
        send(0, "cat2");

        assertThat(send(0, "cat").payload()).isEqualTo("B2");
    }

    /** What comes again with something new behind it leaves room for both. */
    @Test
    void shouldReplaceInNewBytesBehindRepeatedOnes() {
        String with = "y".repeat(300);
        connect(Map.of("x", with), "split", false, "mtu", 576, "max-replacements", 1);
        send(0, "x-");

        Segment both = send(0, "x-x-");

        assertThat(both.payload()).as("no room for the second").isEqualTo(with + "-x-");
        assertThat(appliance.value("left-alone")).isEqualTo(1);
    }
}
