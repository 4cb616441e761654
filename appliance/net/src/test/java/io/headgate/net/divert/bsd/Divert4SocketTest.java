package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Backend;
import io.headgate.api.Direction;
import io.headgate.api.Segments;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.packet.Checksum;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.Datagram;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.bsd.ScriptedDivert.Write;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real code against results that a real FreeBSD 13.2 kernel gave, native and through its Linux ABI. */
class Divert4SocketTest {
    private static final String OUTBOUND = "10 02 64 00 00 00 00 00 00 00 00 00 00 00 00 00";
    private static final String INBOUND_LO0 = "10 02 64 00 7f 00 00 01 6c 6f 30 00 00 00 00 00";
    private static final String INBOUND_VTNET0 = "10 02 64 00 0a 00 02 0f 76 74 6e 65 74 30 00 00";
    private static final String INBOUND_LONG_NAME = "10 02 64 00 0a 00 02 0f 61 76 65 72 79 6c 6f 00";
    private static final String INBOUND_WITHOUT_IPV4 = "10 02 64 00 00 00 00 00 76 74 6e 65 74 30 00 00";
    private static final String OUTBOUND_LINUX = "02 00 64 00 00 00 00 00 00 00 00 00 00 00 00 00";
    private static final String INBOUND_LO0_LINUX = "02 00 64 00 7f 00 00 01 6c 6f 30 00 00 00 00 00";

    private static final int FIRST_FD = 30;
    private static final int MAX_BUFFER = 1_864_135;

    private final SlotRing ring = new SlotRing(64, LaneBell.unheard());

    private ScriptedDivert kernel = new ScriptedDivert(Abi.FREEBSD, MAX_BUFFER);

    private static byte[] hex(String bytes) {
        return HexFormat.ofDelimiter(" ").parseHex(bytes);
    }

    private Divert4Socket open(Abi abi) {
        return open(abi, null);
    }

    private Divert4Socket open(Abi abi, Direction direction) {
        if (!abi.equals(Abi.FREEBSD)) {
            kernel = new ScriptedDivert(abi, MAX_BUFFER);
        }
        DivertOptions options = DivertOptions.of(8668, Segments.WIRE, true).withDirection(direction);
        return Divert4Socket.open(kernel, abi, options, ring);
    }

    /** A packet with a right header sum, or another one. */
    private static byte[] packet(int length, boolean isSumRight) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.BIG_ENDIAN);
        bytes.putShort(0, (short) 0x4500).putShort(2, (short) length).putShort(8, (short) 0x4011);
        bytes.putInt(12, 0x0A00_0202).putInt(16, 0x0A00_020F);
        if (isSumRight) {
            ByteBuffer own = bytes.duplicate().order(ByteOrder.nativeOrder());
            bytes.putShort(10, (short) ~Checksum.sum(own, 0, 20));
        }
        byte[] array = new byte[length];
        bytes.get(0, array);
        return array;
    }

    private List<Slot> receive(Divert4Socket socket) {
        int count = socket.receive();
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slots.add(ring.readableSlot(i));
        }
        return slots;
    }

    private Write echo(Divert4Socket socket) {
        List<Slot> slots = receive(socket);
        assertThat(slots).hasSize(1);
        socket.reinject(slots.get(0), false);
        assertThat(socket.flush()).isZero();
        ring.release(1);
        return kernel.writes.get(kernel.writes.size() - 1);
    }

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

        assertThatThrownBy(() -> open(Abi.FREEBSD)).hasMessageContaining("choose another port");

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
                .containsExactly(
                        Arrays.stream(addresses).map(Divert4SocketTest::hex).toArray(byte[][]::new));
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

    // ---- sending

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

    // ---- loops

    private static byte[] identified(int id) {
        byte[] packet = Datagram.of(1);
        packet[4] = (byte) (id >>> 8);
        packet[5] = (byte) id;
        return packet;
    }

    /** Writes back what comes until nothing does. */
    private int echoAll(Divert4Socket socket) {
        int failed = 0;
        for (int rounds = 0; rounds < 10_000; rounds++) {
            List<Slot> slots = receive(socket);
            if (slots.isEmpty()) {
                return failed;
            }
            slots.forEach(slot -> socket.reinject(slot, false));
            failed += socket.flush();
            ring.release(slots.size());
        }
        throw new AssertionError("it loops for ever");
    }

    @ParameterizedTest
    @CsvSource({"4711, 16", "0, 1024"})
    void shouldEndALoop(int id, int limit) {
        kernel.handsBack = true;
        Divert4Socket socket = open(Abi.FREEBSD);
        kernel.arrive(FIRST_FD, identified(id), hex(OUTBOUND));

        assertThat(echoAll(socket)).isEqualTo(1);

        assertThat(kernel.writes).hasSize(limit);
        assertThat(socket.errors().byErrno()).containsExactly(java.util.Map.entry(62, 1L)); // ELOOP
        assertThat(socket.counters().get(Counter.LOOPED)).isEqualTo(1);
    }

    @Test
    void shouldEndALoopOfManyPackets() {
        kernel.handsBack = true;
        Divert4Socket socket = open(Abi.FREEBSD);
        for (int id = 1; id <= 300; id++) {
            kernel.arrive(FIRST_FD, identified(id), hex(OUTBOUND));
        }

        assertThat(echoAll(socket)).isEqualTo(300);

        assertThat(socket.counters().get(Counter.LOOPED)).isEqualTo(300);
        assertThat(kernel.writes).hasSizeBetween(300 * 16, 300 * 16 * 2);
    }

    /** Equal pings and retransmissions differ by their identification; those without one may be equal. */
    @Test
    void shouldLetOrdinaryTrafficRepeatItself() {
        Divert4Socket socket = open(Abi.FREEBSD);
        for (int i = 1; i <= 1_000; i++) {
            kernel.arrive(FIRST_FD, identified(i), hex(OUTBOUND));
            kernel.arrive(FIRST_FD, identified(0), hex(OUTBOUND));
        }

        assertThat(echoAll(socket)).isZero();

        assertThat(kernel.writes).hasSize(2_000);
        assertThat(socket.counters().get(Counter.LOOPED)).isZero();
    }

    // ---- OpenBSD's two sockets

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

    @Test
    void shouldCloseEverythingOnce() {
        open(Abi.OPENBSD).close();

        assertThat(kernel.closed).containsExactlyInAnyOrder(30, 31, 32, 33);
    }
}
