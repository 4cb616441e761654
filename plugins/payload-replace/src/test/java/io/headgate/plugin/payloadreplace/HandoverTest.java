package io.headgate.plugin.payloadreplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.StateHandover;
import io.headgate.api.Tcp;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections outlive the filter when it is swapped for another version while they are being shifted. */
class HandoverTest {
    private static final int CLIENT = -10;
    private static final int SERVER = 5_000;

    private final Appliance before = appliance("elephant", 8, 4);

    private static Appliance appliance(String with, int connections, int changes) {
        return new Appliance(Map.of(
                "replace",
                List.of(Map.of("find", "cat", "with", with), Map.of("find", "whale", "with", "fly")),
                "connections",
                connections,
                "changes",
                changes));
    }

    private static Segment client(boolean isIpv6, int flags, int offset, String payload) {
        return new Segment(isIpv6, false, flags, CLIENT + offset, SERVER, payload);
    }

    private static Segment server(boolean isIpv6, int acknowledged) {
        return new Segment(isIpv6, true, Tcp.ACK, SERVER, CLIENT + acknowledged, "");
    }

    /** Of each connection one change is acknowledged and two are on their way. */
    private byte[] state(boolean... versions) {
        for (boolean isIpv6 : versions) {
            before.pass(client(isIpv6, Tcp.SYN, -1, ""));
            before.pass(new Segment(isIpv6, true, Tcp.SYN | Tcp.ACK, SERVER - 1, CLIENT, ""));
            before.pass(client(isIpv6, Tcp.ACK, 0, "cat"));
            before.pass(server(isIpv6, 8));
            before.pass(client(isIpv6, Tcp.ACK, 3, "a whale and a cat"));
        }
        return handOver(before);
    }

    private static byte[] handOver(Appliance appliance) {
        return ((StateHandover) appliance.filter()).handOver();
    }

    private static Appliance takeOver(Appliance appliance, byte[] state) {
        ((StateHandover) appliance.filter()).takeOver(state);
        return appliance;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWithConnectionsInTheMiddleOfBeingShifted(boolean isIpv6) {
        byte[] state = state(!isIpv6, isIpv6);

        Appliance after = takeOver(appliance("elephant", 8, 4), state);

        assertThat(after.value("connections")).isEqualTo(2);
        Segment again = after.pass(client(isIpv6, Tcp.ACK, 3, "a whale and a cat"));
        assertThat(again.payload()).isEqualTo("a fly and a elephant");
        assertThat(again.sequence()).isEqualTo(CLIENT + 8);
        assertThat(after.pass(server(isIpv6, 8 + 5)).acknowledgment()).isEqualTo(CLIENT + 3 + 7);
        Segment next = after.pass(client(isIpv6, Tcp.ACK, 20, "cat."));
        assertThat(next.payload()).isEqualTo("elephant.");
        assertThat(next.sequence()).isEqualTo(CLIENT + 28);
        assertThat(after.pass(server(isIpv6, 37)).acknowledgment()).isEqualTo(CLIENT + 24);
        assertThat(after.value("unshifted")).isZero();
        assertThat(after.pass(client(isIpv6, Tcp.SYN, 900, "")).sequence()).isEqualTo(CLIENT + 900);
        assertThat(after.pass(client(isIpv6, Tcp.ACK, 24, ".")).sequence())
                .as("still that connection")
                .isEqualTo(CLIENT + 37);
    }

    @Test
    void shouldBeWhatItWasAfterTwoHandovers() {
        byte[] state = state(false, true);

        assertThat(handOver(takeOver(appliance("elephant", 8, 4), state))).isEqualTo(state);
    }

    @Test
    void shouldForgetWhatWasTakenOverWhenItsTimeIsUp() {
        Appliance after = takeOver(appliance("elephant", 8, 4), state(false));

        after.advance(Duration.ofMinutes(123));
        assertThat(after.value("connections")).isEqualTo(1);
        after.advance(Duration.ofMinutes(2));
        assertThat(after.value("connections")).isZero();
    }

    @Test
    void shouldTakeAsManyAsItHasRoomFor() {
        Appliance after = takeOver(appliance("elephant", 1, 4), state(false, true));

        assertThat(after.value("connections")).isEqualTo(1);
        assertThat(after.value("evicted")).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatItCannotGoOnWith() {
        byte[] state = state(false);
        byte[] later = state.clone();
        later[3] = 2;
        byte[] tooMany = state.clone();
        tooMany[47] = 2;
        byte[] strange = state.clone();
        strange[48] = 5;
        byte[] longer = Arrays.copyOf(state, state.length + 1);

        assertThatThrownBy(() -> takeOver(appliance("elephant", 8, 4), later)).hasMessageContaining("another version");
        assertThatThrownBy(() -> takeOver(appliance("elephant", 8, 4), new byte[9]))
                .hasMessageContaining("another version");
        assertThatThrownBy(() -> takeOver(appliance("tiger", 8, 4), state)).hasMessageContaining("another 'replace'");
        assertThatThrownBy(() -> takeOver(appliance("elephant", 8, 1), state))
                .hasMessageContaining("2 changes")
                .hasMessageContaining("room for 1");
        assertThatThrownBy(() -> takeOver(appliance("elephant", 8, 4), tooMany))
                .hasMessageContaining("does not hold 2 connections");
        assertThatThrownBy(() -> takeOver(appliance("elephant", 8, 4), strange)).hasMessageContaining("IP version 5");
        assertThatThrownBy(() -> takeOver(appliance("elephant", 8, 4), longer)).hasMessageContaining("more than 1");
        for (int length = 48; length < state.length; length++) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatThrownBy(() -> takeOver(appliance("elephant", 8, 4), cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
