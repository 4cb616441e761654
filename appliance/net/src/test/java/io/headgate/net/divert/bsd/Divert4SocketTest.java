package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Backend;
import io.headgate.api.Direction;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.ring.Slot;
import io.headgate.net.divert.PortTakenException;
import io.headgate.net.divert.bsd.ScriptedDivert.Write;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening, addresses and receiving: the real code against results of a real kernel, native and through its Linux ABI. */
class Divert4SocketTest extends Divert4Case {
    // ---- opening

    @Test
    void shouldPreferTheDomainOfItsOwn() {
        open(Abi.FREEBSD);

        assertThat(kernel.sockets).containsExactly(new Abi.SocketCall(44, 0x1000_0003, 0));
        assertThat(kernel.bound.get(FIRST_FD)).isEqualTo(hex("10 02 21 dc 00 00 00 00 00 00 00 00 00 00 00 00"));
    }

    @Test
    void shouldFallBackToTheOlderForm() {
        kernel.refusedDomains.add(44);
        kernel.refusal = 47; // EAFNOSUPPORT, as 13.2 says.

        open(Abi.FREEBSD);

        assertThat(kernel.sockets).last().isEqualTo(new Abi.SocketCall(2, 0x1000_0003, 258));
    }

    @Test
    void shouldUseLinuxLayoutAndNumbersUnderTheLinuxAbi() {
        open(Abi.FREEBSD_LINUX_ABI);

        assertThat(kernel.sockets).containsExactly(new Abi.SocketCall(2, 3, 258));
        assertThat(kernel.bound.get(FIRST_FD)).isEqualTo(hex("02 00 21 dc 00 00 00 00 00 00 00 00 00 00 00 00"));
    }

    @Test
    void shouldOpenASocketForEachFamilyOnOpenbsd() {
        open(Abi.OPENBSD);

        assertThat(kernel.sockets)
                .containsExactly(new Abi.SocketCall(2, 0x8003, 258), new Abi.SocketCall(24, 0x8003, 258));
        assertThat(kernel.bound.get(FIRST_FD)).startsWith(hex("10 02 21 dc")).hasSize(16);
        assertThat(kernel.bound.get(FIRST_FD + 1))
                .startsWith(hex("1c 18 21 dc"))
                .hasSize(28);
    }

    @Test
    void shouldRaiseBuffersAsFarAsTheSystemLets() {
        Divert4Socket socket = open(Abi.FREEBSD);

        assertThat(kernel.option(0x1002)).isBetween(MAX_BUFFER - 4096, MAX_BUFFER);
        assertThat(kernel.option(0x1001)).isEqualTo(256 << 10);
        assertThat(kernel.option(0x2_0000)).as("SO_RERROR").isEqualTo(1);
        assertThat(socket.description()).contains("receive-buffer=" + kernel.option(0x1002));
    }

    @Test
    void shouldSayWhatToDoWithoutTheModuleOrTheRight() {
        kernel.refusedDomains.addAll(List.of(44, 2));
        kernel.refusal = 43;
        assertThatThrownBy(() -> open(Abi.FREEBSD))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("kldload ipdivert")
                .hasMessageContaining("default_to_accept");
        kernel.refusal = 1;
        assertThatThrownBy(() -> open(Abi.FREEBSD)).hasMessageContaining("run as root");
    }

    @Test
    void shouldCloseWhatItOpenedIfThePortIsTaken() {
        kernel.bindErrno = 48;

        assertThatThrownBy(() -> open(Abi.FREEBSD))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("choose another port");

        assertThat(kernel.closed).containsExactly(FIRST_FD);
    }

