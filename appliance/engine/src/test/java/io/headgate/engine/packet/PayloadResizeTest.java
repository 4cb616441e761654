package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.ChecksumState;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP datagrams and TCP segments that grow and shrink: lengths, sums, and what can be undone. */
class PayloadResizeTest {
    private final OneSlot slot = new OneSlot();

    private static byte[] udp(boolean isIpv6, int payload) {
        PacketBuilder builder = PacketBuilder.udp(1_000, 53).payload(payload);
        return isIpv6 ? builder.ipv6().options(60, 2).build() : builder.build();
    }

    /** The same packet as a sender would have built it. */
    private static byte[] resized(boolean isIpv6, int from, int to) {
        byte[] payload = Arrays.copyOf(udp(false, from), 28 + Math.min(from, to));
        PacketBuilder builder = PacketBuilder.udp(1_000, 53)
                .payloadBytes(Arrays.copyOf(Arrays.copyOfRange(payload, 28, 28 + from), to));
        return isIpv6 ? builder.ipv6().options(60, 2).build() : builder.build();
    }

    @ParameterizedTest
    @CsvSource({"9, 0", "9, 8", "8, 9", "0, 1", "9, 9", "1, 1400", "1400, 1", "3, 60000", "7, 12"})
    void shouldLeaveAsTheSenderWouldHaveBuiltIt(int from, int to) {
        for (boolean isIpv6 : new boolean[] {false, true}) {
            for (ChecksumState state : ChecksumState.values()) {
                slot.offload(state, false, false);
                SlotPacket packet = slot.load(udp(isIpv6, from));

                packet.resizePayload(to);

                assertThat(packet.payloadLength()).isEqualTo(to);
                assertThat(packet.udp().lengthField()).isEqualTo(8 + to);
                assertThat(packet.repair()).isTrue();
                assertThat(slot.bytes()).as("IPv6 %s, %s", isIpv6, state).isEqualTo(resized(isIpv6, from, to));
                slot.assertNothingOutsideTouched(packet.length());
            }
        }
    }

