package io.headgate.engine.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.api.Tcp;
import io.headgate.engine.packet.SlotPacket.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recognised in the bytes of a slot. */
class SlotPacketTest {
    private final OneSlot slot = new OneSlot();

    private static void assertNoViews(SlotPacket packet) {
        assertThat(packet.ipv4()).isNull();
        assertNoTransport(packet);
    }

    private static void assertNoTransport(SlotPacket packet) {
        assertThat(packet.tcp()).isNull();
        assertThat(packet.udp()).isNull();
        assertThat(packet.icmp()).isNull();
    }

    @Test
    void shouldReadEveryFieldOfIpv4AndTcp() {
        byte[] bytes = PacketBuilder.tcp(50_000, 443)
                .tos(0xB9)
                .identification(0xFEDC)
                .ttl(200)
                .payload(11)
                .build();

        SlotPacket packet = slot.load(bytes);

        assertThat(slot.kind()).isEqualTo(Kind.IPV4);
        assertThat(packet.ipv4()).satisfies(ip -> {
            assertThat(ip.headerLength()).isEqualTo(20);
            assertThat(ip.totalLength()).isEqualTo(51);
            assertThat(ip.dscp()).isEqualTo(46);
            assertThat(ip.ecn()).isEqualTo(1);
            assertThat(ip.identification()).isEqualTo(0xFEDC);
            assertThat(ip.isFragment()).isFalse();
            assertThat(ip.fragmentOffset()).isZero();
            assertThat(ip.ttl()).isEqualTo(200);
            assertThat(ip.protocol()).isEqualTo(6);
            assertThat(ip.source()).isEqualTo(0xC000_0201);
            assertThat(ip.destination()).isEqualTo(0xC633_6402);
        });
        assertThat(packet.tcp()).satisfies(tcp -> {
            assertThat(tcp.sourcePort()).isEqualTo(50_000);
            assertThat(tcp.destinationPort()).isEqualTo(443);
            assertThat(tcp.sequence()).isEqualTo(0x0102_0304);
            assertThat(tcp.acknowledgment()).isEqualTo(0xF506_0708);
            assertThat(tcp.headerLength()).isEqualTo(20);
            assertThat(tcp.flags()).isEqualTo(Tcp.PSH | Tcp.ACK);
            assertThat(tcp.window()).isEqualTo(0xFAF0);
        });
        assertThat(packet.udp()).isNull();
        assertThat(packet.icmp()).isNull();
        assertThat(packet.payloadOffset()).isEqualTo(40);
        assertThat(packet.payloadLength()).isEqualTo(11);
    }

    @Test
    void shouldReadUdp() {
        SlotPacket packet = slot.load(PacketBuilder.udp(53, 65_535).payload(3).build());

        assertThat(packet.udp().sourcePort()).isEqualTo(53);
        assertThat(packet.udp().destinationPort()).isEqualTo(65_535);
        assertThat(packet.udp().lengthField()).isEqualTo(11);
        assertThat(packet.tcp()).isNull();
        assertThat(packet.icmp()).isNull();
        assertThat(packet.payloadOffset()).isEqualTo(28);
        assertThat(packet.payloadLength()).isEqualTo(3);
    }