    /** EACCES, EPERM, EADDRNOTAVAIL, EINVAL: nobody else has the port, so looking for its owner would lead nowhere. */
    @ParameterizedTest
    @CsvSource({
        "13, run as root",
        "1, run as root",
        "49, choose another port from 1 to 65534",
        "22, choose another port from 1 to 65534"
    })
    void shouldNotBlameAnotherSocketForWhatTheKernelRefuses(int errno, String remedy) {
        kernel.bindErrno = errno;

        assertThatThrownBy(() -> open(Abi.FREEBSD))
                .isInstanceOf(SourceException.class)
                .isNotInstanceOf(PortTakenException.class)
                .hasMessageContaining("divert port 8668 cannot be bound: ")
                .hasMessageContaining(remedy);
        assertThat(kernel.closed).containsExactly(FIRST_FD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "mac os x", "windows 11"})
    void shouldRefuseSystemsWithoutDivert(String os) {
        assertThatThrownBy(() -> Systems.abiOf(os, 8668)).hasMessageContaining("has no divert sockets");
    }

    // ---- addresses

    @ParameterizedTest
    @CsvSource({
        "false, " + OUTBOUND + ", OUT, ''",
        "false, " + INBOUND_LO0 + ", IN, lo0",
        "false, " + INBOUND_VTNET0 + ", IN, vtnet0",
        "true, " + OUTBOUND_LINUX + ", OUT, ''",
        "true, " + INBOUND_LO0_LINUX + ", IN, lo0",
    })
    void shouldGiveTheAddressBackUntouched(boolean isLinux, String address, Direction direction, String name) {
        Divert4Socket socket = open(isLinux ? Abi.FREEBSD_LINUX_ABI : Abi.FREEBSD);
        kernel.arrive(FIRST_FD, packet(60, true), hex(address));

        Slot slot = receive(socket).get(0);

        assertThat(slot.direction()).isEqualTo(direction);
        assertThat(slot.interfaceName()).isEqualTo(name);
        assertThat(slot.backend()).isEqualTo(Backend.DIVERT);
        socket.reinject(slot, false);
        assertThat(socket.flush()).isZero();
        assertThat(kernel.writes.get(0).packet()).isEqualTo(packet(60, true));
        assertThat(kernel.writes.get(0).address()).isEqualTo(hex(address));
    }

    @Test
    void shouldKeepEachPacketsOwnAddress() {
        Divert4Socket socket = open(Abi.FREEBSD);
        String[] addresses = {OUTBOUND, INBOUND_LO0, INBOUND_VTNET0, OUTBOUND};
        for (String address : addresses) {
            kernel.arrive(FIRST_FD, packet(60, true), hex(address));
        }

        receive(socket).forEach(slot -> socket.reinject(slot, false));
        socket.flush();

        assertThat(kernel.writes)
                .extracting(Write::address)
                .containsExactly(Arrays.stream(addresses).map(Divert4Case::hex).toArray(byte[][]::new));
    }

    @Test
    void shouldGoByTheAddressWhereTheNameMayBeCut() {
        kernel.interfaces.addAll(List.of("lo0", "averylongname0"));
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, packet(60, true), hex(INBOUND_LONG_NAME));

