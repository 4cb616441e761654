package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
