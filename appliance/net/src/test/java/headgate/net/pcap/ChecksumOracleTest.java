package headgate.net.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import headgate.api.Backend;
import headgate.api.ChecksumState;
import headgate.api.Direction;
import headgate.api.Icmp;
import headgate.api.Ipv4;
import headgate.api.Tcp;
import headgate.api.Udp;
import headgate.engine.packet.SlotPacket;
import headgate.engine.ring.LaneBell;
import headgate.engine.ring.Slot;
import headgate.engine.ring.SlotRing;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4EchoPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc1349Tos;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.IcmpV4Code;
import org.pcap4j.packet.namednumber.IcmpV4Type;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.TcpPort;
import org.pcap4j.packet.namednumber.UdpPort;

/**
 * Rewrites random packets and has pcap4j, which knows nothing of us, sum them up: after the repair every byte must be
 * as pcap4j builds it.
 */
class ChecksumOracleTest {
    private static final int UDP_CHECKSUM = 6;

    private final SlotRing ring = new SlotRing(2, new LaneBell(new LaneBell.Bed() {
        @Override
        public void sleep() {}

        @Override
        public void wake() {}
    }));
    private final ByteBuffer arena = ring.arena().bytes();
    private final SlotPacket view = new SlotPacket(ring.arena());

    /** Edits that changed a packet. */
    private int edits;

    @Test
    void shouldAgreeWithPcap4jOnThousandsOfRewrites() throws Exception {
        rewrite(20_260_103, 20_000);
    }

    @Tag("long")
    @Test
    void shouldAgreeWithPcap4jOnAMillionRewrites() throws Exception {
        rewrite(20_260_104, 1_000_000);
    }

