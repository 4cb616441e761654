package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Packet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a filter may write, what it may not, and what can be undone. */
class SettersTest {
    /** Payload bytes that fill the undo log, one entry each. */
    private static final int LOG_ENTRIES = 256;

    private static final byte[] TCP = PacketBuilder.tcp(1_000, 2_000).payload(9).build();
    private static final byte[] UDP = PacketBuilder.udp(1_000, 2_000).payload(9).build();
    private static final byte[] ICMP = PacketBuilder.icmp(8, 1, 2).payload(9).build();

    private static final byte[] IPV6 = PacketBuilder.icmpv6(128, 1, 2)
            .payload(9)
            .ipv6()
            .options(60, 1)
            .routing(0, 1, 1)
            .fragment(false, 0)
            .build();

    private final OneSlot slot = new OneSlot();

    private static Arguments field(String name, byte[] packet, int max, java.util.function.ObjIntConsumer<Packet> set) {
        return Arguments.of(name, packet, max, set);
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                field("dscp", TCP, 63, (p, v) -> p.ipv4().dscp(v)),
                field("ecn", TCP, 3, (p, v) -> p.ipv4().ecn(v)),
                field("identification", TCP, 0xFFFF, (p, v) -> p.ipv4().identification(v)),
                field("ttl", TCP, 0xFF, (p, v) -> p.ipv4().ttl(v)),
                field("source port", TCP, 0xFFFF, (p, v) -> p.tcp().sourcePort(v)),
                field("destination port", TCP, 0xFFFF, (p, v) -> p.tcp().destinationPort(v)),
                field("flags", TCP, 0xFF, (p, v) -> p.tcp().flags(v)),
                field("window", TCP, 0xFFFF, (p, v) -> p.tcp().window(v)),
                field("source port", UDP, 0xFFFF, (p, v) -> p.udp().sourcePort(v)),
                field("destination port", UDP, 0xFFFF, (p, v) -> p.udp().destinationPort(v)),
                field("reserved", TCP, 15, (p, v) -> p.tcp().reserved(v)),
                field("urgent pointer", TCP, 0xFFFF, (p, v) -> p.tcp().urgentPointer(v)),
                field("dscp", IPV6, 63, (p, v) -> p.ipv6().dscp(v)),
                field("ecn", IPV6, 3, (p, v) -> p.ipv6().ecn(v)),
                field("flow label", IPV6, 0xF_FFFF, (p, v) -> p.ipv6().flowLabel(v)),
                field("hop limit", IPV6, 0xFF, (p, v) -> p.ipv6().hopLimit(v)),
                field("extension header byte", IPV6, 0xFF, (p, v) -> p.ipv6().extensionU8(42, v)),
                field("type", IPV6, 0xFF, (p, v) -> p.icmpv6().type(v)),
                field("sequence", IPV6, 0xFFFF, (p, v) -> p.icmpv6().sequence(v)),
                field("type", ICMP, 0xFF, (p, v) -> p.icmp().type(v)),
                field("code", ICMP, 0xFF, (p, v) -> p.icmp().code(v)),
                field("identifier", ICMP, 0xFFFF, (p, v) -> p.icmp().identifier(v)),
                field("sequence", ICMP, 0xFFFF, (p, v) -> p.icmp().sequence(v)),
                field("payload byte", TCP, 0xFF, (p, v) -> p.payloadU8(p.payloadOffset(), v)),
                field("payload word", TCP, 0xFFFF, (p, v) -> p.payloadU16(p.payloadOffset(), v)),
                field("payload word", TCP, 0xFFFF, (p, v) -> p.payloadU16(p.payloadOffset() + 1, v)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fields")
    void shouldRefuseValuesOutOfRangeAndChangeNothing(
            String name, byte[] bytes, int max, java.util.function.ObjIntConsumer<Packet> set) {
        SlotPacket packet = slot.load(bytes);

        for (int wrong : new int[] {-1, max + 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> set.accept(packet, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(name + " must be 0 to " + max + ": " + wrong);
        }

        assertThat(packet.isChanged()).isFalse();
        assertThat(slot.bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fields")
    void shouldTakeTheWholeRange(String name, byte[] bytes, int max, java.util.function.ObjIntConsumer<Packet> set) {
        for (int value : new int[] {0, max}) {
            SlotPacket packet = slot.load(bytes);

            set.accept(packet, value);

            assertThat(packet.repair()).isTrue();
            assertThat(Oracle.isRight(slot.bytes())).as("%s = %d", name, value).isTrue();
            slot.assertNothingOutsideTouched();
        }
    }

    @Test
    void shouldNotTakeTheSameValueForAChange() {
        SlotPacket packet = slot.load(TCP);

        packet.ipv4().ttl(64);
        packet.ipv4().dscp(0);
        packet.ipv4().ecn(0);
        packet.ipv4().identification(0x1234);
        packet.ipv4().source(0xC000_0201);
        packet.ipv4().destination(0xC633_6402);
        packet.tcp().sourcePort(1_000);
        packet.tcp().destinationPort(2_000);
        packet.tcp().sequence(0x0102_0304);
        packet.tcp().acknowledgment(0xF506_0708);
        packet.tcp().flags(0x18);
        packet.tcp().window(0xFAF0);
        packet.payloadU8(41, packet.u8(41));
        packet.payloadU16(43, packet.u16(43));
        packet.payloadU32(44, packet.u32(44));

        assertThat(packet.isChanged()).isFalse();
    }

    @Test
    void shouldChangeOnlyTheFieldItself() {
        SlotPacket packet = slot.load(TCP);
        packet.ipv4().ecn(3);
        packet.ipv4().dscp(0x2A);

        packet.ipv4().ecn(1);

        assertThat(packet.ipv4().dscp()).isEqualTo(0x2A);
        assertThat(packet.ipv4().ecn()).isEqualTo(1);
        assertThat(packet.ipv4().headerLength()).isEqualTo(20);
        assertThat(packet.ipv4().protocol()).isEqualTo(6);
    }

    @Test
    void shouldWriteWithinThePayloadOnly() {
        SlotPacket packet = slot.load(TCP);
        List<Consumer<Packet>> writes = List.of(
                p -> p.payloadU8(39, 1),
                p -> p.payloadU8(49, 1),
                p -> p.payloadU8(-1, 1),
                p -> p.payloadU8(Integer.MIN_VALUE, 1),
                p -> p.payloadU8(Integer.MAX_VALUE, 1),
                p -> p.payloadU16(39, 1),
                p -> p.payloadU16(48, 1),
                p -> p.payloadU16(Integer.MAX_VALUE, 1),
                p -> p.payloadU32(37, 1),
                p -> p.payloadU32(46, 1),
                p -> p.payloadU32(Integer.MIN_VALUE, 1));

        for (Consumer<Packet> write : writes) {
            assertThatThrownBy(() -> write.accept(packet)).isInstanceOf(IndexOutOfBoundsException.class);
        }

        assertThat(packet.isChanged()).isFalse();
        assertThat(slot.bytes()).isEqualTo(TCP);
        packet.payloadU32(45, 0x0102_0304);
        packet.payloadU8(40, 0xEE);
        assertThat(packet.u32(45)).isEqualTo(0x0102_0304);
    }

    @Test
    void shouldNotWriteIntoPaddingBehindTheDatagram() {
        SlotPacket packet = slot.load(java.util.Arrays.copyOf(UDP, 46));

        assertThatThrownBy(() -> packet.payloadU8(37, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldRefuseThePayloadOfALaterFragment() {
        byte[] bytes = PacketBuilder.udp(1, 2).payload(16).fragment(false, 1480).build();
        SlotPacket packet = slot.load(bytes);

        assertThatThrownBy(() -> packet.payloadU8(20, 0x77)).isInstanceOf(IllegalStateException.class);

        assertThat(slot.bytes()).isEqualTo(bytes);
        assertThat(packet.isChanged()).isFalse();
    }

    @Test
    void shouldUndoOnlyWhatTheLastFilterDid() {
        SlotPacket packet = slot.load(TCP);
        packet.beginFilter();
        packet.ipv4().source(0x0A00_0001);
        packet.tcp().flags(0x02);
        byte[] afterFirst = slot.bytes();

        packet.beginFilter();
        packet.ipv4().source(0x0A00_0002);
        packet.ipv4().ttl(1);
        packet.payloadU32(41, -1);
        packet.payloadU8(41, 0);
        packet.rollback();

        assertThat(slot.bytes()).isEqualTo(afterFirst);
        assertThat(packet.isChanged()).isTrue();
        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
        assertThat(packet.ipv4().source()).isEqualTo(0x0A00_0001);
    }

    @Test
    void shouldBeUnchangedIfEverythingWasUndone() {
        SlotPacket packet = slot.load(ICMP);
        packet.beginFilter();
        packet.icmp().type(0);
        packet.ipv4().destination(1);

        packet.rollback();

        assertThat(packet.isChanged()).isFalse();
        assertThat(slot.bytes()).isEqualTo(ICMP);
    }

    @Test
    void shouldRefuseMoreThanCanBeUndone() {
        byte[] bytes = PacketBuilder.tcp(1, 2).payloadBytes(new byte[1_000]).build();
        SlotPacket packet = slot.load(bytes);
        packet.beginFilter();
        for (int i = 0; i < LOG_ENTRIES; i++) {
            packet.payloadU8(40 + i, 0xFF);
        }
        byte[] full = slot.bytes();

        assertThat(packet.isOverflown()).isFalse();
        assertThatThrownBy(() -> packet.payloadU8(40 + LOG_ENTRIES, 0xFF)).isInstanceOf(UndoOverflow.class);
        assertThatThrownBy(() -> packet.ipv4().ttl(1)).isInstanceOf(UndoOverflow.class);
        assertThatThrownBy(() -> packet.ipv4().source(1)).isInstanceOf(UndoOverflow.class);

        assertThat(packet.isOverflown()).isTrue();
        assertThat(slot.bytes()).isEqualTo(full);
        packet.rollback();
        assertThat(slot.bytes()).isEqualTo(bytes);
        assertThat(packet.isChanged()).isFalse();
    }

    @Test
    void shouldUndoAWriteThatOverflowedHalfWay() {
        byte[] bytes = PacketBuilder.tcp(1, 2).payloadBytes(new byte[1_000]).build();
        SlotPacket packet = slot.load(bytes);
        packet.beginFilter();
        for (int i = 0; i < LOG_ENTRIES - 1; i++) {
            packet.payloadU8(40 + i, 0xFF);
        }

        assertThatThrownBy(() -> packet.payloadU32(800, -1)).isInstanceOf(UndoOverflow.class);
        packet.rollback();

        assertThat(slot.bytes()).isEqualTo(bytes);
    }

    @Test
    void shouldForgetAnOverflowWithTheNextPacket() {
        SlotPacket packet =
                slot.load(PacketBuilder.udp(1, 2).payloadBytes(new byte[1_000]).build());
        for (int i = 0; i < LOG_ENTRIES; i++) {
            packet.payloadU8(28 + i, 0xFF);
        }
        assertThatThrownBy(() -> packet.payloadU8(900, 1)).isInstanceOf(UndoOverflow.class);

        slot.load(TCP);

        assertThat(packet.isOverflown()).isFalse();
        assertThat(packet.isChanged()).isFalse();
        packet.rollback();
        assertThat(slot.bytes()).isEqualTo(TCP);
    }
}
