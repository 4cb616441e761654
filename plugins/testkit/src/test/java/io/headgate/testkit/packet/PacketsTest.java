package io.headgate.testkit.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.ChecksumState;
import io.headgate.api.Tcp;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.IpSelector;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6ExtFragmentPacket;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;

/** pcap4j reads what was built, and finds every checksum right. */
class PacketsTest {
    private static Packet parse(byte[] packet) throws Exception {
        return IpSelector.newPacket(packet, 0, packet.length);
    }

    private static boolean isSumRight(Packet packet) {
        IpPacket.IpHeader ip = packet.get(IpPacket.class).getHeader();
        if (packet.contains(UdpPacket.class)) {
            return packet.get(UdpPacket.class).hasValidChecksum(ip.getSrcAddr(), ip.getDstAddr(), false);
        }
        return packet.get(TcpPacket.class).hasValidChecksum(ip.getSrcAddr(), ip.getDstAddr(), false);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:5000 > 10.0.0.2:53, 10.0.0.1, 10.0.0.2",
        "[2001:db8::1]:5000 > [2001:db8::2]:53, 2001:db8:0:0:0:0:0:1, 2001:db8:0:0:0:0:0:2",
    })
    void shouldBuildDatagramsAndSegments(String ends, String source, String destination) throws Exception {
        Packet udp = parse(Packets.udp(ends).ttl(3).payload("odd").build());
        Packet tcp = parse(Packets.tcp(ends).syn().mss(1460).window(77).build());

        IpPacket.IpHeader ip = udp.get(IpPacket.class).getHeader();
        assertThat(ip.getSrcAddr().getHostAddress()).isEqualTo(source);
        assertThat(ip.getDstAddr().getHostAddress()).isEqualTo(destination);
        UdpPacket.UdpHeader header = udp.get(UdpPacket.class).getHeader();
        assertThat(header.getSrcPort().valueAsInt()).isEqualTo(5000);
        assertThat(header.getDstPort().valueAsInt()).isEqualTo(53);
        assertThat(header.getLength()).isEqualTo((short) 11);
        assertThat(isSumRight(udp)).isTrue();
        TcpPacket.TcpHeader segment = tcp.get(TcpPacket.class).getHeader();
        assertThat(segment.getSyn()).isTrue();
        assertThat(segment.getAck()).isFalse();
        assertThat(segment.getWindow()).isEqualTo((short) 77);
        assertThat(segment.getOptions())
                .singleElement()
                .isInstanceOfSatisfying(
                        TcpMaximumSegmentSizeOption.class,
                        mss -> assertThat(mss.getMaxSegSize()).isEqualTo((short) 1460));
        assertThat(isSumRight(tcp)).isTrue();
        assertThat(isSumRight(
                        parse(Packets.tcp(ends).payload("x").wrongChecksum().build())))
                .isFalse();
    }

    @Test
    void shouldFillInTheIpv4Header() throws Exception {
        IpV4Packet packet = parse(Packets.udp("10.0.0.1:1 > 10.0.0.2:2")
                        .ttl(7)
                        .dscp(46)
                        .ecn(1)
                        .identification(99)
                        .dontFragment()
                        .ipOptions(1, 1, 1)
                        .payload("x")
                        .build())
                .get(IpV4Packet.class);

        IpV4Packet.IpV4Header ip = packet.getHeader();
        assertThat(ip.getTtlAsInt()).isEqualTo(7);
        assertThat(ip.getTos().value()).isEqualTo((byte) (46 << 2 | 1));
        assertThat(ip.getIdentificationAsInt()).isEqualTo(99);
        assertThat(ip.getDontFragmentFlag()).isTrue();
        assertThat(ip.getIhlAsInt()).isEqualTo(6);
        assertThat(ip.getTotalLengthAsInt()).isEqualTo(33);
        assertThat(ip.hasValidChecksum(false)).isTrue();
        assertThat(isSumRight(packet)).isTrue();
        byte[] wrong =
                Packets.udp("10.0.0.1:1 > 10.0.0.2:2").wrongHeaderChecksum().build();
        assertThat(parse(wrong).get(IpV4Packet.class).getHeader().hasValidChecksum(false))
                .isFalse();
    }

    @Test
    void shouldChainExtensionHeaders() throws Exception {
        byte[] packet = Packets.udp("[2001:db8::1]:1 > [2001:db8::2]:2")
                .dscp(46)
                .flowLabel(0x12345)
                .extension(0, 1, 4)
                .extension(60, 1, 12)
                .fragment(0, false)
                .payload("data")
                .build();

        IpV6Packet ip = parse(packet).get(IpV6Packet.class);
        assertThat(ip.getHeader().getFlowLabel().value()).isEqualTo(0x12345);
        assertThat(ip.getHeader().getPayloadLengthAsInt()).isEqualTo(8 + 8 + 8 + 12);
        assertThat(ip.getHeader().getNextHeader().value()).isEqualTo((byte) 0);
        assertThat(ip.contains(IpV6ExtFragmentPacket.class)).isTrue();
        assertThat(packet).hasSize(76).endsWith('d', 'a', 't', 'a');
        assertThat(Sums.isRight(Sums.pseudoHeader(Ends.address("2001:db8::1"), Ends.address("2001:db8::2"), 17, 12)
                        + Sums.sum(packet, 64, 76)))
                .isTrue();
    }

    @Test
    void shouldSumUpWithTheFinalDestination() {
        byte[] packet = Packets.udp("[2001:db8::1]:1 > [2001:db8::2]:2")
                .routing("2001:db8::3", "2001:db8::4")
                .build();

        assertThat(packet[40 + 3]).as("segments left").isEqualTo((byte) 2);
        assertThat(Sums.isRight(Sums.pseudoHeader(Ends.address("2001:db8::1"), Ends.address("2001:db8::4"), 17, 8)
                        + Sums.sum(packet, 80, 88)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1:1 > 10.0.0.2:2, 20", "[2001:db8::1]:1 > [2001:db8::2]:2, 48"})
    void shouldCutPacketsIntoFragmentsThatFitTogetherAgain(String ends, int header) throws Exception {
        byte[] whole = Packets.udp(ends).payloadLength(100).build();

        List<byte[]> pieces = Packets.fragments(whole, 48);

        int data = whole.length - (header == 48 ? 40 : 20);
        int at = 0;
        assertThat(pieces).hasSize((data + 47) / 48);
        for (byte[] piece : pieces) {
            parse(piece);
            int length = piece.length - header;
            assertThat(piece)
                    .endsWith(Arrays.copyOfRange(whole, whole.length - data + at, whole.length - data + at + length));
            int field = header == 48
                    ? (piece[42] & 0xFF) << 8 | (piece[43] & 0xF8)
                    : (piece[6] & 0x1F) << 11 | (piece[7] & 0xFF) << 3;
            assertThat(field).isEqualTo(at);
            at += length;
        }
        assertThat(at).isEqualTo(data);
    }

    @Test
    void shouldBuildEchoesAndErrorsOfEitherVersion() throws Exception {
        byte[] echo = Packets.icmpEcho("10.0.0.1 > 10.0.0.2").build();
        byte[] echo6 = Packets.icmpEcho("2001:db8::1 > 2001:db8::2").build();
        byte[] error = Packets.portUnreachable("10.0.0.2 > 10.0.0.1", echo).build();

        assertThat(echo[9]).isEqualTo((byte) 1);
        assertThat(echo[20]).isEqualTo((byte) 8);
        assertThat(Sums.isRight(Sums.sum(echo, 20, echo.length))).isTrue();
        assertThat(echo6[6]).isEqualTo((byte) 58);
        assertThat(Sums.isRight(Sums.pseudoHeader(
                                Ends.address("2001:db8::1"), Ends.address("2001:db8::2"), 58, echo6.length - 40)
                        + Sums.sum(echo6, 40, echo6.length)))
                .isTrue();
        assertThat(error).endsWith(echo);
        assertThat(parse(error).get(IpV4Packet.class).getHeader().getTotalLengthAsInt())
                .isEqualTo(28 + echo.length);
    }

    @Test
    void shouldBuildWhatKernelsHandOver() {
        Arrival arrival = Packets.tcp("10.0.0.1:1 > 10.0.0.2:2")
                .checksumState(ChecksumState.PARTIAL)
                .payload("abc")
                .cutTo(41)
                .arrival();

        assertThat(arrival.bytes()).hasSize(41);
        assertThat(arrival.originalLength()).isEqualTo(43);
        int field = (arrival.bytes()[36] & 0xFF) << 8 | (arrival.bytes()[37] & 0xFF);
        assertThat(field).as("sum of the pseudo-header alone").isEqualTo(0x0A00 + 1 + 0x0A00 + 2 + 6 + 23);
    }

    @Test
    void shouldNeverWriteAZeroForTheSumOfADatagram() {
        for (int i = 0; i < 65_536; i++) {
            byte[] packet = Packets.udp("10.0.0.1:1 > 10.0.0.2:2")
                    .payload(new byte[] {(byte) (i >> 8), (byte) i})
                    .build();
            assertThat(packet[26] != 0 || packet[27] != 0).as("payload %d", i).isTrue();
        }
        assertThat(Packets.udp("10.0.0.1:1 > 10.0.0.2:2").noChecksum().build()).containsSubsequence(0, 8, 0, 0);
    }

    @Test
    void shouldReadEveryPacketOfItsExamples() throws Exception {
        for (byte[] packet : Packets.various()) {
            parse(packet);
        }
        assertThat(Packets.various()).doesNotHaveDuplicates();
        assertThat(Packets.tcp("10.0.0.1:1 > 10.0.0.2:2").flags(Tcp.RST).build()[33])
                .isEqualTo((byte) Tcp.RST);
    }

    @Test
    void shouldRefuseWhatNamesNoEnds() {
        String form =
                "; write '10.0.0.1:5000 > 10.0.0.2:53', '[2001:db8::1]:5000 > [2001:db8::2]:53' or, without ports,"
                        + " '10.0.0.1 > 10.0.0.2'";
        assertThatThrownBy(() -> Packets.udp("10.0.0.1:5000"))
                .hasMessage("'10.0.0.1:5000' does not name two ends" + form);
        assertThatThrownBy(() -> Packets.udp("host:1 > 10.0.0.1:1"))
                .hasMessage("'host:1' is no end of a packet" + form);
        assertThatThrownBy(() -> Packets.udp("10.0.0.1 > 10.0.0.2:1")).hasMessage("both ends need a port" + form);
        assertThatThrownBy(() -> Packets.icmpEcho("10.0.0.1:1 > 10.0.0.2"))
                .hasMessage("neither end can have a port here" + form);
        assertThatThrownBy(() -> Packets.udp("10.0.0.1:65536 > 10.0.0.2:1")).hasMessage("port 65536 is beyond 65535");
        assertThatThrownBy(() -> Packets.icmpEcho("10.0.0.1 > ::1"))
                .hasMessage("'10.0.0.1 > ::1' has an IPv4 and an IPv6 address; give two of one kind");
    }
}
