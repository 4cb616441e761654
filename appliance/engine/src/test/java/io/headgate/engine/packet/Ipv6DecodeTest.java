package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Ipv6;
import io.headgate.engine.packet.SlotPacket.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recognised in IPv6 packets, and what is not looked for. */
class Ipv6DecodeTest {
    private final OneSlot slot = new OneSlot();

    private static Ipv6PacketBuilder tcp() {
        return PacketBuilder.tcp(50_000, 443).payload(11).ipv6();
    }

    private static void assertNoTransport(SlotPacket packet) {
        assertThat(packet.tcp()).isNull();
        assertThat(packet.udp()).isNull();
        assertThat(packet.icmp()).isNull();
        assertThat(packet.icmpv6()).isNull();
    }

    @Test
    void shouldReadEveryFieldOfTheHeader() {
        SlotPacket packet = slot.load(
                tcp().trafficClass(0xB9).flowLabel(0xA_BCDE).hopLimit(200).build());

        assertThat(slot.kind()).isEqualTo(Kind.IPV6);
        assertThat(packet.ipv4()).isNull();
        assertThat(packet.ipv6()).satisfies(ip -> {
            assertThat(ip.dscp()).isEqualTo(46);
            assertThat(ip.ecn()).isEqualTo(1);
            assertThat(ip.flowLabel()).isEqualTo(0xA_BCDE);
            assertThat(ip.payloadLength()).isEqualTo(31);
            assertThat(ip.hopLimit()).isEqualTo(200);
            assertThat(ip.protocol()).isEqualTo(6);
            assertThat(ip.sourceHigh()).isEqualTo(0x2001_0DB8_0000_0001L);
            assertThat(ip.sourceLow()).isEqualTo(1);
            assertThat(ip.destinationHigh()).isEqualTo(0x2001_0DB8_0000_0002L);
            assertThat(ip.destinationLow()).isEqualTo(2);
            assertThat(ip.extensions()).isZero();
            assertThat(ip.isFragment()).isFalse();
            assertThat(ip.identification()).isZero();
        });
        assertThat(packet.tcp().destinationPort()).isEqualTo(443);
        assertThat(packet.payloadOffset()).isEqualTo(60);
        assertThat(packet.payloadLength()).isEqualTo(11);
    }

    @Test
    void shouldReadIcmpv6() {
        SlotPacket packet = slot.load(
                PacketBuilder.icmpv6(128, 0xABCD, 0xFFFE).payload(3).ipv6().build());

        assertThat(packet.icmpv6().type()).isEqualTo(128);
        assertThat(packet.icmpv6().identifier()).isEqualTo(0xABCD);
        assertThat(packet.icmpv6().rest()).isEqualTo(0xABCD_FFFE);
        assertThat(packet.icmp()).isNull();
        assertThat(packet.payloadLength()).isEqualTo(3);
    }

    @Test
    void shouldNotTakeTheIcmpOfOneVersionForThatOfTheOther() {
        assertNoTransport(slot.load(PacketBuilder.icmp(8, 1, 2).ipv6().build()));
        assertNoTransport(slot.load(PacketBuilder.icmpv6(128, 1, 2).build()));
    }

    @Test
    void shouldFindTheTransportBehindEightExtensionHeaders() {
        SlotPacket packet = slot.load(tcp().options(0, 1)
                .options(60, 3)
                .routing(0, 1, 2)
                .fragment(false, 0)
                .authentication(16)
                .options(135, 2)
                .options(139, 5)
                .options(140, 1)
                .build());

        assertThat(packet.ipv6()).satisfies(ip -> {
            int[] types = {0, 60, 43, 44, 51, 135, 139, 140};
            int[] lengths = {8, 24, 40, 8, 28, 16, 40, 8};
            int offset = 40;
            assertThat(ip.extensions()).isEqualTo(8);
            for (int i = 0; i < 8; i++) {
                assertThat(ip.extensionType(i)).isEqualTo(types[i]);
                assertThat(ip.extensionOffset(i)).isEqualTo(offset);
                assertThat(ip.extensionLength(i)).isEqualTo(lengths[i]);
                offset += lengths[i];
            }
            assertThat(ip.protocol()).isEqualTo(6);
            assertThat(ip.isFragment()).isFalse();
            assertThat(ip.identification()).isEqualTo(0xCAFE_F00D);
            assertThatThrownBy(() -> ip.extensionType(8)).isInstanceOf(IndexOutOfBoundsException.class);
        });
        assertThat(packet.tcp().sourcePort()).isEqualTo(50_000);
    }