        assertThat(echo(socket).address()).isEqualTo(hex("10 02 64 00 0a 00 02 0f 00 00 00 00 00 00 00 00"));
    }

    @Test
    void shouldTrustANameOfSevenCharactersThatIsWhole() {
        kernel.interfaces.addAll(List.of("lo0", "averylo"));
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, packet(60, true), hex(INBOUND_LONG_NAME));

        assertThat(echo(socket).address()).isEqualTo(hex(INBOUND_LONG_NAME));
    }

    /** FreeBSD's Linux ABI calls interfaces eth0, and may list none. */
    @Test
    void shouldTrustANameOfSevenCharactersThatTheListKnowsUnderAnother() {
        kernel.interfaces.addAll(List.of("lo", "eth0"));
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, packet(60, true), hex(INBOUND_LONG_NAME));

        assertThat(echo(socket).address()).isEqualTo(hex(INBOUND_LONG_NAME));
    }

    @Test
    void shouldSendInWhatCameInByAnInterfaceWithoutIpv4() {
        Divert4Socket socket = open(Abi.FREEBSD, Direction.IN);
        kernel.arrive(FIRST_FD, packet(60, true), hex(INBOUND_WITHOUT_IPV4));

        assertThat(echo(socket).address()).isEqualTo(hex("10 02 64 00 7f 00 00 01 76 74 6e 65 74 30 00 00"));
    }

    // ---- checksums

    @Test
    void shouldMendTheHeaderSumOfWhatGoesIn() {
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, packet(60, false), hex(INBOUND_LO0));
        assertThat(echo(socket).packet()).isEqualTo(packet(60, true));

        kernel.arrive(FIRST_FD, packet(60, false), hex(OUTBOUND));
        assertThat(echo(socket).packet())
                .as("the kernel fills it on the way out")
                .isEqualTo(packet(60, false));
    }

    // ---- receiving

    @Test
    void shouldTakeInterruptionsAndOverflowsInItsStride() {
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.fail(FIRST_FD, 4);
        kernel.fail(FIRST_FD, 55);
        kernel.arrive(FIRST_FD, packet(60, true), hex(OUTBOUND));
        kernel.fail(FIRST_FD, 55);

        assertThat(receive(socket)).hasSize(1);
        assertThat(socket.counters().get(Counter.OVERFLOWS)).isEqualTo(2);
        assertThat(socket.receive()).isZero();
    }

    @Test
    void shouldSurviveAStormOfOverflows() {
        Divert4Socket socket = open(Abi.FREEBSD);
        for (int i = 0; i < 1_000; i++) {
            kernel.fail(FIRST_FD, 55);
        }
        kernel.arrive(FIRST_FD, packet(60, true), hex(OUTBOUND));
        int received = 0;
        for (int calls = 0; calls < 100 && received == 0; calls++) {
            received = socket.receive();
        }

        assertThat(received).isEqualTo(1);
        assertThat(socket.counters().get(Counter.OVERFLOWS)).isEqualTo(1_000);
    }

    @Test
    void shouldCarryTheLargestPacket() {
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, packet(65_535, true), hex(OUTBOUND));

        assertThat(echo(socket).packet()).isEqualTo(packet(65_535, true));
    }

    @Test
    void shouldNoticePacketsThatArriveCut() {
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, Arrays.copyOf(packet(1500, true), 100), hex(OUTBOUND));

        Slot slot = receive(socket).get(0);

        assertThat(slot.packetLength()).isEqualTo(100);
        assertThat(slot.originalLength()).isEqualTo(1500);
        assertThat(socket.counters().get(Counter.TRUNCATED)).isEqualTo(1);
    }

    @Test
    void shouldTakeWhatFitsAndComeBackForTheRest() {
        Divert4Socket socket = open(Abi.FREEBSD);
        for (int i = 0; i < 70; i++) {
            kernel.arrive(FIRST_FD, packet(60, true), hex(OUTBOUND));
        }

        assertThat(socket.receive()).isEqualTo(64);
        assertThat(socket.receive()).isEqualTo(PacketSource.RING_FULL);
        ring.release(64);
        assertThat(socket.receive()).isEqualTo(6);
    }

    @Test
    void shouldEndWhenTheSocketIsClosedUnderIt() {
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.pollEvents = 0x20; // POLLNVAL

        assertThatThrownBy(() -> socket.await(10))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("closed");

        kernel.fail(FIRST_FD, 9);
        assertThatThrownBy(socket::receive).isInstanceOf(SourceException.class).hasMessageContaining("8668");
    }

    @Test
    void shouldWakeByOneByteHoweverOftenItIsRung() {
        Divert4Socket socket = open(Abi.FREEBSD);

        socket.wakeup();
        socket.wakeup();
        assertThat(kernel.rungBytes).isEqualTo(1);
        socket.await(10);
        assertThat(kernel.rungBytes).isZero();
        socket.wakeup();
        assertThat(kernel.rungBytes).isEqualTo(1);
    }

    @Test
    void shouldCloseEverythingOnce() {
        open(Abi.OPENBSD).close();

        assertThat(kernel.closed).containsExactlyInAnyOrder(30, 31, 32, 33);
    }
}
