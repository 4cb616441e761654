package io.headgate.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.packet.DnsPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV6CommonPacket;
import org.pcap4j.packet.IpSelector;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;

/** Every field that pcap4j knows of a packet reads the same here. */
class DissectorTest {
    private Dissection ours;

    private void has(String name, Object value) {
        assertThat(ours.find(name)).as(name).contains(String.valueOf(value));
    }

    private void agree(byte[] bytes) throws Exception {
        ours = Dissector.dissect(bytes);
        Packet theirs = IpSelector.newPacket(bytes, 0, bytes.length);
        if (theirs instanceof IpV4Packet ip) {
            ipv4(ip.getHeader());
        } else {
            ipv6(theirs.get(IpV6Packet.class).getHeader());
        }
        // Errors first: pcap4j also finds the packet that they quote.
        if (theirs.contains(IcmpV4CommonPacket.class)) {
            IcmpV4CommonPacket.IcmpV4CommonHeader icmp =
                    theirs.get(IcmpV4CommonPacket.class).getHeader();
            has("ICMP type", icmp.getType().value());
            has("ICMP code", icmp.getCode().value());
        } else if (theirs.contains(IcmpV6CommonPacket.class)) {
            IcmpV6CommonPacket.IcmpV6CommonHeader icmp =
                    theirs.get(IcmpV6CommonPacket.class).getHeader();
            has("ICMPv6 type", icmp.getType().value() & 0xFF);
            has("ICMPv6 code", icmp.getCode().value());
        } else if (theirs.contains(TcpPacket.class)) {
            tcp(theirs.get(TcpPacket.class).getHeader());
            payload(theirs.get(TcpPacket.class).getPayload());
        } else if (theirs.contains(UdpPacket.class)) {
            udp(theirs.get(UdpPacket.class).getHeader());
        }
    }

    private void ipv4(IpV4Packet.IpV4Header ip) {
        has("IPv4 header length", ip.getIhlAsInt() * 4);
        has("IPv4 DSCP", (ip.getTos().value() & 0xFF) >>> 2);
        has("IPv4 ECN", ip.getTos().value() & 3);
        has("IPv4 total length", ip.getTotalLengthAsInt());
        has("IPv4 identification", ip.getIdentificationAsInt());
        has("IPv4 reserved flag", ip.getReservedFlag());
        has("IPv4 don't fragment", ip.getDontFragmentFlag());
        has("IPv4 more fragments", ip.getMoreFragmentFlag());
        has("IPv4 fragment offset", ip.getFragmentOffset() * 8);
        has("IPv4 TTL", ip.getTtlAsInt());
        has("IPv4 protocol", ip.getProtocol().value() & 0xFF);
        has("IPv4 source", ip.getSrcAddr().getHostAddress());
        has("IPv4 destination", ip.getDstAddr().getHostAddress());
        assertThat(ours.find("IPv4 header checksum").orElseThrow().equals("right"))
                .isEqualTo(ip.hasValidChecksum(false));
    }

    private void ipv6(IpV6Packet.IpV6Header ip) throws Exception {
        int trafficClass = ip.getTrafficClass().value() & 0xFF;
        has("IPv6 DSCP", trafficClass >>> 2);
        has("IPv6 ECN", trafficClass & 3);
        has("IPv6 flow label", ip.getFlowLabel().value());
        has("IPv6 payload length", ip.getPayloadLengthAsInt());
        has("IPv6 next header", ip.getNextHeader().value() & 0xFF);
        has("IPv6 hop limit", ip.getHopLimitAsInt());
        assertThat(InetAddress.getByName(ours.find("IPv6 source").orElseThrow()))
                .isEqualTo(ip.getSrcAddr());
        assertThat(InetAddress.getByName(ours.find("IPv6 destination").orElseThrow()))
                .isEqualTo(ip.getDstAddr());
    }

