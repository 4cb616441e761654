package io.headgate.engine.reject;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Backend;
import io.headgate.api.Direction;
import io.headgate.api.Rejection;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers, compared field by field with what the RFCs say; sums and lengths are looked at where they are filled in. */
class RejectBuilderTest {
    private static final int RST = 0x04;
    private static final int RST_ACK = 0x14;

    private final SlotRing ring = new SlotRing(4, LaneBell.unheard());
    private final Slot slot = ring.writableSlot(1);
    private final SlotPacket packet = new SlotPacket(ring.arena());

    private SlotPacket load(byte[] bytes) {
        return load(bytes, Direction.IN);
    }

    private SlotPacket load(byte[] bytes, Direction direction) {
        ring.arena().bytes().put(slot.dataOffset(), bytes);
        slot.setPacket(slot.dataOffset(), bytes.length, bytes.length);
        slot.setOrigin(Backend.MEMORY, direction, "eth0", 0, 0);
        packet.wrap(slot);
        return packet;
    }

    private ByteBuffer answer(byte[] rejected, Rejection kind) {
        load(rejected);
        assertThat(RejectBuilder.isAnswerable(packet)).isTrue();
        ByteBuffer to = ByteBuffer.allocate(7 + RejectBuilder.MAX_LENGTH);
        Arrays.fill(to.array(), (byte) 0xEE);
        int length = RejectBuilder.build(packet, kind, to, 7);
        return to.slice(7, length);
    }

    private static byte[] tcp(int flags, int payload) {
        byte[] bytes = PacketBuilder.tcp(4_000, 443).payload(payload).build();
        bytes[33] = (byte) flags;
        return bytes;
    }

    /** The builder's sequence number is 0x01020304 and its acknowledgment number 0xF5060708. */
    private static void assertReset(ByteBuffer tcp, int sequence, int acknowledgment, int flags) {
        assertThat(tcp.getShort(0)).isEqualTo((short) 443);
        assertThat(tcp.getShort(2)).isEqualTo((short) 4_000);
        assertThat(tcp.getInt(4)).as("sequence number").isEqualTo(sequence);
        assertThat(tcp.getInt(8)).as("acknowledgment number").isEqualTo(acknowledgment);
        assertThat(tcp.get(12)).as("data offset").isEqualTo((byte) 0x50);
        assertThat(tcp.get(13)).as("flags").isEqualTo((byte) flags);
        assertThat(tcp.getShort(14)).as("window").isZero();
        assertThat(tcp.getShort(18)).as("urgent pointer").isZero();
        assertThat(tcp.limit()).isEqualTo(20);
    }

    private static void assertIpv4(ByteBuffer answer, int protocol) {
        assertThat(answer.get(0)).isEqualTo((byte) 0x45);
        assertThat(answer.get(8)).as("time to live").isEqualTo((byte) 64);
        assertThat(answer.get(9)).isEqualTo((byte) protocol);
        assertThat(answer.getInt(12)).as("source").isEqualTo(0xC633_6402);
        assertThat(answer.getInt(16)).as("destination").isEqualTo(0xC000_0201);
    }

    private static void assertIpv6(ByteBuffer answer, int protocol) {
        assertThat(answer.getInt(0)).isEqualTo(0x6000_0000);
        assertThat(answer.get(6)).as("next header").isEqualTo((byte) protocol);
        assertThat(answer.get(7)).as("hop limit").isEqualTo((byte) 64);
        assertThat(answer.getLong(8)).as("source").isEqualTo(0x2001_0DB8_0000_0002L);
        assertThat(answer.getLong(16)).isEqualTo(2);
        assertThat(answer.getLong(24)).as("destination").isEqualTo(0x2001_0DB8_0000_0001L);
        assertThat(answer.getLong(32)).isEqualTo(1);
    }

    @Test
    void shouldResetFromWhatTheSegmentAcknowledged() {
        ByteBuffer answer = answer(tcp(0x18, 100), Rejection.TCP_RESET);

        assertIpv4(answer, 6);
        assertThat(answer.getShort(6)).as("don't fragment").isEqualTo((short) 0x4000);
        assertReset(answer.slice(20, answer.limit() - 20), 0xF506_0708, 0, RST);
    }

