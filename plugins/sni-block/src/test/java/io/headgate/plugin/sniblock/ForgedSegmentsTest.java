package io.headgate.plugin.sniblock;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.MapSettings;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.Result;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.TcpBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody else's segments, late ones and pieces of some do to connections: they neither hide a hello nor stop one. */
class ForgedSegmentsTest {
    private static final String ENDS = "10.0.0.1:40000 > 10.0.0.2:443";
    private static final int BEGIN = -100;
    private static final int CUT = 90;

    private static final byte[] BAD = ClientHellos.jdk("www.bad.example");
    private static final byte[] GOOD = ClientHellos.jdk("good.example");

    @TempDir
    private Path folder;

    private FilterHarness harness;

    @BeforeEach
    void prepare() throws IOException {
        Path list = Files.writeString(folder.resolve("bad.txt"), "bad.example\n");
        harness = FilterHarness.of(new SniBlockFactory()).with("lists", List.of(Map.of("file", list.toString())));
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private static TcpBuilder syn(int sequence) {
        return Packets.tcp(ENDS).sequence(sequence).syn();
    }

    private static TcpBuilder data(int begin, byte[] stream, int from, int to) {
        return Packets.tcp(ENDS).sequence(begin + 1 + from).payload(Arrays.copyOfRange(stream, from, to));
    }

    private Outcome first(byte[] stream) {
        return harness.filter(data(BEGIN, stream, 0, CUT));
    }

    private Outcome rest(byte[] stream) {
        return harness.filter(data(BEGIN, stream, CUT, stream.length));
    }

    private long count(String counter) {
        return harness.result().counter(counter);
    }

    @Test
    void shouldNotForgetWhatCameBeforeARepeatedSyn() {
        harness.feed(syn(BEGIN), data(BEGIN, GOOD, 0, CUT), syn(BEGIN));
        assertThat(rest(GOOD).hasLeft()).isTrue();

        harness.feed(syn(BEGIN), data(BEGIN, BAD, 0, CUT), syn(BEGIN));
        assertThat(rest(BAD).dropReason()).isEqualTo("blocked-name");
        assertThat(count("hellos")).isEqualTo(2);
    }

    /** Of a stranger, who does not know the connection's numbers. */
    @ParameterizedTest
    @ValueSource(ints = {0x1000_0000, 0x7FFF_0000, -0x7000_0000, BEGIN - 100_000, BEGIN + 50_000})
    void shouldKeepAConnectionFromForgedSyns(int forged) {
        harness.feed(syn(BEGIN), syn(forged), data(BEGIN, GOOD, 0, CUT), syn(forged));
        assertThat(rest(GOOD).hasLeft()).isTrue();
        assertThat(harness.filter(syn(forged)).hasLeft()).isTrue();
        byte[] later = Arrays.copyOf(GOOD, GOOD.length + 20_000);
        for (int at = GOOD.length; at < later.length; at += 1_000) {
            assertThat(harness.filter(data(BEGIN, later, at, at + 1_000)).hasLeft())
                    .as("byte %d of the stream", at)
                    .isTrue();
        }
    }

    /** Of a stranger; of one who sees the connection, and would have a part of the hello be the beginning of something else. */
    @ParameterizedTest
    @ValueSource(ints = {0x7000_0000, BEGIN - 1, BEGIN + 1, BEGIN + CUT, BEGIN + 4_000, BEGIN + 5_000})
    void shouldNotBeMisledByForgedSyns(int forged) {
        harness.feed(syn(BEGIN), syn(forged), data(BEGIN, BAD, 0, CUT), syn(forged));

        assertThat(rest(BAD).dropReason()).isEqualTo("blocked-name");
        harness.filter(syn(forged));
        assertThat(rest(BAD).dropReason()).as("once more").isEqualTo("blocked-name");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadAConnectionThatTakesTheSamePorts(boolean isBlockedBefore) {
        harness.feed(syn(BEGIN), data(BEGIN, BAD, 0, CUT));
        if (isBlockedBefore) {
            assertThat(rest(BAD).hasLeft()).isFalse();
        }
        int next = BEGIN + 1_000_000;

        Result result = harness.feed(
                syn(next),
                Packets.tcp(ENDS).sequence(next + 1),
                data(next, GOOD, 0, CUT),
                data(next, GOOD, CUT, GOOD.length),
                data(next, BAD, BAD.length, BAD.length));
        assertThat(result.packets()
                        .subList(result.packets().size() - 5, result.packets().size()))
                .allMatch(Outcome::hasLeft);

        int third = next + 1_000_000;
        harness.feed(syn(third), data(third, BAD, 0, CUT));
        assertThat(harness.filter(data(third, BAD, CUT, BAD.length)).dropReason())
                .isEqualTo("blocked-name");
    }

    @Test
    void shouldGiveUpWaitingForWhatPassedUnseen() {
        harness.filter(syn(BEGIN));
        int dropped = 0;
        while (!rest(GOOD).hasLeft()) {
            dropped++;
            assertThat(dropped).isLessThanOrEqualTo(Hellos.MOST_AHEAD);
        }

        assertThat(dropped).isEqualTo(Hellos.MOST_AHEAD);
        assertThat(harness.result().dropped("hello-out-of-order")).isEqualTo(Hellos.MOST_AHEAD);
        assertThat(count("given-up")).isEqualTo(1);
        assertThat(rest(GOOD).hasLeft()).isTrue();
        first(BAD);
        assertThat(rest(BAD).dropReason()).as("a hello that begins now").isEqualTo("blocked-name");
    }

    @Test
    void shouldCountAnewWhenTheStreamGoesOn() {
        harness.filter(syn(BEGIN));
        for (int at = 0; at < CUT; at += 10) {
            for (int i = 0; i < Hellos.MOST_AHEAD; i++) {
                assertThat(rest(BAD).dropReason()).isEqualTo("hello-out-of-order");
            }
            assertThat(harness.filter(data(BEGIN, BAD, at, at + 10)).hasLeft()).isTrue();
        }

        assertThat(rest(BAD).dropReason()).isEqualTo("blocked-name");
        assertThat(count("given-up")).isZero();
    }

    @Test
    void shouldNotWaitLongerForEachSegmentThatIsDropped() {
        harness.filter(syn(BEGIN));
        for (int i = 0; i < 10; i++) {
            harness.advance(Duration.ofSeconds(3));
            assertThat(rest(GOOD).dropReason())
                    .as("after %d s", 3 * (i + 1))
                    .isEqualTo(i < 9 ? "hello-out-of-order" : "");
        }
        assertThat(count("given-up")).isZero();
    }

    /** A segment the kernel will cut: hello, then early data, more than there is room for. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadAHelloThatMuchElseFollows(boolean isSplit) {
        byte[] stream = Arrays.copyOf(BAD, BAD.length + 20_000);
        new Random(9).nextBytes(stream);
        System.arraycopy(BAD, 0, stream, 0, BAD.length);
        harness.filter(syn(BEGIN));
        if (isSplit) {
            first(stream);
        }

        Outcome outcome = harness.filter(
                data(BEGIN, stream, isSplit ? CUT : 0, stream.length).gso());

        assertThat(outcome.dropReason()).isEqualTo("blocked-name");
        assertThat(count("too-long")).isZero();
    }

    @Test
    void shouldReadAHelloThatFillsTheRoomExactly() {
        byte[] probe = ClientHellos.of("bad.example", "", 0);
        byte[] fits = ClientHellos.of("bad.example", "", Hellos.ROOM - probe.length);
        byte[] tooLong = ClientHellos.of("bad.example", "", Hellos.ROOM - probe.length + 1);
        assertThat(fits).hasSize(Hellos.ROOM);

        harness.feed(syn(BEGIN), data(BEGIN, fits, 0, CUT));
        assertThat(rest(fits).dropReason()).isEqualTo("blocked-name");
        int next = BEGIN + 1_000_000;
        harness.feed(syn(next), data(next, tooLong, 0, CUT));
        assertThat(harness.filter(data(next, tooLong, CUT, tooLong.length)).hasLeft())
                .isTrue();
        assertThat(count("too-long")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {ENDS, "[2001:db8::1]:40000 > [2001:db8::2]:443"})
    void shouldPassFragmentsUnread(String ends) {
        TcpBuilder whole = Packets.tcp(ends).sequence(BEGIN + 1).payload(GOOD);
        harness.filter(Packets.tcp(ends).sequence(BEGIN).syn());

        Result result = harness.feed(Packets.fragments(whole.build(), 64).toArray(byte[][]::new));
        assertThat(result.packets())
                .hasSizeGreaterThan(3)
                .allMatch(Outcome::hasLeft)
                .noneMatch(Outcome::isChanged);

        Outcome again = harness.filter(Packets.tcp(ends).sequence(BEGIN + 1).payload(BAD));
        assertThat(again.dropReason()).as("nothing is known of the stream yet").isEqualTo("blocked-name");
        assertThat(count("split-hello")).isZero();
    }

    @Test
    void shouldAskForWholePackets() {
        assertThat(new SniBlockFactory()
                        .create(new MapSettings(Map.of("lists", List.of(Map.of("file", "bad.txt")))))
                        .needsFragmentPorts())
                .isTrue();
    }
}
