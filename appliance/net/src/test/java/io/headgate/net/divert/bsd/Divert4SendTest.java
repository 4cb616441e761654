package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.ring.Slot;
import io.headgate.net.divert.Datagram;
import io.headgate.net.divert.bsd.ScriptedDivert.Write;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing back: what becomes of errors, injecting, and packets that never were whole. */
class Divert4SendTest extends Divert4Case {
    /**
     * EHOSTUNREACH, EACCES, EMSGSIZE, EADDRNOTAVAIL, ENETUNREACH, EINVAL, EDESTADDRREQ, ENETDOWN, EHOSTDOWN, EAFNOSUPPORT, EPERM,
     * EAGAIN, ECAPMODE: whatever it is, it is that packet's.
     */
    @ParameterizedTest
    @ValueSource(ints = {65, 13, 40, 49, 51, 22, 39, 50, 64, 47, 1, 35, 94})
    void shouldCountAnErrorAndGoOnWithTheNext(int errno) {
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, packet(60, true), hex(OUTBOUND));
        kernel.arrive(FIRST_FD, packet(61, true), hex(OUTBOUND));
        receive(socket).forEach(slot -> socket.reinject(slot, true));
        kernel.sendErrors.add(errno);

        assertThat(socket.flush()).isEqualTo(1);

        assertThat(socket.errors().byErrno()).containsExactly(java.util.Map.entry(errno, 1L));
        assertThat(kernel.writes).singleElement().returns(packet(61, true), Write::packet);
    }

    @Test
    void shouldTryAgainForWantOfBuffersButNotForever() {
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, packet(60, true), hex(OUTBOUND));
        socket.reinject(receive(socket).get(0), false);
        kernel.sendErrors.addAll(List.of(55, 4, 55));
        assertThat(socket.flush()).isZero();
        ring.release(1);

        kernel.arrive(FIRST_FD, packet(60, true), hex(OUTBOUND));
        socket.reinject(receive(socket).get(0), false);
        kernel.sendErrors.addAll(List.of(55, 55, 55, 55, 55));
        assertThat(socket.flush()).isEqualTo(1);
        assertThat(socket.errors().byErrno()).containsEntry(55, 1L);
    }

    @Test
    void shouldWriteNothingForADrop() {
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, packet(60, true), hex(OUTBOUND));

        receive(socket).forEach(socket::drop);

        assertThat(socket.flush()).isZero();
        assertThat(kernel.writes).isEmpty();
    }

    @Test
    void shouldInjectBehindTheRuleThatDivertedTheNewest() {
        Divert4Socket socket = open(Abi.FREEBSD);
        ByteBuffer fresh = ByteBuffer.allocateDirect(60).put(packet(60, true)).flip();
        assertThat(socket.inject(fresh)).isEqualTo(-39);
        kernel.arrive(FIRST_FD, packet(60, true), hex("10 02 c8 00 00 00 00 00 00 00 00 00 00 00 00 00"));
        echo(socket);

        assertThat(socket.inject(fresh)).isZero();

        assertThat(kernel.writes.get(1).address()).startsWith(hex("10 02 c8 00 00 00 00 00"));
        assertThat(kernel.writes.get(1).packet()).isEqualTo(packet(60, true));
    }

    @Test
    void shouldInjectWithTheLengthThatThePacketHas() {
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, packet(60, true), hex(OUTBOUND));
        echo(socket);
        byte[] stale = packet(60, true);
        stale[2] = 0x12;
        stale[3] = 0x34;
        ByteBuffer inside = ByteBuffer.allocateDirect(100).order(ByteOrder.LITTLE_ENDIAN);
        inside.position(7).put(stale).flip().position(7);

        assertThat(socket.inject(inside)).isZero();

        assertThat(kernel.writes.get(1).packet()).isEqualTo(packet(60, true));
        assertThat(inside.remaining()).isEqualTo(60);
    }

    @Test
    void shouldTryAgainByTheNumbersOfLinuxUnderItsAbi() {
        Divert4Socket socket = open(Abi.FREEBSD_LINUX_ABI);
        kernel.fail(FIRST_FD, 4);
        kernel.fail(FIRST_FD, 105);
        kernel.arrive(FIRST_FD, packet(60, true), hex(OUTBOUND_LINUX));
        kernel.sendErrors.addAll(List.of(105, 4, 105, 105, 105)); // ENOBUFS, EINTR

        assertThat(echo(socket).packet()).isEqualTo(packet(60, true));

        assertThat(socket.counters().get(Counter.OVERFLOWS)).isEqualTo(1);
        assertThat(socket.errors().byErrno()).isEmpty();
    }

    /** A full driver queue: 64 packets cost four waits, not 256. */
    @Test
    void shouldWaitForBuffersOncePerBatch() {
        Divert4Socket socket = open(Abi.FREEBSD);
        for (int i = 1; i <= 64; i++) {
            kernel.arrive(FIRST_FD, identified(i), hex(OUTBOUND));
            kernel.sendErrors.add(55);
        }
        for (int i = 0; i < 4; i++) {
            kernel.sendErrors.add(55);
        }
        receive(socket).forEach(slot -> socket.reinject(slot, false));

        assertThat(socket.flush()).isEqualTo(64);

        assertThat(socket.errors().byErrno()).containsExactly(java.util.Map.entry(55, 64L));
        assertThat(kernel.sendErrors).isEmpty();
    }

    @Test
    void shouldTellByPollThatOneOfTwoSocketsWasClosed() {
        Divert4Socket socket = open(Abi.OPENBSD);
        kernel.pollEvents = 0x20; // POLLNVAL

        assertThatThrownBy(() -> socket.await(10)).hasMessageContaining("8668").hasMessageContaining("closed");
    }

    @Test
    void shouldNoticeIpv6PacketsThatArriveCut() {
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, Arrays.copyOf(Datagram.ofIpv6(1), 45), hex(OUTBOUND));

        Slot slot = receive(socket).get(0);

        assertThat(slot.packetLength()).isEqualTo(45);
        assertThat(slot.originalLength()).isEqualTo(Datagram.IPV6_LENGTH);
        assertThat(socket.counters().get(Counter.TRUNCATED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19})
    void shouldGiveBackWhatIsNoPacketAsItIs(int length) {
        Divert4Socket socket = open(Abi.FREEBSD);
        byte[] packet = Arrays.copyOf(packet(60, true), length);
        kernel.arrive(FIRST_FD, packet, hex(INBOUND_VTNET0));

        assertThat(echo(socket).packet()).isEqualTo(packet);
    }
}
