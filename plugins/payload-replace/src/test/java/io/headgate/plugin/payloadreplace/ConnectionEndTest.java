package io.headgate.plugin.payloadreplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Tcp;
import io.headgate.testkit.packet.Origin;
import io.headgate.testkit.packet.Packets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a connection, and what does not: its shift must not be lost while it lives. */
class ConnectionEndTest {
    private static final int CLIENT = 1_000;
    private static final int SERVER = 5_000;
    private static final int CLOSED = Tcp.RST | Tcp.ACK;

    private final Appliance appliance =
            new Appliance(Map.of("replace", List.of(Map.of("find", "cat", "with", "elephant"))));

    private Segment client(int flags, int offset, int acknowledged, String payload) {
        return appliance.pass(new Segment(false, false, flags, CLIENT + offset, SERVER + acknowledged, payload));
    }

    private Segment server(int flags, int offset, int acknowledged) {
        return appliance.pass(new Segment(false, true, flags, SERVER + offset, CLIENT + acknowledged, ""));
    }

    /** A connection with 10 bytes from the client, which have become 15, and are acknowledged. */
    @BeforeEach
    void connect() {
        client(Tcp.SYN, -1, -SERVER, "");
        server(Tcp.SYN | Tcp.ACK, -1, 0);
        assertThat(client(Tcp.ACK, 0, 0, "cat.......").payload()).isEqualTo("elephant.......");
        server(Tcp.ACK, 0, 15);
    }

    /** Another connection with the same ends. */
    private void connectAnew() {
        client(Tcp.SYN, 777, -SERVER, "");
        server(Tcp.SYN | Tcp.ACK, -1, 778);
    }

    private void assertStillShifted() {
        assertThat(client(Tcp.ACK, 10, 0, "x").sequence()).isEqualTo(CLIENT + 15);
    }

    /** More than there is room for. */
    @Test
    void shouldNotGiveALivingConnectionUpForAFloodOfBeginnings() {
        for (int port = 1; port <= 3_000; port++) {
            appliance.arrives(
                    Packets.tcp("10.0.0.9:" + port + " > 10.0.0.2:80").syn().build(), Origin.NOW);
        }

        assertThat(appliance.value("evicted")).isPositive();
        assertStillShifted();
    }

    /** A connection that an hour more would end at the third time. */
    @Test
    void shouldGoOnByAClockThatWasSetBack() {
        long backNs = Appliance.BEGIN.minusSeconds(3_600).getEpochSecond() * 1_000_000_000L;
        for (int i = 1; i <= 5; i++) {
            byte[] segment = new Segment(false, false, Tcp.ACK, CLIENT + 10, SERVER, "").bytes();
            assertThat(appliance.passBytes(segment, backNs + i * 1_000_000_000L))
                    .isNotNull();
            appliance.advance(Duration.ofMillis(200));
        }

        assertStillShifted();
    }

    /** Somebody on the way of neither side, who guesses a number. */
    @ParameterizedTest
    @ValueSource(ints = {-1_000_000, -2, 11, 5_000, 1_000_000_000})
    void shouldNotBelieveAResetWithAnotherNumber(int offset) {
        client(Tcp.RST, offset, 0, "");
        client(Tcp.SYN, 777, -SERVER, "");

        assertStillShifted();
    }

    @Test
    void shouldNotBelieveAResetThatIsFollowedBySegments() {
        client(Tcp.RST, 10, 0, "");
        server(Tcp.ACK, 0, 15);
        client(Tcp.SYN, 777, -SERVER, "");

        assertStillShifted();
    }

    @ParameterizedTest
    @ValueSource(ints = {Tcp.RST, CLOSED})
    void shouldBeginAnewAfterAReset(int flags) {
        client(flags, 10, 0, "");
        connectAnew();

        assertThat(client(Tcp.ACK, 778, 0, "cat").sequence()).isEqualTo(CLIENT + 778);
        assertThat(client(Tcp.ACK, 781, 0, ".").sequence()).isEqualTo(CLIENT + 786);
    }

    @Test
    void shouldBeginAnewAfterTheServersReset() {
        server(Tcp.RST, 0, -CLIENT);
        connectAnew();

        assertThat(client(Tcp.ACK, 778, 0, "cat").payload()).isEqualTo("elephant");
    }

    @Test
    void shouldBeginAnewAfterARefusal() {
        Segment syn = new Segment(true, false, Tcp.SYN, 50, 0, "");
        appliance.pass(syn);
        appliance.pass(new Segment(true, true, CLOSED, 0, 51, ""));
        appliance.advance(Duration.ofSeconds(62));
        assertThat(appliance.value("connections"))
                .as("the refused one is forgotten")
                .isEqualTo(1);

        appliance.pass(syn);
        appliance.pass(new Segment(true, true, CLOSED, 0, 9_999, ""));
        appliance.advance(Duration.ofSeconds(62));
        assertThat(appliance.value("connections")).as("that was none").isEqualTo(2);
    }

    @Test
    void shouldNotBelieveFinsThatTheOtherSideDoesNotAcknowledge() {
        client(Tcp.ACK | Tcp.FIN, 3, 0, "");
        server(Tcp.ACK | Tcp.FIN, 5_000, 15);
        server(Tcp.ACK, 0, 15);
        client(Tcp.SYN, 777, -SERVER, "");

        assertStillShifted();
    }

    @Test
    void shouldBeForgottenAMinuteAfterBothFins() {
        client(Tcp.ACK | Tcp.FIN, 10, 0, "");
        server(Tcp.ACK | Tcp.FIN, 0, 16);
        client(Tcp.ACK, 11, 1, "");

        appliance.advance(Duration.ofSeconds(59));
        assertThat(appliance.value("connections")).isEqualTo(1);
        appliance.advance(Duration.ofSeconds(3));
        assertThat(appliance.value("connections")).as("though nothing came").isZero();
    }
}
