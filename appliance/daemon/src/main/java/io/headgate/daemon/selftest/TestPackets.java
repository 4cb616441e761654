package io.headgate.daemon.selftest;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The packets of the self-test: one of each kind a lane decodes, with right checksums, between addresses that belong to
 * nobody (RFC 5737, RFC 3849).
 */
final class TestPackets {
    private static final int IPV4_CLIENT = 0xC000_0201; // 192.0.2.1
    private static final int IPV4_SERVER = 0xC633_6401; // 198.51.100.1
    private static final long DOCUMENTATION_PREFIX = 0x2001_0DB8_0000_0000L;
    private static final int TTL = 64;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    private TestPackets() {}

    static List<byte[]> all() {
        return List.of(
                ipv4(PlainChecksums.UDP, udp()),
                ipv4(PlainChecksums.TCP, tcp(SYN, new byte[] {2, 4, 5, (byte) 0xB4}, 0)),
                ipv4(PlainChecksums.TCP, tcp(ACK, new byte[0], 1000)),
                ipv4(ICMP, echo(8)),
                ipv6(PlainChecksums.UDP, udp()),
                ipv6(PlainChecksums.TCP, tcp(ACK, new byte[0], 333)),
                ipv6(ICMPV6, echo(128)));
    }

    private static byte[] ipv4(int protocol, byte[] message) {
        byte[] bytes = new byte[20 + message.length];
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity());
        packet.putInt(0).put((byte) TTL).put((byte) protocol).putShort((short) 0);
        packet.putInt(IPV4_CLIENT).putInt(IPV4_SERVER).put(message);
        PlainChecksums.fill(packet);
        return bytes;
    }

    private static byte[] ipv6(int nextHeader, byte[] message) {
        byte[] bytes = new byte[40 + message.length];
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        packet.putInt(0x6000_0000).putShort((short) message.length);
        packet.put((byte) nextHeader).put((byte) TTL);
        packet.putLong(DOCUMENTATION_PREFIX)
                .putLong(1)
                .putLong(DOCUMENTATION_PREFIX)
                .putLong(2);
        packet.put(message);
        PlainChecksums.fill(packet);
        return bytes;
    }

    private static byte[] udp() {
        ByteBuffer message = ByteBuffer.allocate(8 + 45);
        message.putShort((short) 40_000).putShort((short) 53).putShort((short) message.capacity());
        return message.array();
    }

    private static byte[] tcp(int flags, byte[] options, int payload) {
        int header = 20 + options.length;
        ByteBuffer message = ByteBuffer.allocate(header + payload);
        message.putShort((short) 40_000).putShort((short) 443).putInt(1).putInt(flags == SYN ? 0 : 1);
        message.put((byte) ((header / 4) << 4)).put((byte) flags).putShort((short) 0xFFFF);
        message.putInt(0).put(options);
        return message.array();
    }

    private static byte[] echo(int type) {
        ByteBuffer message = ByteBuffer.allocate(8 + 56);
        message.put((byte) type)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 1);
        return message.array();
    }
}