    @Test
    void shouldSumUpWhatIsWrittenIntoTheNewBytes() {
        SlotPacket packet = slot.load(udp(true, 5));

        packet.resizePayload(12);
        packet.payloadU32(packet.payloadOffset() + 7, 0x0102_0304);
        packet.payloadU8(packet.payloadOffset() + 11, 0xFF);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"false, 65507", "true, 65511"})
    void shouldGrowToTheLongestDatagramAndNoFurther(boolean isIpv6, int longest) {
        SlotPacket packet = slot.load(udp(isIpv6, 1));

        assertThatThrownBy(() -> packet.resizePayload(longest + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("payload must be 0 to " + longest + " bytes: " + (longest + 1));
        assertThatThrownBy(() -> packet.resizePayload(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> packet.resizePayload(Integer.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThat(packet.isChanged()).isFalse();

        packet.resizePayload(longest);
        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 9, 10, 40, 2_000})
    void shouldUndoTheChangeOfSize(int to) {
        byte[] bytes = Arrays.copyOf(udp(false, 9), 46);
        SlotPacket packet = slot.load(bytes);
        packet.beginFilter();
        packet.udp().sourcePort(7);
        packet.resizePayload(to);
        packet.ipv4().ttl(3);

        packet.rollback();

        assertThat(packet.isChanged()).isFalse();
        assertThat(packet.length()).isEqualTo(46);
        assertThat(packet.payloadLength()).isEqualTo(9);
        assertThat(slot.bytes()).isEqualTo(bytes);
    }

    /** The bytes behind the packet as it came belong to it too, once a filter has let it grow. */
    @Test
    void shouldUndoWhatALaterFilterDidToBytesThatAnEarlierOneAdded() {
        SlotPacket packet = slot.load(udp(false, 4));
        packet.beginFilter();
        packet.resizePayload(20);
        packet.payloadU32(40, 0x0102_0304);
        byte[] grown = slot.bytes();
        packet.beginFilter();
        packet.resizePayload(6);
        packet.resizePayload(20);

        packet.rollback();

        assertThat(slot.bytes()).isEqualTo(grown);
        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    /** Far more than the undo log holds entry by entry. */
    @Test
    void shouldUndoWhatWasCutOffAndAskedForAgain() {
        byte[] bytes = udp(false, 60_000);
        SlotPacket packet = slot.load(bytes);
        packet.beginFilter();
        packet.resizePayload(0);
        packet.resizePayload(60_000);

        assertThat(packet.isOverflown()).isFalse();
        packet.rollback();

        assertThat(slot.bytes()).isEqualTo(bytes);
        assertThat(packet.isChanged()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"9, 0", "9, 8", "8, 9", "0, 1", "9, 9", "1, 1400", "1400, 1", "3, 60000", "7, 12"})
    void shouldLeaveSegmentsAsTheSenderWouldHaveBuiltThem(int from, int to) {
        for (boolean isIpv6 : new boolean[] {false, true}) {
            for (ChecksumState state : ChecksumState.values()) {
                slot.offload(state, false, false);
                SlotPacket packet = slot.load(tcp(isIpv6, from, from));

                packet.resizePayload(to);

                assertThat(packet.payloadLength()).isEqualTo(to);
                assertThat(packet.tcp().optionsLength()).isEqualTo(8);
                assertThat(packet.repair()).isTrue();
                assertThat(slot.bytes()).as("IPv6 %s, %s", isIpv6, state).isEqualTo(tcp(isIpv6, from, to));
                slot.assertNothingOutsideTouched(packet.length());
            }
        }
    }

    /** A segment of {@code to} bytes, of which the first {@code from} are as ever and the others zero. */
    private static byte[] tcp(boolean isIpv6, int from, int to) {
        byte[] payload = Arrays.copyOfRange(udp(false, from), 28, 28 + from);
        PacketBuilder builder = PacketBuilder.tcp(1_000, 80)
                .tcpOptions(2)
                .payloadBytes(Arrays.copyOf(Arrays.copyOf(payload, Math.min(from, to)), to));
        return isIpv6 ? builder.ipv6().options(0, 1).routing(0, 1, 2).build() : builder.build();
    }

    @Test
    void shouldTakePaddingOff() {
        byte[] padded = Arrays.copyOf(udp(false, 2), 46);
        Arrays.fill(padded, 30, 46, (byte) 0xEE);
        SlotPacket packet = slot.load(padded);

        packet.resizePayload(5);

        assertThat(packet.repair()).isTrue();
        assertThat(slot.bytes()).hasSize(33).endsWith(0, 0, 0);
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"VERIFIED", "UNVERIFIED"},
            value = ChecksumState.class)
    void shouldKeepNoSumWhereThereIsNone(ChecksumState state) {
        for (boolean isIpv6 : new boolean[] {false, true}) {
            byte[] bytes = udp(isIpv6, 9);
            int at = Oracle.transportOffset(bytes);
            Oracle.u16(bytes, at, 0);
            slot.offload(state, false, false);
            SlotPacket packet = slot.load(bytes);

            packet.resizePayload(3);

            assertThat(packet.repair()).isTrue();
            assertThat(Oracle.u16(slot.bytes(), at)).isZero();
        }
    }

    @Test
    void shouldRefuseWhatIsNoWholeDatagramOrSegment() {
        byte[] whole = udp(false, 9);
        byte[] segment = tcp(false, 9, 9);
        assertRefused(slot.load(PacketBuilder.icmp(8, 1, 2).payload(9).build()));
        assertRefused(slot.load(PacketBuilder.protocol(47).payload(9).build()));
        assertRefused(
                slot.load(PacketBuilder.tcp(1, 2).payload(16).fragment(true, 0).build()));
        assertRefused(slot.load(
                PacketBuilder.tcp(1, 2).payload(16).ipv6().fragment(true, 0).build()));
        assertRefused(slot.load(segment, 45, segment.length));
        assertRefused(
                slot.load(PacketBuilder.udp(1, 2).payload(16).fragment(true, 0).build()));
        assertRefused(
                slot.load(PacketBuilder.udp(1, 2).payload(16).fragment(false, 8).build()));
        assertRefused(slot.load(PacketBuilder.udp(1, 2).payload(16).surplus(3).build()));
        assertRefused(slot.load(
                PacketBuilder.udp(1, 2).payload(16).ipv6().fragment(true, 0).build()));
        assertRefused(slot.load(whole, 30, whole.length));
        slot.offload(ChecksumState.PARTIAL, true, false);
        assertRefused(slot.load(whole));
        assertRefused(slot.load(segment));
    }

    /** Else a datagram that no receiver takes would become one that all take. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 16, 18, 0xFFFF})
    void shouldRefuseADatagramWhoseLengthLies(int length) {
        byte[] bytes = udp(false, 9);
        Oracle.u16(bytes, 24, length);
        Oracle.u16(bytes, 26, 0);

        assertRefused(slot.load(bytes));
    }

    private static void assertRefused(SlotPacket packet) {
        assertThatThrownBy(() -> packet.resizePayload(12))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("only the payload of a whole UDP datagram or TCP segment can be resized");
        assertThat(packet.isChanged()).isFalse();
    }
}
