package io.headgate.plugin.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Tcp;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.packet.Packets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When flows are forgotten: never before their time, and at most a tick after it. */
class TimeoutTest {
    private static final String OUT = "10.0.0.5:5000 > 203.0.113.9:80";
    private static final String IN = "203.0.113.9:80 > 198.51.100.1:5000";

    private final FilterHarness harness = Gateway.harness();

    private Outcome out(int flags) {
        return harness.filter(Packets.tcp(OUT).flags(flags));
    }

    private Outcome in(int flags) {
        return harness.filter(Packets.tcp(IN).flags(flags));
    }

    private void connect() {
        out(Tcp.SYN);
        in(Tcp.SYN | Tcp.ACK);
        out(Tcp.ACK);
    }

    /** Sees that the only flow is there for so long, and no longer. */
    private void assertLasts(long seconds) {
        harness.advance(Duration.ofSeconds(seconds - 1));
        assertThat(harness.result().counter("flows")).isOne();
        harness.advance(Duration.ofSeconds(2));
        assertThat(harness.result().counter("flows")).isZero();
        assertThat(harness.result().counter("mappings")).isZero();
        assertThat(harness.result().counter("tcp-ports")).isZero();
        assertThat(harness.result().counter("expired")).isOne();
    }

    @Test
    void shouldKeepUdpForFiveMinutesAfterItsLastPacketInEitherDirection() {
        harness.filter(Packets.udp(OUT));
        harness.advance(Duration.ofSeconds(299));
        assertThat(harness.filter(Packets.udp(IN)).isChanged()).isTrue();
        assertLasts(300);
        assertThat(harness.filter(Packets.udp(IN)).isChanged()).isFalse();
    }

    @Test
    void shouldKeepQueriesForAMinute() {
        harness.filter(Packets.icmpEcho("10.0.0.5 > 203.0.113.9"));
        assertLasts(60);
    }

    @Test
    void shouldKeepHalfOpenConnectionsForFourMinutes() {
        out(Tcp.SYN);
        in(Tcp.SYN | Tcp.ACK);
        assertLasts(240);
    }

    @Test
    void shouldKeepEstablishedConnectionsForTwoHoursAndFourMinutes() {
        connect();
        assertLasts(7_440);
    }

    @Test
    void shouldKeepConnectionsThatBeganBeforeOnceBothSidesAcknowledge() {
        out(Tcp.ACK);
        in(Tcp.ACK | Tcp.PSH);
        assertLasts(7_440);
    }

    @Test
    void shouldKeepHalfClosedConnections() {
        connect();
        in(Tcp.FIN | Tcp.ACK);
        out(Tcp.ACK);
        assertLasts(7_440);
    }

    @Test
    void shouldKeepClosedConnectionsForFourMinutes() {
        connect();
        in(Tcp.FIN | Tcp.ACK);
        out(Tcp.FIN | Tcp.ACK);
        in(Tcp.ACK);
        assertLasts(240);
    }

    @Test
    void shouldKeepResetConnectionsForFourMinutes() {
        connect();
        assertThat(in(Tcp.RST).ends()).isEqualTo("203.0.113.9:80 > 10.0.0.5:5000");
        assertLasts(240);
    }

    @Test
    void shouldForgetAResetThatNobodyHeeds() {
        connect();
        in(Tcp.RST);
        out(Tcp.ACK | Tcp.PSH);
        assertLasts(7_440);
    }

    @Test
    void shouldBeginAnewWithTheEndsOfAClosedConnection() {
        connect();
        in(Tcp.FIN | Tcp.ACK);
        out(Tcp.FIN | Tcp.ACK);
        connect();
        assertLasts(7_440);
    }

    @Test
    void shouldNotBeKeptAliveByErrors() {
        harness.filter(Packets.udp(OUT));
        harness.advance(Duration.ofSeconds(200));
        byte[] sent = Packets.udp("198.51.100.1:5000 > 203.0.113.9:80").build();
        assertThat(harness.filter(Packets.portUnreachable("203.0.113.9 > 198.51.100.1", sent))
                        .isChanged())
                .isTrue();
        assertLasts(100);
    }

    /** The other's time is what a clock says that was set back by an hour. */
    @Test
    void shouldGoOnByAClockThatWasSetBack() {
        Instant start = Instant.parse("2026-03-01T12:00:00Z");
        harness.at(start);
        harness.filter(Packets.udp(OUT));
        harness.advance(Duration.ofSeconds(100));
        long backNs = start.minusSeconds(3_600).getEpochSecond() * 1_000_000_000L;

        harness.filter(Packets.udp("10.0.0.5:5001 > 203.0.113.9:80").atNs(backNs));

        harness.advance(Duration.ofSeconds(198));
        assertThat(harness.result().counter("flows")).isEqualTo(2);
        harness.advance(Duration.ofSeconds(4));
        assertThat(harness.result().counter("flows")).isOne();
        harness.advance(Duration.ofSeconds(100));
        assertThat(harness.result().counter("flows")).isZero();
        assertThat(harness.result().counter("expired")).isEqualTo(2);
    }

    @Test
    void shouldTakeOtherTimeouts() {
        harness.with("udp-timeout", "2m");
        harness.filter(Packets.udp(OUT));
        assertLasts(120);
    }
}
