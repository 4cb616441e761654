package io.headgate.plugin.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Tcp;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.packet.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who makes room when a host begins more flows than the table has. */
class EvictionTest {
    private static final int FLOWS = 64;
    private static final int ESTABLISHED = 20;

    private final FilterHarness harness = Gateway.harness().with("flows", FLOWS);

    private Outcome out(int port, int flags) {
        return harness.filter(
                Packets.tcp("10.0.0.5:" + port + " > 203.0.113.9:80").flags(flags));
    }

    private Outcome in(int port, int flags) {
        return harness.filter(
                Packets.tcp("203.0.113.9:80 > 198.51.100.1:" + port).flags(flags));
    }

    private void connect(int port) {
        out(port, Tcp.SYN);
        in(port, Tcp.SYN | Tcp.ACK);
        out(port, Tcp.ACK);
    }

    private void ask(int port) {
        harness.filter(Packets.udp("10.0.0.5:" + port + " > 203.0.113.9:53"));
    }

    private Outcome answer(int port) {
        return harness.filter(Packets.udp("203.0.113.9:53 > 198.51.100.1:" + port));
    }

    private void flood(boolean isTcp, int count) {
        for (int i = 0; i < count; i++) {
            String ends = "10.0.0.66:" + (2_000 + i) + " > 203.0.113.77:443";
            harness.filter(isTcp ? Packets.tcp(ends).flags(Tcp.SYN) : Packets.udp(ends));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepWhatBothEndsTookPartInThroughAFlood(boolean isTcp) {
        for (int i = 0; i < ESTABLISHED; i++) {
            connect(40_000 + i);
            ask(41_000 + i);
            answer(41_000 + i);
        }

        flood(isTcp, 5_000);

        for (int i = 0; i < ESTABLISHED; i++) {
            assertThat(in(40_000 + i, Tcp.ACK | Tcp.PSH).ends()).isEqualTo("203.0.113.9:80 > 10.0.0.5:" + (40_000 + i));
            assertThat(answer(41_000 + i).ends()).isEqualTo("203.0.113.9:53 > 10.0.0.5:" + (41_000 + i));
        }
        assertThat(harness.result().counter("flows")).isEqualTo(FLOWS);
        assertThat(harness.result().counter("evicted")).isEqualTo(5_000 + 2 * ESTABLISHED - FLOWS);
    }

    @Test
    void shouldGiveUpClosedConnectionsWithTheOthers() {
        connect(40_000);
        connect(40_001);
        in(40_000, Tcp.FIN | Tcp.ACK);
        out(40_000, Tcp.FIN | Tcp.ACK);

        flood(true, 5_000);

        assertThat(in(40_000, Tcp.ACK).isChanged()).isFalse();
        assertThat(in(40_001, Tcp.ACK).isChanged()).isTrue();
    }

    /** A table full of connections that nobody uses any more has room for new ones. */
    @Test
    void shouldGiveUpTheOldestConnectionsWhereAllAreEstablished() {
        for (int i = 0; i < 10 * FLOWS; i++) {
            connect(40_000 + i);
        }

        assertThat(in(40_000, Tcp.ACK).isChanged()).isFalse();
        assertThat(in(40_000 + 10 * FLOWS - 1, Tcp.ACK).isChanged()).isTrue();
        assertThat(harness.result().counter("evicted")).isEqualTo(9 * FLOWS);
    }
}