    @Test
    void shouldGiveUpBehindTooManyExtensionHeaders() {
        Ipv6PacketBuilder builder = tcp();
        for (int i = 0; i < 9; i++) {
            builder.options(60, 1);
        }
        byte[] bytes = builder.build();
        SlotPacket packet = slot.load(bytes);

        assertThat(slot.kind()).isEqualTo(Kind.IPV6);
        assertThat(packet.ipv6().extensions()).isEqualTo(Ipv6.MAX_EXTENSIONS);
        assertThat(packet.ipv6().protocol()).isEqualTo(-1);
        assertNoTransport(packet);

        // What no sum covers may change; addresses are summed up where we do not look.
        packet.ipv6().hopLimit(3);
        assertThat(packet.repair()).isTrue();
        packet.ipv6().source(1, 2);
        assertThat(packet.repair()).isFalse();
        assertThatThrownBy(() -> packet.ipv6().protocol(17)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 31, 255})
    void shouldGiveUpBehindAnExtensionHeaderThatLiesAboutItsLength(int units) {
        byte[] bytes = tcp().options(60, 1).build();
        bytes[41] = (byte) units;
        SlotPacket packet = slot.load(bytes);

        assertThat(packet.ipv6().extensions()).isZero();
        assertThat(packet.ipv6().protocol()).isEqualTo(-1);
        assertThat(packet.payloadOffset()).isEqualTo(40);
        assertNoTransport(packet);
    }

    @ParameterizedTest
    @CsvSource({"true, 8", "false, 65528"})
    void shouldSeeNoTransportInALaterFragment(boolean more, int offset) {
        SlotPacket packet = slot.load(tcp().options(0, 1).fragment(more, offset).build());

        assertThat(packet.ipv6().isFragment()).isTrue();
        assertThat(packet.ipv6().fragmentOffset()).isEqualTo(offset);
        assertThat(packet.ipv6().moreFragments()).isEqualTo(more);
        assertThat(packet.ipv6().protocol()).isEqualTo(6);
        assertThat(packet.payloadOffset()).isEqualTo(56);
        assertNoTransport(packet);
        assertThatThrownBy(() -> packet.payloadU8(56, 1)).isInstanceOf(IllegalStateException.class);
    }

    /** A fragment that was cut into fragments again: the inner header alone says that no transport header follows. */
    @Test
    void shouldSeeNoTransportInALaterFragmentOfAFragment() {
        SlotPacket packet =
                slot.load(tcp().fragment(true, 0).fragment(false, 64).build());

        assertThat(packet.ipv6().isFragment()).isTrue();
        assertThat(packet.ipv6().fragmentOffset()).isEqualTo(64);
        assertNoTransport(packet);
    }

    @Test
    void shouldSeeTheTransportOfAFirstFragment() {
        SlotPacket packet = slot.load(tcp().fragment(true, 0).build());

        assertThat(packet.ipv6().isFragment()).isTrue();
        assertThat(packet.tcp().destinationPort()).isEqualTo(443);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 17, 58})
    void shouldSeeNoTransportHeaderThatIsNotWhole(int protocol) {
        for (int held = 0; held < (protocol == 6 ? 20 : 8); held++) {
            byte[] bytes = PacketBuilder.protocol(47)
                    .payloadBytes(new byte[held])
                    .ipv6()
                    .build();
            bytes[6] = (byte) protocol;

            assertNoTransport(slot.load(bytes));
        }
    }

    @Test
    void shouldCallLessThanAHeaderAndALyingLengthMalformed() {
        byte[] bytes = tcp().build();
        for (int held = 1; held < 40; held++) {
            slot.load(bytes, held, held);
            assertThat(slot.kind()).isEqualTo(Kind.MALFORMED);
        }
        Oracle.u16(bytes, 4, bytes.length - 39);
        slot.load(bytes);
        assertThat(slot.kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void shouldReadAPacketThatArrivedCutAtEveryByte() {
        byte[] bytes = tcp().options(0, 1).routing(2, 1, 1).options(60, 2).build();
        for (int held = 40; held < bytes.length; held++) {
            SlotPacket packet = slot.load(bytes, held, bytes.length);

            assertThat(slot.kind()).isEqualTo(Kind.IPV6);
            assertThat(packet.payloadOffset() + packet.payloadLength()).isEqualTo(held);
            assertThat(packet.tcp() != null).isEqualTo(held >= bytes.length - 11);
        }
    }

    @Test
    void shouldReadAnotherProtocolAfterTheFieldIsSet() {
        byte[] bytes = tcp().options(60, 1).build();
        SlotPacket packet = slot.load(bytes);

        packet.ipv6().protocol(17);

        assertThat(packet.ipv6().protocol()).isEqualTo(17);
        assertThat(packet.tcp()).isNull();
        assertThat(packet.udp().sourcePort()).isEqualTo(50_000);
        assertThat(packet.repair()).isTrue();
        byte[] expected = bytes.clone();
        expected[40] = 17;
        assertThat(slot.bytes()).isEqualTo(expected);
        packet.rollback();
        assertThat(packet.tcp().sourcePort()).isEqualTo(50_000);
        assertThat(slot.bytes()).isEqualTo(bytes);
    }

    @Test
    void shouldNotCountPaddingAsPayload() {
        byte[] bytes = tcp().build();

        SlotPacket packet = slot.load(Arrays.copyOf(bytes, bytes.length + 9));

        assertThat(packet.payloadLength()).isEqualTo(11);
        assertThat(packet.length()).isEqualTo(bytes.length + 9);
    }
}
