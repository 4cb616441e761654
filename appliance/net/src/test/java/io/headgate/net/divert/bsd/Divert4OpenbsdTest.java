package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Direction;
import io.headgate.engine.ring.Slot;
import io.headgate.net.divert.Datagram;
import io.headgate.net.divert.bsd.ScriptedDivert.Write;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OpenBSD's two sockets behind one source. */
class Divert4OpenbsdTest extends Divert4Case {
    private static final String INBOUND_OPENBSD = "10 02 00 00 0a 00 02 0f 00 00 00 00 00 00 00 00";
    private static final String INBOUND_OPENBSD_IPV6 =
            "1c 18 00 00 00 00 00 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 0f 00 00 00 00";
    private static final String OUTBOUND_OPENBSD_IPV6 =
            "1c 18 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";

    @Test
    void shouldAnswerEachPacketByTheSocketItCameFrom() {
        Divert4Socket socket = open(Abi.OPENBSD);
        kernel.arrive(FIRST_FD, Datagram.of(1), hex(INBOUND_OPENBSD));
        kernel.arrive(FIRST_FD + 1, Datagram.ofIpv6(2), hex(INBOUND_OPENBSD_IPV6));
        kernel.arrive(FIRST_FD + 1, Datagram.ofIpv6(3), hex(OUTBOUND_OPENBSD_IPV6));

        List<Slot> slots = receive(socket);
        assertThat(slots).extracting(Slot::direction).containsExactly(Direction.IN, Direction.IN, Direction.OUT);
        assertThat(slots).extracting(Slot::interfaceName).containsOnly("");
        slots.forEach(slot -> socket.reinject(slot, false));
        assertThat(socket.flush()).isZero();

        assertThat(kernel.writes).extracting(Write::fd).containsExactly(FIRST_FD, FIRST_FD + 1, FIRST_FD + 1);
        assertThat(kernel.writes)
                .extracting(Write::address)
                .containsExactly(hex(INBOUND_OPENBSD), hex(INBOUND_OPENBSD_IPV6), hex(OUTBOUND_OPENBSD_IPV6));
    }

    @Test
    void shouldLeaveNoSocketBehindAFloodOfTheOther() {
        Divert4Socket socket = open(Abi.OPENBSD);
        for (int i = 0; i < 1_000; i++) {
            kernel.arrive(FIRST_FD, Datagram.of(i), hex(INBOUND_OPENBSD));
        }
        kernel.arrive(FIRST_FD + 1, Datagram.ofIpv6(1), hex(INBOUND_OPENBSD_IPV6));

        boolean hasCome = false;
        for (int calls = 0; calls < 2; calls++) {
            List<Slot> slots = receive(socket);
            hasCome |= slots.stream().anyMatch(slot -> slot.packetLength() == Datagram.IPV6_LENGTH);
            ring.release(slots.size());
        }

        assertThat(hasCome).isTrue();
    }

    /** As recorded: what came with a wrong sum leaves with a right one. */
    @Test
    void shouldLeaveChecksumsToOpenbsd() {
        Divert4Socket socket = open(Abi.OPENBSD);
        byte[] damaged = Datagram.ofIpv6(7);
        damaged[46] ^= 0x55;
        kernel.arrive(FIRST_FD + 1, damaged, hex(INBOUND_OPENBSD_IPV6));

        assertThat(echo(socket).packet()).isEqualTo(Datagram.ofIpv6(7));
    }

    @Test
    void shouldInjectOnOpenbsdBeforeAnyPacketHasCome() {
        Divert4Socket socket = open(Abi.OPENBSD);

        assertThat(socket.inject(
                        ByteBuffer.allocateDirect(60).put(packet(60, true)).flip()))
                .isZero();

        assertThat(kernel.writes.get(0).address()).isEqualTo(hex("10 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00"));
    }
}
