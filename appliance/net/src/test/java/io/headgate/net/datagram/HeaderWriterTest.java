package io.headgate.net.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.ChecksumState;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.LaneBell;
import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.IpV6Packet;
import org.pcap4j.packet.IpV6SimpleFlowLabel;
import org.pcap4j.packet.IpV6SimpleTrafficClass;
import org.pcap4j.packet.UdpPacket;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.UdpPort;

/** Headers written here beside those that pcap4j builds of the same fields. */
class HeaderWriterTest {
    private static final long SEED = 20_260_301;
    private static final int PACKETS = 20_000;

    private final SlotRing ring = new SlotRing(2, LaneBell.unheard());
    private final ByteBuffer arena = ring.arena().bytes();
    private final HeaderWriter headers = new HeaderWriter(ring.arena());
    private final Random random = new Random(SEED);

    @Test
    void shouldAgreeWithPcap4jOnIpv4() throws Exception {
        System.out.println("HeaderWriterTest seed=" + SEED);
        for (int i = 0; i < PACKETS; i++) {
            Slot slot = slot();
            byte[] payload = payload(65_507, i);
            byte[] source = address(4);
            byte[] destination = address(4);
            int ports = random.nextInt();
            int tos = random.nextInt(256);
            int ttl = random.nextInt(256);

            int at = slot.dataOffset() + HeaderWriter.ROOM;
            arena.put(at, payload);
            headers.writeIpv4(at, payload.length, intOf(source), intOf(destination), ports, tos, ttl);

            byte[] built = new IpV4Packet.Builder()
                    .version(IpVersion.IPV4)
                    .tos(IpV4Rfc791Tos.newInstance((byte) tos))
                    .ttl((byte) ttl)
                    .protocol(IpNumber.UDP)
                    .srcAddr((Inet4Address) InetAddress.getByAddress(source))
                    .dstAddr((Inet4Address) InetAddress.getByAddress(destination))
                    .payloadBuilder(udp(ports, payload).correctChecksumAtBuild(false))
                    .correctLengthAtBuild(true)
                    .correctChecksumAtBuild(true)
                    .build()
                    .getRawData();
            assertSame(at - 28, built, i);
        }
    }

    /** What is written here is half a sum; once the engine has completed it the packet must be as pcap4j builds it. */
    @Test
    void shouldAgreeWithPcap4jOnIpv6OnceThePartialSumIsCompleted() throws Exception {
        SlotPacket view = new SlotPacket(ring.arena());
        for (int i = 0; i < PACKETS; i++) {
            Slot slot = slot();
            byte[] payload = payload(65_527, i);
            byte[] source = address(16);
            byte[] destination = address(16);
            int ports = random.nextInt();
            int trafficClass = random.nextInt(256);
            int hops = random.nextInt(256);

            int at = slot.dataOffset() + HeaderWriter.ROOM;
            arena.put(at, payload);
            ByteBuffer from = ByteBuffer.wrap(source);
            ByteBuffer to = ByteBuffer.wrap(destination);
            headers.writeIpv6(
                    at,
                    payload.length,
                    from.getLong(0),
                    from.getLong(8),
                    to.getLong(0),
                    to.getLong(8),
                    ports,
                    trafficClass,
                    hops ^ 1);
            slot.setPacket(at - 48, 48 + payload.length, 48 + payload.length);
            slot.setOffload(ChecksumState.PARTIAL, false, false);
            assertThat(view.wrap(slot)).isEqualTo(SlotPacket.Kind.IPV6);
            view.beginFilter();
            view.ipv6().hopLimit(hops);
            assertThat(view.repair()).isTrue();

            byte[] built = new IpV6Packet.Builder()
                    .version(IpVersion.IPV6)
                    .trafficClass(IpV6SimpleTrafficClass.newInstance((byte) trafficClass))
                    .flowLabel(IpV6SimpleFlowLabel.newInstance(0))
                    .nextHeader(IpNumber.UDP)
                    .hopLimit((byte) hops)
                    .srcAddr(Inet6Address.getByAddress(null, source, -1))
                    .dstAddr(Inet6Address.getByAddress(null, destination, -1))
                    .correctLengthAtBuild(true)
                    .payloadBuilder(udp(ports, payload)
                            .srcAddr(Inet6Address.getByAddress(null, source, -1))
                            .dstAddr(Inet6Address.getByAddress(null, destination, -1))
                            .correctChecksumAtBuild(true))
                    .build()
                    .getRawData();
            assertSame(at - 48, built, i);
        }
    }

    private Slot slot() {
        ring.writable(2);
        return ring.writableSlot(random.nextInt(2));
    }

    private static UdpPacket.Builder udp(int ports, byte[] payload) {
        return new UdpPacket.Builder()
                .srcPort(UdpPort.getInstance((short) (ports >>> 16)))
                .dstPort(UdpPort.getInstance((short) ports))
                .payloadBuilder(new UnknownPacket.Builder().rawData(payload))
                .correctLengthAtBuild(true);
    }

    /** Mostly short ones; the first are the longest, and one that is empty. */
    private byte[] payload(int most, int i) {
        int length = i == 0 ? most : i == 1 ? 0 : random.nextInt(i % 100 == 0 ? most : 100);
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        return payload;
    }

    /** With words of ones and zeros among them, where sums differ if carries are lost. */
    private byte[] address(int length) {
        byte[] address = new byte[length];
        random.nextBytes(address);
        if (random.nextInt(4) == 0) {
            Arrays.fill(address, random.nextInt(length), length, (byte) (random.nextBoolean() ? 0xFF : 0));
        }
        if (length == 16 && address[0] == 0) {
            address[0] = 0x20; // No IPv4 address in IPv6 clothes, for which Java makes another class.
        }
        return address;
    }

    private static int intOf(byte[] address) {
        return ByteBuffer.wrap(address).getInt();
    }

    private void assertSame(int at, byte[] built, int i) {
        byte[] written = new byte[built.length];
        arena.get(at, written);
        if (!Arrays.equals(written, built)) {
            assertThat(HexFormat.of().formatHex(written))
                    .as("seed %d, packet %d", SEED, i)
                    .isEqualTo(HexFormat.of().formatHex(built));
        }
    }
}