    private void tcp(TcpPacket.TcpHeader tcp) {
        has("TCP source port", tcp.getSrcPort().valueAsInt());
        has("TCP destination port", tcp.getDstPort().valueAsInt());
        has("TCP sequence number", tcp.getSequenceNumberAsLong());
        has("TCP acknowledgment number", tcp.getAcknowledgmentNumberAsLong());
        has("TCP header length", tcp.getDataOffsetAsInt() * 4);
        has("TCP window", tcp.getWindowAsInt());
        has("TCP urgent pointer", tcp.getUrgentPointerAsInt());
        String flags = ours.find("TCP flags").orElseThrow();
        assertThat(flags.contains("SYN")).isEqualTo(tcp.getSyn());
        assertThat(flags.contains("ACK")).isEqualTo(tcp.getAck());
        assertThat(flags.contains("FIN")).isEqualTo(tcp.getFin());
        assertThat(flags.contains("RST")).isEqualTo(tcp.getRst());
        assertThat(flags.contains("PSH")).isEqualTo(tcp.getPsh());
        assertThat(flags.contains("URG")).isEqualTo(tcp.getUrg());
    }

    private void udp(UdpPacket.UdpHeader udp) {
        has("UDP source port", udp.getSrcPort().valueAsInt());
        has("UDP destination port", udp.getDstPort().valueAsInt());
        has("UDP length", udp.getLengthAsInt());
    }

    private void payload(Packet theirs) {
        assertThat(ours.payload()).isEqualTo(theirs == null ? new byte[0] : theirs.getRawData());
    }

