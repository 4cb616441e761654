package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.ChecksumState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A packet with flipped bits that its checksum does not know of. */
class DamageTest {
    private final OneSlot slot = new OneSlot();
    private final byte[] bytes = PacketBuilder.udp(1_000, 53).payload(9).build();
    private final SlotPacket packet = slot.load(bytes);
    private final int at = packet.payloadOffset() + 4;

    private byte[] damaged() {
        byte[] result = bytes.clone();
        result[at] ^= 0x21;
        return result;
    }

    @Test
    void shouldLeaveTheChecksumAsItIs() {
        packet.damage(at, 0x21);

        assertThat(packet.isChanged()).isTrue();
        assertThat(packet.repair()).isTrue();
        assertThat(slot.bytes()).isEqualTo(damaged());
    }

    /** The sum is that of the packet without the damage, whatever else is changed before or behind it. */
    @Test
    void shouldStayWrongWhenMoreIsChanged() {
        packet.udp().sourcePort(1_001);
        packet.damage(at, 0x21);
        packet.udp().destinationPort(54);
        packet.repair();

        SlotPacket whole = new OneSlot().load(bytes);
        whole.udp().sourcePort(1_001);
        whole.udp().destinationPort(54);
        whole.repair();
        assertThat(packet.udp().checksum()).isEqualTo(whole.udp().checksum());
        assertThat(packet.u8(at)).isEqualTo(whole.u8(at) ^ 0x21);
    }

    private static List<byte[]> kinds() {
        return List.of(
                PacketBuilder.udp(1_000, 53).payload(9).build(),
                PacketBuilder.udp(1_000, 53).payload(10).ipv6().build(),
                PacketBuilder.tcp(1_000, 80).payload(11).build(),
                PacketBuilder.tcp(1_000, 80).payload(500).ipv6().build(),
                PacketBuilder.icmp(8, 1, 2).payload(9).build(),
                PacketBuilder.icmpv6(128, 1, 2).payload(9).ipv6().build());
    }

    /** Changes what is summed up in the transport's header, the pseudo-header and the payload. */
    private static void edit(SlotPacket packet) {
        if (packet.ipv4() != null) {
            packet.ipv4().source(0x0A00_0063);
        } else {
            packet.ipv6().source(0x2001_0DB8_0000_0000L, 0x63);
        }
        packet.payloadU8(packet.payloadOffset() + 2, 0x55);
        if (packet.tcp() != null) {
            packet.tcp().sequence(77);
        }
    }

    @Test
    void shouldTellDamagedPacketsFromEditedOnes() {
        for (byte[] kind : kinds()) {
            SlotPacket edited =
                    slot.offload(ChecksumState.UNVERIFIED, false, false).load(kind);
            assertThat(edited.isChecksumRight()).isTrue();
            edit(edited);
            assertThat(edited.isChecksumRight()).isTrue();
            edited.damage(edited.payloadOffset() + 3, 4);
            assertThat(edited.isChecksumRight()).isFalse();
            edited.repair();
            assertThat(edited.isChecksumRight()).isFalse();
        }
    }

    /** Whichever bit is wrong, of those that a checksum covers. */
    @Test
    void shouldTellWhateverBitIsWrong() {
        for (byte[] kind : kinds()) {
            int transport = slot.load(kind).ipv4() != null ? 20 : 40;
            for (int bit = transport * 8; bit < kind.length * 8; bit++) {
                byte[] wrong = kind.clone();
                wrong[bit / 8] ^= (byte) (1 << bit % 8);
                SlotPacket loaded =
                        slot.offload(ChecksumState.UNVERIFIED, false, false).load(wrong);
                boolean isLaidOutAsBefore =
                        loaded.payloadOffset() == slot.load(kind).payloadOffset();
                loaded = slot.load(wrong);
                if (isLaidOutAsBefore && !(loaded.udp() != null && loaded.udp().checksum() == 0)) {
                    assertThat(loaded.isChecksumRight()).as("bit %d", bit).isFalse();
                }
            }
        }
    }

    @Test
    void shouldNotJudgeWhatIsNotThere() {
        byte[] wrong = damaged();
        for (ChecksumState state : List.of(ChecksumState.VERIFIED, ChecksumState.PARTIAL)) {
            assertThat(slot.offload(state, false, false).load(wrong).isChecksumRight())
                    .isTrue();
        }
        slot.offload(ChecksumState.UNVERIFIED, false, false);
        assertThat(slot.load(wrong, wrong.length - 2, wrong.length).isChecksumRight())
                .isTrue();
        wrong[26] = 0;
        wrong[27] = 0;
        assertThat(slot.load(wrong).isChecksumRight()).isTrue();
    }

    @Test
    void shouldBeUndone() {
        packet.beginFilter();
        packet.damage(at, 0x21);

        packet.rollback();

        assertThat(slot.bytes()).isEqualTo(bytes);
        assertThat(packet.isChanged()).isFalse();
    }

    @Test
    void shouldRefuseHeadersAndBitsThatAreNone() {
        assertThatThrownBy(() -> packet.damage(27, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.damage(bytes.length, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.damage(at, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> packet.damage(at, 256)).isInstanceOf(IllegalArgumentException.class);
        assertThat(slot.bytes()).isEqualTo(bytes);
    }
}