    static Stream<Arguments> segmentsWithoutAck() {
        return Stream.of(
                Arguments.of("SYN", 0x02, 0, 0x0102_0305),
                Arguments.of("SYN with data", 0x02, 30, 0x0102_0304 + 31),
                Arguments.of("FIN", 0x01, 5, 0x0102_0304 + 6),
                Arguments.of("SYN and FIN", 0x03, 0, 0x0102_0306),
                Arguments.of("PSH", 0x08, 9, 0x0102_0304 + 9));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("segmentsWithoutAck")
    void shouldAcknowledgeASegmentThatAcknowledgesNothing(String name, int flags, int payload, int acknowledgment) {
        ByteBuffer ipv4 = answer(tcp(flags, payload), Rejection.TCP_RESET);
        byte[] bytes = PacketBuilder.tcp(4_000, 443)
                .tcpOptions(2)
                .payload(payload)
                .ipv6()
                .options(60, 2)
                .build();
        bytes[40 + 16 + 13] = (byte) flags;
        ByteBuffer ipv6 = answer(bytes, Rejection.TCP_RESET);

        assertReset(ipv4.slice(20, ipv4.limit() - 20), 0, acknowledgment, RST_ACK);
        assertIpv6(ipv6, 6);
        assertReset(ipv6.slice(40, ipv6.limit() - 40), 0, acknowledgment, RST_ACK);
    }

    static Stream<Arguments> codes() {
        return Stream.of(
                Arguments.of(Rejection.TCP_RESET, 3, 4),
                Arguments.of(Rejection.PORT_UNREACHABLE, 3, 4),
                Arguments.of(Rejection.HOST_UNREACHABLE, 1, 3),
                Arguments.of(Rejection.ADMIN_PROHIBITED, 13, 1));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void shouldSayWhyInTheCode(Rejection kind, int ipv4Code, int ipv6Code) {
        byte[] udp = PacketBuilder.udp(1, 2).payload(10).build();
        byte[] udp6 = PacketBuilder.udp(1, 2).payload(10).ipv6().build();

        ByteBuffer answer = answer(udp, kind);
        assertIpv4(answer, 1);
        assertThat(answer.get(1)).as("precedence").isEqualTo((byte) 0xC0);
        assertThat(answer.getInt(20)).as("type, code, sum").isEqualTo(3 << 24 | ipv4Code << 16);
        assertThat(answer.getInt(24)).as("unused").isZero();
        assertThat(answer.slice(28, answer.limit() - 28)).isEqualTo(ByteBuffer.wrap(udp));

        ByteBuffer answer6 = answer(udp6, kind);
        assertIpv6(answer6, 58);
        assertThat(answer6.getInt(40)).isEqualTo(1 << 24 | ipv6Code << 16);
        assertThat(answer6.getInt(44)).isZero();
        assertThat(answer6.slice(48, answer6.limit() - 48)).isEqualTo(ByteBuffer.wrap(udp6));
    }

    @ParameterizedTest
    @ValueSource(ints = {519, 520, 521, 5_000})
    void shouldQuoteWhatFits576Bytes(int payload) {
        byte[] udp = PacketBuilder.udp(1, 2).payload(payload).build();

        ByteBuffer answer = answer(udp, Rejection.PORT_UNREACHABLE);

        int quoted = Math.min(udp.length, 548);
        assertThat(answer.limit()).isEqualTo(28 + quoted);
        assertThat(answer.slice(28, quoted)).isEqualTo(ByteBuffer.wrap(udp, 0, quoted));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_183, 1_184, 1_185, 5_000})
    void shouldQuoteWhatFits1280Bytes(int payload) {
        byte[] udp = PacketBuilder.udp(1, 2).payload(payload).ipv6().build();

        ByteBuffer answer = answer(udp, Rejection.ADMIN_PROHIBITED);

        int quoted = Math.min(udp.length, 1_232);
        assertThat(answer.limit()).isEqualTo(48 + quoted).isLessThanOrEqualTo(1_280);
        assertThat(answer.slice(48, quoted)).isEqualTo(ByteBuffer.wrap(udp, 0, quoted));
    }

    @Test
    void shouldNotQuotePadding() {
        byte[] udp = PacketBuilder.udp(1, 2).payload(3).build();

        assertThat(answer(Arrays.copyOf(udp, 46), Rejection.PORT_UNREACHABLE).limit())
                .isEqualTo(28 + udp.length);
    }

    @Test
    void shouldAnswerTheFirstFragmentOfASegmentByIcmp() {
        byte[] first = PacketBuilder.tcp(1, 2).payload(40).fragment(true, 0).build();
        byte[] first6 =
                PacketBuilder.tcp(1, 2).payload(40).ipv6().fragment(true, 0).build();

        assertThat(answer(first, Rejection.TCP_RESET).getShort(20)).isEqualTo((short) 0x0303);
        assertThat(answer(first6, Rejection.TCP_RESET).getShort(40)).isEqualTo((short) 0x0104);
    }

    private static byte[] icmp(int type) {
        return PacketBuilder.icmp(type, 0, 0)
                .payloadBytes(PacketBuilder.udp(1, 2).build())
                .build();
    }

    private static byte[] icmpv6(int type) {
        return PacketBuilder.icmpv6(type, 0, 0).payload(60).ipv6().build();
    }

    private static byte[] from(int source) {
        return PacketBuilder.udp(1, 2).source(source).build();
    }

    private static byte[] to(int destination) {
        return PacketBuilder.udp(1, 2).destination(destination).build();
    }

    private static byte[] from(long high, long low) {
        return PacketBuilder.udp(1, 2).ipv6().source(high, low).build();
    }

    private static byte[] to(long high, long low) {
        return PacketBuilder.udp(1, 2).ipv6().destination(high, low).build();
    }

    private static byte[] damaged(byte[] packet, int at) {
        packet[at] ^= 1;
        return packet;
    }

    static Stream<Arguments> unanswerable() {
        return Stream.of(
                Arguments.of("to 224.0.0.1", to(0xE000_0001)),
                Arguments.of("to 239.255.255.255", to(0xEFFF_FFFF)),
                Arguments.of("to 255.255.255.255", to(0xFFFF_FFFF)),
                Arguments.of("to 0.0.0.0", to(0)),
                Arguments.of("from 0.0.0.0", from(0)),
                Arguments.of("from 127.0.0.1", from(0x7F00_0001)),
                Arguments.of("from 224.0.0.5", from(0xE000_0005)),
                Arguments.of("from 240.0.0.1", from(0xF000_0001)),
                Arguments.of("from 255.255.255.255", from(0xFFFF_FFFF)),
                Arguments.of("to ff02::1", to(0xFF02_0000_0000_0000L, 1)),
                Arguments.of("from ::", from(0, 0)),
                Arguments.of("from ::1", from(0, 1)),
                Arguments.of("from ff05::2", from(0xFF05_0000_0000_0000L, 2)),
                Arguments.of(
                        "later fragment",
                        PacketBuilder.udp(1, 2).payload(40).fragment(true, 80).build()),
                Arguments.of(
                        "last fragment",
                        PacketBuilder.tcp(1, 2).payload(40).fragment(false, 80).build()),
                Arguments.of(
                        "later IPv6 fragment",
                        PacketBuilder.udp(1, 2)
                                .payload(9)
                                .ipv6()
                                .fragment(false, 80)
                                .build()),
                Arguments.of("unreachable", icmp(3)),
                Arguments.of("source quench", icmp(4)),
                Arguments.of("redirect", icmp(5)),
                Arguments.of("time exceeded", icmp(11)),
                Arguments.of("parameter problem", icmp(12)),
                Arguments.of(
                        "ICMP without a whole header",
                        PacketBuilder.protocol(1).payload(5).build()),
                Arguments.of("IPv6 unreachable", icmpv6(1)),
                Arguments.of("IPv6 packet too big", icmpv6(2)),
                Arguments.of("IPv6 unknown error", icmpv6(127)),
                Arguments.of("IPv6 redirect", icmpv6(137)),
                Arguments.of(
                        "ICMPv6 without a whole header",
                        PacketBuilder.protocol(58).payload(5).ipv6().build()),
                Arguments.of("reset", tcp(RST, 0)),
                Arguments.of("reset with ACK", tcp(RST_ACK, 0)),
                Arguments.of("wrong header sum", damaged(PacketBuilder.udp(1, 2).build(), 11)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unanswerable")
    void shouldNotAnswer(String name, byte[] bytes) {
        assertThat(RejectBuilder.isAnswerable(load(bytes))).isFalse();
    }

    static Stream<Arguments> answerable() {
        return Stream.of(
                Arguments.of("echo request", icmp(8)),
                Arguments.of("IPv6 echo request", icmpv6(128)),
                Arguments.of("options", PacketBuilder.udp(1, 2).options(3).build()),
                Arguments.of("SCTP", PacketBuilder.protocol(132).payload(20).build()),
                Arguments.of("from 223.255.255.255", from(0xDFFF_FFFF)),
                Arguments.of("from ::2", from(0, 2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answerable")
    void shouldAnswer(String name, byte[] bytes) {
        assertThat(RejectBuilder.isAnswerable(load(bytes))).isTrue();
    }

    @Test
    void shouldNotAskForAHeaderSumThatTheSystemWritesLater() {
        byte[] unsummed = damaged(PacketBuilder.udp(1, 2).build(), 11);

        assertThat(RejectBuilder.isAnswerable(load(unsummed, Direction.OUT))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Rejection.class)
    void shouldNeverWriteMoreThanItSays(Rejection kind) {
        for (byte[] bytes : List.of(
                PacketBuilder.udp(1, 2).payload(9_000).build(),
                PacketBuilder.tcp(1, 2).payload(9_000).ipv6().build(),
                tcp(0x10, 9_000))) {
            load(bytes);
            ByteBuffer to = ByteBuffer.allocate(RejectBuilder.MAX_LENGTH + 64);
            Arrays.fill(to.array(), (byte) 0xEE);

            int length = RejectBuilder.build(packet, kind, to, 32);

            assertThat(length).isBetween(40, RejectBuilder.MAX_LENGTH);
            for (int i = 0; i < 32; i++) {
                assertThat(to.get(i)).isEqualTo((byte) 0xEE);
                assertThat(to.get(32 + length + i)).isEqualTo((byte) 0xEE);
            }
        }
    }
}
