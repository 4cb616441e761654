package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.ChecksumState;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checksums of changed IPv6 packets, judged by a whole recomputation that shares no code with the engine. */
class Ipv6RepairTest {
    private static final long HIGH = 0xFD00_0000_0000_00AAL;

    private final OneSlot slot = new OneSlot();

    private static Ipv6PacketBuilder tcp() {
        return PacketBuilder.tcp(1_000, 443).payload(11).ipv6();
    }

    @ParameterizedTest
    @EnumSource(ChecksumState.class)
    void shouldRepairEveryTransport(ChecksumState state) {
        slot.offload(state, false, false);
        for (PacketBuilder builder :
                new PacketBuilder[] {PacketBuilder.tcp(1, 2), PacketBuilder.udp(1, 2), PacketBuilder.icmpv6(128, 1, 2)
                }) {
            SlotPacket packet =
                    slot.load(builder.payload(21).ipv6().options(60, 2).build());

            packet.ipv6().source(HIGH, 1);
            packet.ipv6().destination(HIGH, -1);
            packet.payloadU8(packet.payloadOffset() + 20, 0x77);

            assertThat(packet.repair()).isTrue();
            assertThat(Oracle.isRight(slot.bytes())).isTrue();
        }
    }

    /** The destination in the header is only the next stop: it is not in the sum, the last one is. */
    @ParameterizedTest
    @CsvSource({"0, 3", "2, 1", "4, 3"})
    void shouldUseFinalDestinationOfRoutingHeader(int routingType, int addresses) {
        byte[] bytes = tcp().routing(routingType, 1, addresses).build();
        int at = Oracle.transportOffset(bytes);
        SlotPacket packet = slot.load(bytes);

        packet.ipv6().destination(HIGH, 5);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), at)).isEqualTo(Oracle.u16(bytes, at));
        assertThat(Oracle.isRight(slot.bytes())).isTrue();

        for (int offset = 44; offset < 48 + 16 * addresses; offset++) {
            slot.load(bytes);
            packet.ipv6().extensionU8(offset, packet.u8(offset) ^ 0x5A);
            assertThat(packet.repair()).isTrue();
            assertThat(Oracle.isRight(slot.bytes())).as("byte %d", offset).isTrue();
        }
    }

    @Test
    void shouldUseFinalDestinationForUnfinishedSums() {
        slot.offload(ChecksumState.PARTIAL, false, false);
        byte[] bytes = tcp().routing(4, 2, 3).build();
        Oracle.u16(bytes, Oracle.transportOffset(bytes), 0x1234);
        SlotPacket packet = slot.load(bytes);

        packet.ipv6().hopLimit(1);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @Test
    void shouldUseTheHeadersDestinationOnceTheRoutingHeaderIsUsedUp() {
        SlotPacket packet = slot.load(tcp().routing(0, 0, 2).build());

        packet.ipv6().destination(HIGH, 5);
        packet.ipv6().extensionU8(60, 0x77);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @Test
    void shouldUseFinalDestinationOfTheLastOfTwoRoutingHeaders() {
        SlotPacket packet = slot.load(tcp().routing(0, 1, 2).routing(2, 1, 1).build());

        packet.ipv6().extensionU8(79, 0x55);
        packet.ipv6().extensionU8(100, 0x66);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    /** A routing header of a kind that hides the addresses: what is unfinished cannot be finished. */
    @Test
    void shouldGiveUpOnUnfinishedSumsIfTheFinalDestinationIsUnknown() {
        byte[] bytes = tcp().routing(0, 1, 1).build();
        bytes[42] = 3;
        SlotPacket packet = slot.load(bytes);
        packet.ipv6().destination(1, 2);
        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), 80)).isEqualTo(Oracle.u16(bytes, 80));

        slot.offload(ChecksumState.PARTIAL, false, false);
        slot.load(bytes);
        packet.ipv6().hopLimit(1);
        assertThat(packet.repair()).isFalse();
    }

    @Test
    void shouldKeepZeroUdpSum() {
        byte[] bytes = PacketBuilder.udp(1, 2).payload(5).ipv6().build();
        Oracle.u16(bytes, 46, 0);
        SlotPacket packet = slot.load(bytes);

        packet.ipv6().source(HIGH, 7);
        packet.udp().destinationPort(9);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), 46)).isZero();
    }

    @Test
    void shouldNeverMakeAUdpSumZero() {
        byte[] bytes = PacketBuilder.udp(1, 2).payloadBytes(new byte[2]).ipv6().build();
        SlotPacket packet = slot.load(bytes);

        packet.payloadU16(48, Oracle.u16(bytes, 46));

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), 46)).isEqualTo(0xFFFF);
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    /** All fragments together must sum up right; so the first takes the whole difference, the others none. */
    @Test
    void shouldUpdateFragmentsOnlyByDifference() {
        byte[] whole = PacketBuilder.udp(1_000, 2_000)
                .payload(120)
                .ipv6()
                .fragment(false, 0)
                .build();
        byte[] first = Arrays.copyOf(whole, 48 + 64);
        Oracle.u16(first, 4, 8 + 64);
        first[43] = 1;
        byte[] last = Arrays.copyOf(whole, 48 + 64);
        System.arraycopy(whole, 112, last, 48, 64);
        Oracle.u16(last, 4, 8 + 64);
        last[43] = 64;

        SlotPacket packet = slot.load(first);
        packet.ipv6().source(HIGH, 1);
        packet.udp().destinationPort(53);
        packet.payloadU8(60, 0x99);
        assertThat(packet.repair()).isTrue();
        byte[] changedFirst = slot.bytes();
        slot.load(last).ipv6().source(HIGH, 1);
        assertThat(packet.repair()).isTrue();
        byte[] changedLast = slot.bytes();

        assertThat(Arrays.copyOfRange(changedLast, 48, 112)).isEqualTo(Arrays.copyOfRange(last, 48, 112));
        byte[] joined = Arrays.copyOf(changedFirst, whole.length);
        System.arraycopy(changedLast, 48, joined, 112, 64);
        Oracle.u16(joined, 4, joined.length - 40);
        joined[43] = 0;
        assertThat(Oracle.isRight(joined)).isTrue();
    }

    @Test
    void shouldGiveUpOnFragmentsWithUnfinishedSums() {
        slot.offload(ChecksumState.PARTIAL, false, false);
        for (int offset : new int[] {0, 8}) {
            SlotPacket packet = slot.load(tcp().fragment(true, offset).build());

            packet.ipv6().hopLimit(1);

            assertThat(packet.repair()).isFalse();
        }
    }

    /** RFC 7112: a first fragment whose checksum lies in the next one, or before which headers go on. */
    @ParameterizedTest
    @ValueSource(ints = {48, 56, 64, 72, 80})
    void shouldGiveUpIfTheChecksumLiesInTheNextFragment(int length) {
        byte[] bytes = Arrays.copyOf(tcp().fragment(true, 0).options(60, 2).build(), length);
        Oracle.u16(bytes, 4, length - 40);

        SlotPacket packet = slot.load(bytes);
        packet.ipv6().source(1, 9);
        assertThat(packet.repair()).isFalse();

        slot.load(bytes);
        packet.ipv6().hopLimit(9);
        packet.ipv6().identification(77);
        assertThat(packet.repair()).isTrue();
    }

    @Test
    void shouldGiveLargeUdpPacketsThePseudoHeadersSum() {
        byte[] bytes = PacketBuilder.udp(53, 5353)
                .payload(20_000)
                .ipv6()
                .routing(0, 1, 2)
                .build();
        slot.offload(ChecksumState.PARTIAL, true, false);
        SlotPacket packet = slot.load(bytes);

        packet.ipv6().source(HIGH, 3);
        packet.payloadU8(100, 0x55);

        assertThat(packet.repair()).isTrue();
        byte[] repaired = slot.bytes();
        int header = Oracle.headerLength(repaired);
        assertThat(Oracle.u16(repaired, Oracle.transportOffset(repaired)))
                .isEqualTo(Oracle.remainder(Oracle.pseudoHeader(repaired, repaired.length - header)));
    }

    @Test
    void shouldChangeNothingButTheAddressBeforeEncryptedPayload() {
        byte[] bytes = PacketBuilder.protocol(50).payload(40).ipv6().build();
        SlotPacket packet = slot.load(bytes);

        packet.ipv6().source(HIGH, 1);

        assertThat(packet.repair()).isTrue();
        assertThat(Arrays.copyOfRange(slot.bytes(), 24, 80)).isEqualTo(Arrays.copyOfRange(bytes, 24, 80));
    }
}
