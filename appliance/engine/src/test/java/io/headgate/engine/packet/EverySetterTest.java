package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Packet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each setter there is: reads back, leaves right sums, and can be undone; and what is refused. */
class EverySetterTest {
    private final OneSlot slot = new OneSlot();

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "io.headgate.engine.packet.EverySetter#ipv4",
        "io.headgate.engine.packet.EverySetter#ipv6",
        "io.headgate.engine.packet.EverySetter#tcp",
        "io.headgate.engine.packet.EverySetter#others"
    })
    void shouldReadBackAndLeaveRightSums(
            String name, byte[] bytes, Consumer<Packet> set, Function<Packet, Object> get, Object expected) {
        SlotPacket packet = slot.load(bytes);
        assertThat(get.apply(packet)).as("%s before", name).isNotEqualTo(expected);

        set.accept(packet);

        assertThat(get.apply(packet)).as(name).isEqualTo(expected);
        assertThat(packet.isChanged()).isTrue();
        assertThat(packet.repair()).isTrue();
        assertThat(get.apply(packet)).as("%s after the repair", name).isEqualTo(expected);
        assertThat(Oracle.isRight(slot.bytes())).as(name).isTrue();
        slot.assertNothingOutsideTouched(packet.length());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "io.headgate.engine.packet.EverySetter#ipv4",
        "io.headgate.engine.packet.EverySetter#ipv6",
        "io.headgate.engine.packet.EverySetter#tcp",
        "io.headgate.engine.packet.EverySetter#others"
    })
    void shouldRestoreEveryByteAndTheLength(
            String name, byte[] bytes, Consumer<Packet> set, Function<Packet, Object> get, Object expected) {
        SlotPacket packet = slot.load(bytes);
        Object before = get.apply(packet);
        packet.beginFilter();
        set.accept(packet);

        packet.rollback();

        assertThat(get.apply(packet)).as(name).isEqualTo(before).isNotEqualTo(expected);
        assertThat(packet.isChanged()).isFalse();
        assertThat(packet.length()).isEqualTo(bytes.length);
        assertThat(slot.bytes()).as(name).isEqualTo(bytes);
    }

    /** Next header and length of each, type and segments left of a routing header, all of a fragment header. */
    @Test
    void shouldRefuseExtensionBytesThatDecideHowThePacketIsRead() {
        SlotPacket packet = slot.load(PacketBuilder.icmpv6(128, 1, 2)
                .payload(9)
                .ipv6()
                .options(60, 1)
                .routing(0, 1, 1)
                .fragment(false, 0)
                .build());

        for (int offset : new int[] {-1, 39, 40, 41, 48, 49, 50, 51, 72, 74, 79, 80, 88, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> packet.ipv6().extensionU8(offset, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }

        assertThat(packet.isChanged()).isFalse();
        packet.ipv6().extensionU8(47, 1);
        packet.ipv6().extensionU8(52, 1);
        packet.ipv6().extensionU8(71, 1);
        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @Test
    void shouldRefuseFragmentFieldsThatCannotBe() {
        SlotPacket packet = slot.load(PacketBuilder.tcp(1, 2).build());
        for (int wrong : new int[] {-8, 1, 65_529, 65_536}) {
            assertThatThrownBy(() -> packet.ipv4().fragmentOffset(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> packet.ipv4().protocol(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> packet.ipv4().optionU8(20, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.tcp().optionU8(40, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(packet.isChanged()).isFalse();

        slot.load(PacketBuilder.udp(1, 2).ipv6().build());
        assertThatThrownBy(() -> packet.ipv6().fragmentOffset(8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> packet.ipv6().moreFragments(true)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> packet.ipv6().identification(1)).isInstanceOf(IllegalStateException.class);
        assertThat(packet.isChanged()).isFalse();
    }
}