    @Test
    void shouldAgreeAboutEveryKindOfPacket() throws Exception {
        for (byte[] packet : Packets.various()) {
            agree(packet);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAgreeAboutRandomFields(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            boolean isIpv6 = random.nextBoolean();
            String ends = isIpv6
                    ? "[2001:db8:%x::%x]:%d > [fe80::%x:%x]:443"
                            .formatted(random.nextInt(65_536), random.nextInt(65_536), 1 + random.nextInt(65_535), i, 7)
                    : "10.0.%d.%d:%d > 198.51.100.2:443"
                            .formatted(random.nextInt(256), random.nextInt(256), 1 + random.nextInt(65_535));
            PacketBuilder<?> packet = random.nextBoolean()
                    ? Packets.udp(ends)
                    : Packets.tcp(ends)
                            .flags(random.nextInt(64))
                            .sequence(random.nextInt())
                            .acknowledgment(random.nextInt())
                            .window(random.nextInt(65_536))
                            .urgentPointer(random.nextInt(65_536))
                            .mss(random.nextInt(65_536));
            packet.ttl(random.nextInt(256))
                    .dscp(random.nextInt(64))
                    .ecn(random.nextInt(4))
                    .payloadLength(random.nextInt(100));
            if (isIpv6) {
                packet.flowLabel(random.nextInt(1 << 20));
            } else {
                packet.identification(random.nextInt(65_536));
            }
            if (!isIpv6 && random.nextBoolean()) {
                packet.dontFragment();
            }
            if (random.nextInt(4) == 0) {
                packet.wrongHeaderChecksum();
            }
            try {
                agree(packet.build());
            } catch (AssertionError disagreement) {
                throw new AssertionError("seed " + seed + ", packet " + i, disagreement);
            }
        }
    }

    @Test
    void shouldNameTheOptionsOfTcp() {
        ours = Dissector.dissect(Packets.tcp("10.0.0.1:1 > 10.0.0.2:2")
                .mss(1460)
                .options(4, 2, 3, 3, 7, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 253, 4, 0xAB, 0xCD)
                .build());

        has("TCP MSS option", 1460);
        has("TCP SACK permitted option", "yes");
        has("TCP window scale option", 7);
        has("TCP timestamps option", "1, echo 2");
        has("TCP NOP option", "at 19");
        has("TCP option 253", "abcd");
        ours = Dissector.dissect(
                Packets.tcp("10.0.0.1:1 > 10.0.0.2:2").options(1, 2, 9, 1).build());
        has("TCP malformed options", "020901");
    }

    @Test
    void shouldNameExtensionHeaders() {
        ours = Dissector.dissect(Packets.udp("[::1]:1 > [::2]:2")
                .extension(0, 5, 2)
                .routing("::3")
                .fragment(0, true)
                .build());

        has("IPv6 hop-by-hop options content", "050200000000");
        has("IPv6 routing header segments left", 1);
        has("IPv6 fragment header more fragments", true);
        has("IPv6 fragment header identification", 0x1234);
        has("UDP destination port", 2);
    }

    @Test
    void shouldShowWhatAnErrorQuotes() {
        byte[] lost = Packets.udp("10.0.0.1:5000 > 192.0.2.9:53").build();
        ours = Dissector.dissect(
                Packets.portUnreachable("192.0.2.9 > 10.0.0.1", lost).build());

        has("quoted source", "10.0.0.1");
        has("quoted destination port", 53);
    }

    private static byte[] name(String text) {
        ByteBuffer name = ByteBuffer.allocate(text.length() + 2);
        for (String label : text.split("\\.", -1)) {
            name.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        return Arrays.copyOf(name.array(), text.length() + 2);
    }

    /** A question for an address, answered by an alias and its address; the alias' name is compressed. */
    private static byte[] answer() {
        ByteBuffer message = ByteBuffer.allocate(512);
        message.putShort((short) 7)
                .putShort((short) 0x8180)
                .putShort((short) 1)
                .putShort((short) 2)
                .putInt(0);
        message.put(name("www.example.org")).putShort((short) 1).putShort((short) 1);
        message.putShort((short) 0xC00C)
                .putShort((short) 5)
                .putShort((short) 1)
                .putInt(60)
                .putShort((short) 5);
        message.put((byte) 2).put("cd".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0xC010);
        message.putShort((short) 0xC00C)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(300)
                .putShort((short) 4);
        message.putInt(0xC000_0207);
        return Arrays.copyOf(message.array(), message.position());
    }

    @Test
    void shouldNameRecordsOfDns() throws Exception {
        byte[] packet =
                Packets.udp("192.0.2.1:53 > 10.0.0.1:5000").payload(answer()).build();
        ours = Dissector.dissect(packet);

        DnsPacket.DnsHeader theirs = IpSelector.newPacket(packet, 0, packet.length)
                .get(DnsPacket.class)
                .getHeader();
        has("DNS identification", theirs.getId());
        has("DNS question 1", theirs.getQuestions().get(0).getQName().getName() + ". A");
        has("DNS answer 1", "www.example.org. CNAME ttl 60 cd.example.org.");
        has("DNS answer 2", "www.example.org. A ttl 300 192.0.2.7");
        assertThat(theirs.getAnswers()).hasSize(2);
        assertThat(ours.payload()).isEmpty();
    }

    /** Whatever cannot be read to its end stays payload. */
    @Test
    void shouldLeaveMalformedMessagesAsTheyAre() {
        byte[] whole = answer();
        for (int length = 0; length < whole.length; length++) {
            ours = Dissector.dissect(Packets.udp("192.0.2.1:53 > 10.0.0.1:5000")
                    .payload(Arrays.copyOf(whole, length))
                    .build());
            assertThat(ours.find("DNS identification")).isEmpty();
            assertThat(ours.payload()).hasSize(length);
        }
        byte[] loop = whole.clone();
        loop[12] = (byte) 0xC0;
        loop[13] = 12;
        ours = Dissector.dissect(
                Packets.udp("192.0.2.1:53 > 10.0.0.1:5000").payload(loop).build());
        assertThat(ours.payload()).isEqualTo(loop);
    }

    /** Any bytes at all are taken apart without an exception, and a difference in any of them is told. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void shouldTellAnyDifference(long seed) {
        Random random = new Random(seed);
        for (byte[] packet : Packets.various()) {
            for (int i = 0; i < 200; i++) {
                byte[] other = packet.clone();
                other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
                byte[] cut = Arrays.copyOf(other, random.nextInt(other.length));

                assertThat(Differences.of(packet, other)).as("seed %d", seed).isNotEmpty();
                assertThat(Differences.of(packet, cut)).isNotEmpty();
                assertThat(Differences.of(cut, packet)).isNotEmpty();
            }
            assertThat(Differences.of(packet, packet.clone())).isEmpty();
        }
    }
}