    private void rewrite(long seed, int wanted) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; edits < wanted; i++) {
            String name = "seed " + seed + ", packet " + i;
            byte[] original = build(random);
            // Only TCP and UDP are left unfinished by anybody.
            boolean isPartial = original[9] != Ipv4.ICMP && random.nextInt(3) == 0;
            if (isPartial) {
                leaveOnlyThePseudoHeadersSum(original);
            }
            ChecksumState state = isPartial ? ChecksumState.PARTIAL : ChecksumState.UNVERIFIED;

            byte[] rewritten = rewriteOnce(original, state, random);

            assertThat(HexFormat.of().formatHex(rewritten))
                    .as(name)
                    .isEqualTo(HexFormat.of().formatHex(summedUp(rewritten)));
        }
    }

    private byte[] rewriteOnce(byte[] packet, ChecksumState state, Random random) {
        ring.writable(2);
        Slot slot = ring.writableSlot(random.nextInt(2));
        // The kernel aligns to four; a longer attribute before the payload moves it.
        int at = slot.dataOffset() + 4 * random.nextInt(40);
        arena.put(at, packet);
        slot.setPacket(at, packet.length, packet.length);
        slot.setOrigin(Backend.NFQUEUE, Direction.OUT, "wan", 0, 0);
        slot.setOffload(state, false, false);
        assertThat(view.wrap(slot)).isEqualTo(SlotPacket.Kind.IPV4);
        do {
            view.beginFilter();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                edit(random);
                edits++;
            }
            if (random.nextInt(8) == 0) {
                view.rollback();
            }
        } while (!view.isChanged());
        assertThat(view.repair()).isTrue();
        byte[] rewritten = new byte[packet.length];
        arena.get(at, rewritten);
        return rewritten;
    }

    private void edit(Random random) {
        Ipv4 ip = view.ipv4();
        switch (random.nextInt(9)) {
            case 0 -> ip.ttl(random.nextInt(256));
            case 1 -> ip.dscp(random.nextInt(64));
            case 2 -> ip.ecn(random.nextInt(4));
            case 3 -> ip.identification(random.nextInt(65_536));
            case 4 -> ip.source(address(random));
            case 5 -> ip.destination(address(random));
            case 6 -> editPayload(random);
            default -> editTransport(random);
        }
    }

    private void editPayload(Random random) {
        int length = view.payloadLength();
        if (length >= 4) {
            int offset = view.payloadOffset() + random.nextInt(length - 3);
            switch (random.nextInt(3)) {
                case 0 -> view.payloadU8(offset, random.nextInt(256));
                case 1 -> view.payloadU16(offset, random.nextInt(65_536));
                default -> view.payloadU32(offset, random.nextInt());
            }
        }
    }

    private void editTransport(Random random) {
        Tcp tcp = view.tcp();
        Udp udp = view.udp();
        Icmp icmp = view.icmp();
        int field = random.nextInt(6);
        int value = random.nextInt(65_536);
        if (tcp != null) {
            switch (field) {
                case 0 -> tcp.sourcePort(value);
                case 1 -> tcp.destinationPort(value);
                case 2 -> tcp.sequence(random.nextInt());
                case 3 -> tcp.acknowledgment(random.nextInt());
                case 4 -> tcp.flags(value & 0x3F);
                default -> tcp.window(value);
            }
        } else if (udp != null) {
            if (field < 3) {
                udp.sourcePort(value);
            } else {
                udp.destinationPort(value);
            }
        } else if (field < 3) {
            icmp.identifier(value);
        } else {
            icmp.sequence(value);
        }
    }

    // ---- pcap4j

    private static byte[] build(Random random) throws UnknownHostException {
        Inet4Address source = inet(address(random));
        Inet4Address destination = inet(address(random));
        byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(1400) : random.nextInt(64)];
        random.nextBytes(bytes);
        UnknownPacket.Builder payload = new UnknownPacket.Builder().rawData(bytes);
        Packet.Builder transport;
        IpNumber protocol;
        switch (random.nextInt(3)) {
            case 0 -> {
                protocol = IpNumber.TCP;
                transport = tcp(random, source, destination).payloadBuilder(payload);
            }
            case 1 -> {
                protocol = IpNumber.UDP;
                transport = new UdpPacket.Builder()
                        .srcPort(UdpPort.getInstance((short) random.nextInt()))
                        .dstPort(UdpPort.getInstance((short) random.nextInt()))
                        .srcAddr(source)
                        .dstAddr(destination)
                        .payloadBuilder(payload)
                        .correctChecksumAtBuild(true)
                        .correctLengthAtBuild(true);
            }
            default -> {
                protocol = IpNumber.ICMPV4;
                transport = new IcmpV4CommonPacket.Builder()
                        .type(IcmpV4Type.ECHO)
                        .code(IcmpV4Code.NO_CODE)
                        .payloadBuilder(new IcmpV4EchoPacket.Builder()
                                .identifier((short) random.nextInt())
                                .sequenceNumber((short) random.nextInt())
                                .payloadBuilder(payload))
                        .correctChecksumAtBuild(true);
            }
        }
        byte[] packet = new IpV4Packet.Builder()
                .version(IpVersion.IPV4)
                .tos(IpV4Rfc1349Tos.newInstance((byte) random.nextInt()))
                .identification((short) random.nextInt())
                .ttl((byte) random.nextInt())
                .protocol(protocol)
                .srcAddr(source)
                .dstAddr(destination)
                .payloadBuilder(transport)
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true)
                .build()
                .getRawData();
        sendZeroSumAsOnes(packet);
        return packet;
    }

    /** A UDP sum that comes out as zero, which pcap4j leaves: zero would say that there is none (RFC 768). */
    private static void sendZeroSumAsOnes(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        if (packet[9] == Ipv4.UDP && bytes.getShort(20 + UDP_CHECKSUM) == 0) {
            bytes.putShort(20 + UDP_CHECKSUM, (short) 0xFFFF);
        }
    }

    private static TcpPacket.Builder tcp(Random random, InetAddress source, InetAddress destination) {
        return new TcpPacket.Builder()
                .srcPort(TcpPort.getInstance((short) random.nextInt()))
                .dstPort(TcpPort.getInstance((short) random.nextInt()))
                .sequenceNumber(random.nextInt())
                .acknowledgmentNumber(random.nextInt())
                .ack(random.nextBoolean())
                .psh(random.nextBoolean())
                .syn(random.nextBoolean())
                .window((short) random.nextInt())
                .srcAddr(source)
                .dstAddr(destination)
                .correctChecksumAtBuild(true)
                .correctLengthAtBuild(true);
    }

    /** The same packet as pcap4j sums it up: nothing else of it may differ. */
    private static byte[] summedUp(byte[] packet) throws IllegalRawDataException {
        IpV4Packet parsed = IpV4Packet.newPacket(packet, 0, packet.length);
        Inet4Address source = parsed.getHeader().getSrcAddr();
        Inet4Address destination = parsed.getHeader().getDstAddr();
        IpV4Packet.Builder ip = parsed.getBuilder().correctChecksumAtBuild(true);
        Packet.Builder transport = ip.getPayloadBuilder();
        if (transport instanceof TcpPacket.Builder tcp) {
            tcp.srcAddr(source).dstAddr(destination).correctChecksumAtBuild(true);
        } else if (transport instanceof UdpPacket.Builder udp) {
            udp.srcAddr(source).dstAddr(destination).correctChecksumAtBuild(true);
        } else if (transport instanceof IcmpV4CommonPacket.Builder icmp) {
            icmp.correctChecksumAtBuild(true);
        } else {
            throw new AssertionError("pcap4j read a " + transport.getClass());
        }
        byte[] expected = ip.build().getRawData();
        sendZeroSumAsOnes(expected);
        return expected;
    }

    /** As a sender leaves it to its hardware: the sum of addresses, protocol and length, not inverted. */
    private static void leaveOnlyThePseudoHeadersSum(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        long sum = (long) bytes.get(9) + (packet.length - 20);
        for (int i = 12; i < 20; i += 2) {
            sum += bytes.getShort(i) & 0xFFFF;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        bytes.putShort(packet[9] == Ipv4.TCP ? 36 : 26, (short) sum);
    }

    /** Often one whose halves are all zeros or all ones, where sums by difference go wrong first. */
    private static int address(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt() & 0xFFFF;
            case 1 -> random.nextInt() | 0xFFFF;
            case 2 -> -1;
            case 3 -> 0;
            default -> random.nextInt();
        };
    }

    private static Inet4Address inet(int address) throws UnknownHostException {
        return (Inet4Address)
                InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(address).array());
    }
}