    @Test
    void shouldReadIcmp() {
        SlotPacket packet = slot.load(PacketBuilder.icmp(8, 0xABCD, 0xFFFE).build());

        assertThat(packet.icmp().type()).isEqualTo(8);
        assertThat(packet.icmp().code()).isZero();
        assertThat(packet.icmp().identifier()).isEqualTo(0xABCD);
        assertThat(packet.icmp().sequence()).isEqualTo(0xFFFE);
        assertThat(packet.tcp()).isNull();
        assertThat(packet.udp()).isNull();
        assertThat(packet.payloadLength()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 10", "10, 0", "10, 10"})
    void shouldFindThePayloadBehindOptions(int ipWords, int tcpWords) {
        byte[] bytes = PacketBuilder.tcp(1, 2)
                .options(ipWords)
                .tcpOptions(tcpWords)
                .payloadBytes((byte) 0x99)
                .build();

        SlotPacket packet = slot.load(bytes);

        assertThat(packet.ipv4().headerLength()).isEqualTo(20 + ipWords * 4);
        assertThat(packet.tcp().headerLength()).isEqualTo(20 + tcpWords * 4);
        assertThat(packet.tcp().destinationPort()).isEqualTo(2);
        assertThat(packet.payloadLength()).isEqualTo(1);
        assertThat(packet.u8(packet.payloadOffset())).isEqualTo(0x99);
    }

    @Test
    void shouldTellWhereThePacketComesFrom() {
        SlotPacket packet = slot.offload(ChecksumState.VERIFIED, true, false)
                .load(PacketBuilder.udp(1, 2).build());

        assertThat(packet.backend()).isEqualTo(Backend.MEMORY);
        assertThat(packet.direction()).isEqualTo(Direction.OUT);
        assertThat(packet.interfaceName()).isEqualTo("eth7");
        assertThat(packet.mark()).isEqualTo(9);
        assertThat(packet.timestampNs()).isEqualTo(1_234_567_890L);
        assertThat(packet.checksumState()).isEqualTo(ChecksumState.VERIFIED);
        assertThat(packet.isGso()).isTrue();
    }

    @Test
    void shouldSeeTheTransportOfAFirstFragment() {
        SlotPacket packet =
                slot.load(PacketBuilder.udp(5, 6).payload(16).fragment(true, 0).build());

        assertThat(packet.ipv4().isFragment()).isTrue();
        assertThat(packet.ipv4().fragmentOffset()).isZero();
        assertThat(packet.udp().destinationPort()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldSeeNoTransportInALaterFragment(boolean more) {
        SlotPacket packet = slot.load(
                PacketBuilder.tcp(5, 6).payload(64).fragment(more, 65_528).build());

        assertThat(packet.ipv4().isFragment()).isTrue();
        assertThat(packet.ipv4().fragmentOffset()).isEqualTo(65_528);
        assertNoTransport(packet);
        assertThat(packet.payloadOffset()).isEqualTo(20);
        assertThat(packet.payloadLength()).isEqualTo(64);
    }

    @Test
    void shouldNotTakeDontFragmentForAFragment() {
        byte[] bytes = PacketBuilder.tcp(5, 6).build();
        bytes[6] = 0x40;

        assertThat(slot.load(bytes).ipv4().isFragment()).isFalse();
    }

    @Test
    void shouldSeeNoTransportInOtherProtocols() {
        SlotPacket packet = slot.load(PacketBuilder.protocol(47).payload(30).build());

        assertThat(packet.ipv4().protocol()).isEqualTo(47);
        assertNoTransport(packet);
        assertThat(packet.payloadOffset()).isEqualTo(20);
        assertThat(packet.payloadLength()).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x35, 0x55, 0x70, 0xF5, 0xC4})
    void shouldLeaveAloneWhatIsNotIp(int firstByte) {
        byte[] bytes = PacketBuilder.tcp(1, 2).build();
        slot.load(bytes);
        bytes[0] = (byte) firstByte;

        SlotPacket packet = slot.load(bytes);

        assertThat(slot.kind()).isEqualTo(Kind.OTHER);
        assertNoViews(packet);
        assertThat(packet.payloadLength()).isZero();
        assertThatThrownBy(() -> packet.payloadU8(40, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldCallLessThanAHeaderMalformed() {
        byte[] bytes = PacketBuilder.tcp(1, 2).payload(100).build();
        for (int held = 0; held < 20; held++) {
            slot.load(bytes);

            SlotPacket packet = slot.load(bytes, held, held);

            assertThat(slot.kind()).as("%d bytes", held).isEqualTo(held == 0 ? Kind.OTHER : Kind.MALFORMED);
            assertNoViews(packet);
            assertThat(packet.length()).isEqualTo(held);
            assertThat(packet.payloadLength()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 15})
    void shouldCallAnImpossibleHeaderLengthMalformed(int words) {
        byte[] bytes = PacketBuilder.tcp(1, 2).build();
        bytes[0] = (byte) (0x40 | words);

        assertNoViews(slot.load(bytes));
        assertThat(slot.kind()).isEqualTo(Kind.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19, 41, 0xFFFF})
    void shouldCallAnImpossibleTotalLengthMalformed(int total) {
        byte[] bytes = PacketBuilder.tcp(1, 2).build();
        Oracle.u16(bytes, 2, total);

        assertNoViews(slot.load(bytes));
        assertThat(slot.kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void shouldNotCountPaddingAsPayload() {
        byte[] bytes = Arrays.copyOf(PacketBuilder.udp(1, 2).payload(2).build(), 46);

        SlotPacket packet = slot.load(bytes);

        assertThat(slot.kind()).isEqualTo(Kind.IPV4);
        assertThat(packet.length()).isEqualTo(46);
        assertThat(packet.payloadLength()).isEqualTo(2);
    }

    @Test
    void shouldReadAPacketThatArrivedCut() {
        byte[] bytes = PacketBuilder.tcp(7, 8).payload(1000).build();

        SlotPacket packet = slot.load(bytes, 100, bytes.length);

        assertThat(slot.kind()).isEqualTo(Kind.IPV4);
        assertThat(packet.length()).isEqualTo(100);
        assertThat(packet.originalLength()).isEqualTo(1040);
        assertThat(packet.tcp().destinationPort()).isEqualTo(8);
        assertThat(packet.payloadLength()).isEqualTo(60);
    }

    @Test
    void shouldCallACutPacketMalformedIfItNeverWasAsLongAsItSays() {
        byte[] bytes = PacketBuilder.tcp(7, 8).payload(1000).build();
        Oracle.u16(bytes, 2, 1041);

        slot.load(bytes, 100, bytes.length);

        assertThat(slot.kind()).isEqualTo(Kind.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 6, 15})
    void shouldSeeNoTcpHeaderIfItsLengthLies(int words) {
        byte[] bytes = PacketBuilder.tcp(7, 8).build();
        bytes[32] = (byte) (words << 4);

        SlotPacket packet = slot.load(bytes);

        assertThat(slot.kind()).isEqualTo(Kind.IPV4);
        assertNoTransport(packet);
        assertThat(packet.payloadOffset()).isEqualTo(20);
        assertThat(packet.payloadLength()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"6, 20", "17, 8", "1, 8"})
    void shouldSeeNoTransportHeaderThatIsNotWhole(int protocol, int headerLength) {
        for (int held = 0; held < headerLength; held++) {
            byte[] bytes =
                    PacketBuilder.protocol(47).payloadBytes(new byte[held]).build();
            bytes[9] = (byte) protocol;

            SlotPacket packet = slot.load(bytes);

            assertThat(slot.kind()).isEqualTo(Kind.IPV4);
            assertNoTransport(packet);
            assertThat(packet.payloadOffset()).isEqualTo(20);
            assertThat(packet.payloadLength()).isEqualTo(held);
        }
    }

    @Test
    void shouldHoldTheLongestPacket() {
        SlotPacket packet = slot.load(PacketBuilder.udp(1, 2).payload(65_507).build());

        assertThat(slot.kind()).isEqualTo(Kind.IPV4);
        assertThat(packet.payloadLength()).isEqualTo(65_507);
        packet.payloadU8(65_534, 0x5A);
        assertThat(packet.repair()).isTrue();
        assertThat(Oracle.isRight(slot.bytes())).isTrue();
    }

    @Test
    void shouldReadNumbersWithinThePacketOnly() {
        byte[] bytes = PacketBuilder.udp(1, 2)
                .payloadBytes((byte) 0xFF, (byte) 0xFE, (byte) 0xFD, (byte) 0xFC)
                .build();

        SlotPacket packet = slot.load(bytes);

        assertThat(packet.u8(28)).isEqualTo(0xFF);
        assertThat(packet.u16(28)).isEqualTo(0xFFFE);
        assertThat(packet.u32(28)).isEqualTo(0xFFFE_FDFC);
        for (int offset : new int[] {-1, 32, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> packet.u8(offset)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> packet.u16(31)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.u32(29)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.u32(-4)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
