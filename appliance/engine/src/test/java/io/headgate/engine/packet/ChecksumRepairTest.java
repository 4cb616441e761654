package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.ChecksumState;
import io.headgate.api.Ipv4;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checksums of changed packets, judged by a whole recomputation that shares no code with the engine. */
class ChecksumRepairTest {
    private final OneSlot slot = new OneSlot();

    @Test
    void shouldKeepZeroUdpSumOnIpv4() {
        byte[] bytes = PacketBuilder.udp(1, 2).payload(5).build();
        Oracle.u16(bytes, 26, 0);
        SlotPacket packet = slot.load(bytes);

        packet.ipv4().source(7);
        packet.udp().destinationPort(9);
        packet.payloadU8(28, 0x11);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), 26)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNeverMakeAUdpChecksumZero(boolean isPartial) {
        byte[] bytes = PacketBuilder.udp(1, 2).payloadBytes(new byte[2]).build();
        // The word that makes the rest sum up to all ones, and so the checksum zero.
        int missing = Oracle.u16(bytes, 26);
        slot.offload(isPartial ? ChecksumState.PARTIAL : ChecksumState.UNVERIFIED, false, false);
        SlotPacket packet = slot.load(bytes);

        packet.payloadU16(28, missing);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), 26)).isEqualTo(0xFFFF);
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @Test
    void shouldLetATcpChecksumBeZero() {
        byte[] bytes = PacketBuilder.tcp(1, 2).payloadBytes(new byte[2]).build();
        SlotPacket packet = slot.load(bytes);

        packet.payloadU16(40, Oracle.u16(bytes, 36));

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), 36)).isZero();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @Test
    void shouldNotTouchAnIcmpChecksumForAddresses() {
        byte[] bytes = PacketBuilder.icmp(8, 3, 4).payload(7).build();
        SlotPacket packet = slot.load(bytes);

        packet.ipv4().source(0x0A00_0001);
        packet.ipv4().destination(0x0A00_0002);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), 22)).isEqualTo(Oracle.u16(bytes, 22));
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    /** The one sum that has no second form of zero: a receiver that adds up nothing but zeros finds no 0xFFFF. */
    @ParameterizedTest
    @CsvSource({"8, 0", "0, 0xFFFF"})
    void shouldSayAllOnesForAnIcmpMessageOfZeros(int type, String identifier) {
        byte[] bytes = PacketBuilder.icmp(type, Integer.decode(identifier), 0)
                .payloadBytes(new byte[8])
                .build();
        SlotPacket packet = slot.load(bytes);

        packet.icmp().type(0);
        packet.icmp().identifier(0);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), 22)).isEqualTo(0xFFFF);
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @Test
    void shouldLeaveAWrongIcmpChecksumAloneIfOnlyTheHeaderChanged() {
        byte[] bytes = PacketBuilder.icmp(0, 0, 0).build();
        Oracle.u16(bytes, 22, 0);
        SlotPacket packet = slot.load(bytes);

        packet.ipv4().ttl(3);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), 22)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 8})
    void shouldNotSumUpWhatTheUdpLengthLeavesOut(int surplus) {
        byte[] bytes = PacketBuilder.udp(1, 2).payload(13).surplus(surplus).build();
        for (int offset = 28; offset < bytes.length; offset++) {
            SlotPacket packet = slot.load(bytes);

            packet.payloadU8(offset, packet.u8(offset) ^ 0x55);

            assertThat(packet.repair()).isTrue();
            assertThat(Oracle.isRight(slot.bytes())).as("byte %d", offset).isTrue();
        }
        for (int offset = 28; offset < bytes.length - 3; offset++) {
            SlotPacket packet = slot.load(bytes);

            packet.payloadU32(offset, ~packet.u32(offset));

            assertThat(packet.repair()).isTrue();
            assertThat(Oracle.isRight(slot.bytes()))
                    .as("four bytes at %d", offset)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "1399", "1400", "65000", "65001"})
    void shouldCompleteAnUnfinishedChecksum(int payload) {
        for (PacketBuilder builder : new PacketBuilder[] {PacketBuilder.tcp(80, 443), PacketBuilder.udp(53, 5353)}) {
            byte[] bytes = builder.options(1).payload(payload).build();
            int at = Oracle.transportOffset(bytes);
            int length = bytes.length - Oracle.headerLength(bytes);
            Oracle.u16(bytes, at, Oracle.remainder(Oracle.pseudoHeader(bytes, length)));
            // Large UDP packets are another matter: the kernel cuts them by what the field holds.
            slot.offload(ChecksumState.PARTIAL, bytes[9] == Ipv4.TCP, false);
            SlotPacket packet = slot.load(bytes);

            packet.ipv4().destination(0x0A0B_0C0D);
            packet.ipv4().ttl(9);

            assertThat(packet.repair()).isTrue();
            assertThat(Oracle.isRight(slot.bytes())).as("%s", builder).isTrue();
            slot.assertNothingOutsideTouched();
        }
    }

    @Test
    void shouldGiveLargeUdpPacketsThePseudoHeadersSum() {
        byte[] bytes = PacketBuilder.udp(53, 5353).payload(20_000).build();
        slot.offload(ChecksumState.PARTIAL, true, false);
        SlotPacket packet = slot.load(bytes);

        packet.ipv4().destination(0x0A0B_0C0D);
        packet.payloadU8(100, 0x55);

        assertThat(packet.repair()).isTrue();
        byte[] repaired = slot.bytes();
        int at = Oracle.transportOffset(repaired);
        int expected = Oracle.remainder(Oracle.pseudoHeader(repaired, repaired.length - Oracle.headerLength(repaired)));
        assertThat(Oracle.u16(repaired, at)).isEqualTo(expected);
        assertThat(Oracle.u16(repaired, 10)).isEqualTo(Oracle.ipv4(repaired));
    }

    @Test
    void shouldCompleteTheChecksumOfADatagramThatIsShorterThanItsPacket() {
        byte[] bytes = PacketBuilder.udp(53, 5353).payload(40).surplus(11).build();
        slot.offload(ChecksumState.PARTIAL, false, false);
        SlotPacket packet = slot.load(bytes);

        packet.ipv4().ttl(9);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @Test
    void shouldIgnorePaddingWhenCompletingAChecksum() {
        byte[] bytes = PacketBuilder.udp(53, 5353).payload(3).build();
        byte[] padded = Arrays.copyOf(bytes, 46);
        Arrays.fill(padded, bytes.length, 46, (byte) 0xEE);
        slot.offload(ChecksumState.PARTIAL, false, false);
        SlotPacket packet = slot.load(padded);

        packet.ipv4().ttl(9);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @Test
    void shouldLeaveTheTransportToTheKernelIfThatSumsEachSegment() {
        byte[] bytes = PacketBuilder.tcp(80, 443).payload(5_000).build();
        Oracle.u16(bytes, 36, 0xBEEF);
        slot.offload(ChecksumState.PARTIAL, true, true);
        SlotPacket packet = slot.load(bytes);

        packet.ipv4().source(0x0A00_0001);
        packet.tcp().window(1);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.u16(slot.bytes(), 36)).isEqualTo(0xBEEF);
        assertThat(Oracle.u16(slot.bytes(), 10)).isEqualTo(Oracle.ipv4(slot.bytes()));
    }

    @Test
    void shouldGiveUpOnUnfinishedChecksumsItDoesNotKnow() {
        slot.offload(ChecksumState.PARTIAL, false, false);
        byte[][] unknown = {
            PacketBuilder.protocol(132).payload(40).build(),
            PacketBuilder.icmp(8, 1, 1).build(),
            PacketBuilder.udp(1, 2).payload(16).fragment(true, 0).build(),
            PacketBuilder.tcp(1, 2).payload(16).fragment(false, 8).build()
        };
        for (byte[] bytes : unknown) {
            SlotPacket packet = slot.load(bytes);

            packet.ipv4().ttl(9);

            assertThat(packet.repair()).isFalse();
        }
    }

    /** All fragments together must sum up right; so the first takes the whole difference, the others none. */
    @Test
    void shouldUpdateFragmentsOnlyByDifference() {
        byte[] whole = PacketBuilder.udp(1_000, 2_000).payload(120).build();
        byte[] first = Arrays.copyOf(whole, 20 + 64);
        Oracle.u16(first, 2, first.length);
        Oracle.u16(first, 6, 0x2000);
        Oracle.u16(first, 10, Oracle.ipv4(first));
        byte[] last = Arrays.copyOf(whole, 20 + 64);
        System.arraycopy(whole, 84, last, 20, 64);
        Oracle.u16(last, 2, last.length);
        Oracle.u16(last, 6, 8);
        Oracle.u16(last, 10, Oracle.ipv4(last));

        SlotPacket packet = slot.load(first);
        packet.ipv4().source(0x0A00_0001);
        packet.udp().destinationPort(53);
        packet.payloadU8(60, 0x99);
        assertThat(packet.repair()).isTrue();
        byte[] changedFirst = slot.bytes();
        slot.load(last).ipv4().source(0x0A00_0001);
        assertThat(packet.repair()).isTrue();
        byte[] changedLast = slot.bytes();

        assertThat(Arrays.copyOfRange(changedLast, 20, 84)).isEqualTo(Arrays.copyOfRange(last, 20, 84));
        assertThat(Oracle.u16(changedLast, 10)).isEqualTo(Oracle.ipv4(changedLast));
        byte[] joined = Arrays.copyOf(changedFirst, whole.length);
        System.arraycopy(changedLast, 20, joined, 84, 64);
        Oracle.u16(joined, 2, joined.length);
        assertThat(Oracle.u16(joined, 26)).isEqualTo(Oracle.transport(joined));
    }

    /** RFC 1858: a first fragment so short that the checksum it changes lies in the next one. */
    @Test
    void shouldGiveUpIfTheChecksumLiesInTheNextFragment() {
        byte[] bytes = Arrays.copyOf(PacketBuilder.tcp(1, 2).build(), 20 + 16);
        Oracle.u16(bytes, 2, bytes.length);
        Oracle.u16(bytes, 6, 0x2000);
        Oracle.u16(bytes, 10, Oracle.ipv4(bytes));

        SlotPacket packet = slot.load(bytes);
        packet.ipv4().source(9);
        assertThat(packet.repair()).isFalse();

        slot.load(bytes);
        packet.ipv4().ttl(9);
        assertThat(packet.repair()).isTrue();
    }

    @Test
    void shouldRepairTheAddressesOfTcpWhoseHeaderLies() {
        byte[] bytes = PacketBuilder.tcp(1, 2).payload(30).build();
        bytes[32] = (byte) 0xF0;
        Oracle.complete(bytes);
        SlotPacket packet = slot.load(bytes);
        assertThat(packet.tcp()).isNull();

        packet.ipv4().source(0x0A00_0001);

        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }
}
