package io.headgate.plugin.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Tcp;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.packet.Packets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The flows outlive the filter when it is swapped for another version. */
class HandoverTest {
    private static final String SECOND = "10.0.0.6:5000 > 203.0.113.9:80";

    private final Nat first = Gateway.filter("flows", 100);
    private final FilterHarness before = FilterHarness.of("nat", first);
    private int port;

    /** An established connection of one host, and of another one to the same server from the same port. */
    private byte[] state() {
        for (String host : List.of("10.0.0.5", "10.0.0.6")) {
            String ends = host + ":5000 > 203.0.113.9:80";
            Outcome syn = before.filter(Packets.tcp(ends).syn());
            port = syn.view().tcp().sourcePort();
            before.filter(Packets.tcp("203.0.113.9:80 > 198.51.100.1:" + port).synAck());
            before.filter(Packets.tcp(ends).flags(Tcp.ACK));
        }
        before.filter(Packets.icmpEcho("10.0.0.7 > 203.0.113.9").identifier(9));
        return first.handOver();
    }

    @Test
    void shouldGoOnWithAllFlows() {
        byte[] state = state();
        Nat second = Gateway.filter("flows", 50);
        FilterHarness after = FilterHarness.of("nat", second).start();

        second.takeOver(state);

        assertThat(after.filter(Packets.tcp("203.0.113.9:80 > 198.51.100.1:" + port))
                        .ends())
                .isEqualTo("203.0.113.9:80 > 10.0.0.6:5000");
        assertThat(after.filter(Packets.tcp("203.0.113.9:80 > 198.51.100.1:5000"))
                        .ends())
                .isEqualTo("203.0.113.9:80 > 10.0.0.5:5000");
        assertThat(after.filter(Packets.tcp(SECOND)).ends()).isEqualTo("198.51.100.1:" + port + " > 203.0.113.9:80");
        assertThat(after.filter(Packets.icmpEchoReply("203.0.113.9 > 198.51.100.1")
                                .identifier(9))
                        .ends())
                .isEqualTo("203.0.113.9 > 10.0.0.7");
        assertThat(after.result().counter("flows")).isEqualTo(3);
        assertThat(after.result().counter("tcp-ports")).isEqualTo(2);
    }

    @Test
    void shouldStillKnowWhichConnectionsAreEstablished() {
        byte[] state = state();
        Nat second = Gateway.filter("flows", 50);
        FilterHarness after = FilterHarness.of("nat", second).start();

        second.takeOver(state);
        after.advance(Duration.ofSeconds(7_400));

        assertThat(after.result().counter("flows")).isEqualTo(2);
        after.advance(Duration.ofSeconds(50));
        assertThat(after.result().counter("flows")).isZero();
    }

    @Test
    void shouldStillSpareEstablishedConnections() {
        byte[] state = state();
        Nat second = Gateway.filter("flows", 50);
        FilterHarness after = FilterHarness.of("nat", second).start();

        second.takeOver(state);
        for (int i = 0; i < 1_000; i++) {
            after.filter(Packets.tcp("10.0.0.66:" + (20_000 + i) + " > 203.0.113.77:443")
                    .syn());
        }

        assertThat(after.result().counter("evicted")).isEqualTo(953);
        assertThat(after.filter(Packets.tcp("203.0.113.9:80 > 198.51.100.1:" + port))
                        .ends())
                .isEqualTo("203.0.113.9:80 > 10.0.0.6:5000");
    }

    @Test
    void shouldLeaveWhatHasNoPlaceAnyMore() {
        byte[] state = state();
        Nat smaller = Gateway.filter("flows", 1);
        Nat elsewhere = Gateway.filter("outside", List.of("198.51.100.2"));
        Nat otherPorts = Gateway.filter("ports", "5000-5000");
        for (Nat nat : List.of(smaller, elsewhere, otherPorts)) {
            FilterHarness after = FilterHarness.of("nat", nat).start();

            nat.takeOver(state);

            long flows = after.result().counter("flows");
            assertThat(flows).isEqualTo(nat == smaller ? 1 : nat == elsewhere ? 0 : 2);
        }
    }

    @Test
    void shouldRefuseWhatItCannotUnderstand() {
        byte[] state = state();
        byte[] cut = Arrays.copyOf(state, state.length - 1);
        byte[] later = state.clone();
        later[3] = 2;
        byte[] strange = state.clone();
        strange[16] = 99;
        Nat second = Gateway.filter("flows", 50);
        FilterHarness.of("nat", second).start();

        assertThatThrownBy(() -> second.takeOver(cut)).hasMessageContaining("does not hold 3 flows");
        assertThatThrownBy(() -> second.takeOver(later)).hasMessageContaining("another version");
        assertThatThrownBy(() -> second.takeOver(strange)).hasMessageContaining("protocol 99");
        assertThatThrownBy(() -> second.takeOver(new byte[3])).isInstanceOf(IllegalArgumentException.class);
    }
}
