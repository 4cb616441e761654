package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.ring.Slot;
import io.headgate.net.divert.Datagram;
import io.headgate.net.divert.HeldSlots;
import io.headgate.net.divert.bsd.ScriptedDivert.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Packets that wait outside the ring, and those that were never in it. */
class Divert4HeldTest extends Divert4Case {
    private static final String INBOUND_OPENBSD = "10 02 00 00 0a 00 02 0f 00 00 00 00 00 00 00 00";
    private static final String INBOUND_OPENBSD_IPV6 =
            "1c 18 00 00 00 00 00 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 0f 00 00 00 00";

    private final HeldSlots spares = new HeldSlots(ring, 32);

    private Slot holdOne(Divert4Socket socket) {
        Slot slot = receive(socket).get(0);
        socket.hold(slot);
        Slot held = spares.copy(slot);
        assertThat(socket.flush()).isZero();
        ring.release(1);
        return held;
    }

    @Test
    void shouldGiveHeldPacketsBackWithTheAddressesTheyCameWith() {
        Divert4Socket socket = open(Abi.FREEBSD);
        assertThat(socket.keepsBytes()).isFalse();
        List<String> addresses = List.of(INBOUND_VTNET0, OUTBOUND, INBOUND_LO0);
        List<Slot> held = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            kernel.arrive(FIRST_FD, identified(i + 1), hex(addresses.get(i)));
            held.add(holdOne(socket));
        }
        assertThat(kernel.writes).isEmpty();
        kernel.arrive(FIRST_FD, identified(9), hex("10 02 65 00 00 00 00 00 00 00 00 00 00 00 00 00"));
        echo(socket);

        socket.reinject(held.get(2), false);
        socket.drop(held.get(1));
        socket.reinject(held.get(0), false);

        assertThat(socket.tag(held.get(0))).isEqualTo(100);
        assertThat(socket.flush()).isZero();
        assertThat(kernel.writes)
                .extracting(Write::address)
                .containsExactly(
                        hex("10 02 65 00 00 00 00 00 00 00 00 00 00 00 00 00"), hex(INBOUND_LO0), hex(INBOUND_VTNET0));
        assertThat(kernel.writes).extracting(write -> write.packet()[5]).containsExactly((byte) 9, (byte) 3, (byte) 1);
    }

    @Test
    void shouldGiveHeldPacketsBackByTheSocketOfTheirVersion() {
        Divert4Socket socket = open(Abi.OPENBSD);
        kernel.arrive(FIRST_FD + 1, Datagram.ofIpv6(1), hex(INBOUND_OPENBSD_IPV6));
        Slot first = holdOne(socket);
        kernel.arrive(FIRST_FD, Datagram.of(2), hex(INBOUND_OPENBSD));
        Slot second = holdOne(socket);

        socket.reinject(second, true);
        socket.reinject(first, true);
        assertThat(socket.flush()).isZero();

        assertThat(kernel.writes).extracting(Write::fd).containsExactly(FIRST_FD, FIRST_FD + 1);
        assertThat(kernel.writes)
                .extracting(Write::address)
                .containsExactly(hex(INBOUND_OPENBSD), hex(INBOUND_OPENBSD_IPV6));
        assertThat(kernel.writes.get(1).packet()).isEqualTo(Datagram.ofIpv6(1));
    }

    @Test
    void shouldTakeMoreThanABatchAndCountEveryError() {
        Divert4Socket socket = open(Abi.FREEBSD);
        for (int i = 1; i <= 90; i++) {
            kernel.sendErrors.add(i % 9 == 0 ? 65 : 0); // EHOSTUNREACH
        }
        for (int i = 1; i <= 30; i++) {
            kernel.arrive(FIRST_FD, identified(i), hex(OUTBOUND));
        }
        // The loop guard lets each pass three times.
        List<Slot> received = receive(socket);
        for (int i = 0; i < 90; i++) {
            socket.reinject(received.get(i % 30), false);
        }

        assertThat(socket.flush()).isEqualTo(10);
        assertThat(socket.errors().byErrno()).isEqualTo(Map.of(65, 10L));
        assertThat(kernel.writes).hasSize(80);
    }

    @Test
    void shouldInjectBehindTheRuleThatDivertedTheNewest() {
        Divert4Socket socket = open(Abi.FREEBSD);
        Slot early = spares.put(packet(60, true));
        socket.inject(early);
        assertThat(socket.flush()).isZero();
        assertThat(socket.injections().failures().byErrno()).isEqualTo(Map.of(39, 1L)); // EDESTADDRREQ

        kernel.arrive(FIRST_FD, packet(60, true), hex("10 02 c8 00 00 00 00 00 00 00 00 00 00 00 00 00"));
        Slot received = receive(socket).get(0);
        socket.reinject(received, false);
        socket.inject(spares.put(packet(80, true)));
        kernel.sendErrors.addAll(List.of(0, 0, 65));
        socket.inject(spares.put(Datagram.of(3)));
        assertThat(kernel.writes).as("until the batch ends").isEmpty();

        assertThat(socket.flush()).isZero();
        assertThat(kernel.writes).extracting(write -> write.packet().length).containsExactly(60, 80);
        assertThat(kernel.writes.get(1).address())
                .isEqualTo(kernel.writes.get(0).address());
        assertThat(socket.injections().sent()).isEqualTo(1);
        assertThat(socket.injections().failures().byErrno()).isEqualTo(Map.of(39, 1L, 65, 1L));
        assertThat(socket.errors().total()).isZero();
    }

    @Test
    void shouldInjectBothVersionsOnOpenbsd() {
        Divert4Socket socket = open(Abi.OPENBSD);

        socket.inject(spares.put(Datagram.ofIpv6(1)));
        socket.inject(spares.put(Datagram.of(2)));
        assertThat(socket.flush()).isZero();

        assertThat(kernel.writes).extracting(Write::fd).containsExactly(FIRST_FD + 1, FIRST_FD);
        byte[] anyIpv6 = new byte[28];
        anyIpv6[0] = 0x1c;
        anyIpv6[1] = 0x18;
        assertThat(kernel.writes.get(0).address()).isEqualTo(anyIpv6);
        byte[] anyIpv4 = Arrays.copyOf(new byte[] {0x10, 2}, 16);
        assertThat(kernel.writes.get(1).address()).isEqualTo(anyIpv4);
        assertThat(socket.injections().sent()).isEqualTo(2);
    }
}
