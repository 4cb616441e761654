package io.headgate.daemon.plugin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The capture that the template comes with: small packets of many kinds, with right checksums, between addresses that belong
 * to nobody (RFC 5737, RFC 3849).
 */
final class SampleTraffic {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int GRE = 47;
    private static final int ICMPV6 = 58;
    private static final int SYN = 0x02;
    private static final int FIN = 0x01;
    private static final int PSH = 0x08;
    private static final int ACK = 0x10;
    private static final int CLIENT = 0xC000_0201;
    private static final int SERVER = 0xC633_6401;
    private static final int GROUP = 0xEF01_0101;
    private static final long DOCUMENTATION_PREFIX = 0x2001_0DB8_0000_0000L;
    private static final int RAW_IP = 101;
    private static final int SECOND = 1_767_225_600;

    private SampleTraffic() {}

    /** The packets, each from the IP header on. */
    static List<byte[]> packets() {
        List<byte[]> packets = new ArrayList<>();
        byte[] dns = query("example.org");
        // A connection with its client hello, up to its end.
        packets.add(ipv4(CLIENT, SERVER, TCP, tcp(40_000, 443, 1_000, 0, SYN, bytes(2, 4, 5, 0xB4), new byte[0])));
        packets.add(ipv4(
                SERVER, CLIENT, TCP, tcp(443, 40_000, 9_000, 1_001, SYN | ACK, bytes(2, 4, 5, 0xB4), new byte[0])));
        packets.add(ipv4(CLIENT, SERVER, TCP, tcp(40_000, 443, 1_001, 9_001, ACK, new byte[0], new byte[0])));
        packets.add(ipv4(
                CLIENT,
                SERVER,
                TCP,
                tcp(40_000, 443, 1_001, 9_001, PSH | ACK, new byte[0], clientHello("example.org"))));
        packets.add(ipv4(CLIENT, SERVER, TCP, tcp(40_000, 443, 1_200, 9_001, FIN | ACK, new byte[0], new byte[0])));
        // Names, an empty datagram, one without checksum, one to a group.
        packets.add(ipv4(CLIENT, SERVER, UDP, udp(40_001, 53, dns)));
        packets.add(ipv4(SERVER, CLIENT, UDP, udp(53, 40_001, answer(dns))));
        packets.add(ipv4(CLIENT, SERVER, UDP, udp(40_002, 9, new byte[0])));
        packets.add(withoutSum(ipv4(CLIENT, SERVER, UDP, udp(40_003, 9_999, new byte[100]))));
        packets.add(ipv4(CLIENT, GROUP, UDP, udp(40_004, 5_004, new byte[188])));
        // Echoes, and an error that quotes a datagram.
        packets.add(ipv4(CLIENT, SERVER, ICMP, icmp(8, 0, new byte[56])));
        packets.add(ipv4(SERVER, CLIENT, ICMP, icmp(0, 0, new byte[56])));
        packets.add(ipv4(SERVER, CLIENT, ICMP, icmp(3, 3, ipv4(CLIENT, SERVER, UDP, udp(40_002, 9, new byte[0])))));
        // A datagram in two fragments, options, a protocol without ports.
        byte[] whole = ipv4(CLIENT, SERVER, UDP, udp(40_005, 5_005, new byte[200]));
        packets.add(fragment(whole, 0, 104, true));
        packets.add(fragment(whole, 104, 104, false));
        packets.add(ipv4(CLIENT, SERVER, UDP, bytes(0x94, 4, 0, 0), udp(40_006, 53, dns)));
        packets.add(ipv4(CLIENT, SERVER, GRE, new byte[24]));
        // The same over IPv6.
        packets.add(ipv6(TCP, tcp(40_007, 80, 1, 0, SYN, bytes(2, 4, 5, 0xA0), new byte[0])));
        packets.add(ipv6(UDP, udp(40_008, 53, dns)));
        packets.add(ipv6(ICMPV6, icmp(128, 0, new byte[56])));
        packets.add(extended(0, bytes(UDP, 0, 1, 4, 0, 0, 0, 0), UDP, udp(40_009, 53, dns)));
        packets.add(extended(44, bytes(UDP, 0, 0, 1, 0, 0, 0, 7), UDP, udp(40_010, 5_005, new byte[64])));
        packets.add(extended(44, bytes(UDP, 0, 0, 72, 0, 0, 0, 7), GRE, new byte[64]));
        return packets;
    }

    /** A classic pcap file of raw IP, one packet each millisecond. */
    static byte[] pcap() {
        List<byte[]> packets = packets();
        ByteBuffer file = ByteBuffer.allocate(
                24 + packets.stream().mapToInt(packet -> 16 + packet.length).sum());
        file.putInt(0xA1B2_C3D4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(RAW_IP);
        for (int i = 0; i < packets.size(); i++) {
            byte[] packet = packets.get(i);
            file.putInt(SECOND)
                    .putInt(i * 1_000)
                    .putInt(packet.length)
                    .putInt(packet.length)
                    .put(packet);
        }
        return file.array();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] ipv4(int source, int destination, int protocol, byte[] message) {
        return ipv4(source, destination, protocol, new byte[0], message);
    }

    private static byte[] ipv4(int source, int destination, int protocol, byte[] options, byte[] message) {
        int header = 20 + options.length;
        byte[] bytes = new byte[header + message.length];
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        packet.put((byte) (0x40 | (header / 4)))
                .put((byte) 0)
                .putShort((short) packet.capacity())
                .putInt(0x0001_0000);
        packet.put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt(source)
                .putInt(destination);
        packet.put(options).put(message);
        packet.putShort(10, (short) ~sum(packet, 0, header, 0));
        int pseudo = sum(packet, 12, 20, 0) + protocol + message.length;
        fillSum(packet, header, protocol, pseudo);
        return bytes;
    }

    private static byte[] ipv6(int protocol, byte[] message) {
        return extended(protocol, new byte[0], protocol, message);
    }

    /** With an extension header; {@code protocol} is whose checksum is filled in. */
    private static byte[] extended(int nextHeader, byte[] extension, int protocol, byte[] message) {
        byte[] bytes = new byte[40 + extension.length + message.length];
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        packet.putInt(0x6000_0000).putShort((short) (extension.length + message.length));
        packet.put((byte) nextHeader).put((byte) 64);
        packet.putLong(DOCUMENTATION_PREFIX)
                .putLong(1)
                .putLong(DOCUMENTATION_PREFIX)
                .putLong(2);
        packet.put(extension).put(message);
        int pseudo = sum(packet, 8, 40, 0) + protocol + message.length;
        fillSum(packet, 40 + extension.length, protocol, pseudo);
        return bytes;
    }

    private static void fillSum(ByteBuffer packet, int header, int protocol, int pseudo) {
        int field = switch (protocol) {
            case TCP -> 16;
            case UDP -> 6;
            case ICMP, ICMPV6 -> 2;
            default -> -1;
        };
        if (field >= 0) {
            int sum = sum(packet, header, packet.capacity(), protocol == ICMP ? 0 : pseudo);
            packet.putShort(header + field, (short) ~sum);
        }
    }

    /** The sum of RFC 1071, folded. */
    private static int sum(ByteBuffer packet, int from, int to, int start) {
        int sum = start;
        for (int at = from; at < to; at += 2) {
            sum += at + 1 < to ? packet.getShort(at) & 0xFFFF : (packet.get(at) & 0xFF) << 8;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }

    private static byte[] withoutSum(byte[] udpPacket) {
        ByteBuffer.wrap(udpPacket).putShort(26, (short) 0);
        return udpPacket;
    }

    private static byte[] fragment(byte[] whole, int offset, int length, boolean isMore) {
        ByteBuffer packet = ByteBuffer.allocate(20 + length);
        packet.put(whole, 0, 20).put(whole, 20 + offset, length);
        packet.putShort(2, (short) packet.capacity());
        packet.putShort(6, (short) ((offset / 8) | (isMore ? 0x2000 : 0))).putShort(10, (short) 0);
        packet.putShort(10, (short) ~sum(packet, 0, 20, 0));
        return packet.array();
    }

    private static byte[] udp(int source, int destination, byte[] payload) {
        ByteBuffer message = ByteBuffer.allocate(8 + payload.length);
        message.putShort((short) source).putShort((short) destination).putShort((short) message.capacity());
        return message.putShort((short) 0).put(payload).array();
    }

    private static byte[] tcp(
            int source, int destination, int seq, int ack, int flags, byte[] options, byte[] payload) {
        int header = 20 + options.length;
        ByteBuffer message = ByteBuffer.allocate(header + payload.length);
        message.putShort((short) source)
                .putShort((short) destination)
                .putInt(seq)
                .putInt(ack);
        message.put((byte) ((header / 4) << 4))
                .put((byte) flags)
                .putShort((short) 0xFFFF)
                .putInt(0);
        return message.put(options).put(payload).array();
    }

    private static byte[] icmp(int type, int code, byte[] rest) {
        ByteBuffer message = ByteBuffer.allocate(8 + rest.length);
        message.put((byte) type).put((byte) code).putShort((short) 0).putInt(type == 3 ? 0 : 0x0001_0001);
        return message.put(rest).array();
    }

    /** A question for an IPv4 address (RFC 1035, section 4). */
    private static byte[] query(String name) {
        ByteBuffer message = ByteBuffer.allocate(12 + name.length() + 2 + 4);
        message.putShort((short) 0x1234)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0);
        for (String label : name.split("\\.", -1)) {
            message.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        return message.put((byte) 0).putShort((short) 1).putShort((short) 1).array();
    }

    private static byte[] answer(byte[] query) {
        ByteBuffer message = ByteBuffer.allocate(query.length + 16).put(query);
        message.putShort((short) 0xC00C)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(300)
                .putShort((short) 4);
        return message.putInt(SERVER)
                .putShort(2, (short) 0x8180)
                .putShort(6, (short) 1)
                .array();
    }

    /** A TLS 1.2 client hello with one cipher suite and a server name (RFC 5246, section 7.4.1.2; RFC 6066, section 3). */
    private static byte[] clientHello(String name) {
        int list = name.length() + 3;
        int extensions = 4 + 2 + list;
        int body = 2 + 32 + 1 + 4 + 2 + 2 + extensions;
        ByteBuffer record = ByteBuffer.allocate(5 + 4 + body);
        record.put((byte) 22).putShort((short) 0x0301).putShort((short) (4 + body));
        record.putInt((1 << 24) | body)
                .putShort((short) 0x0303)
                .put(new byte[32])
                .put((byte) 0);
        record.putShort((short) 2).putShort((short) 0x1301).put((byte) 1).put((byte) 0);
        record.putShort((short) extensions)
                .putShort((short) 0)
                .putShort((short) (2 + list))
                .putShort((short) list);
        record.put((byte) 0).putShort((short) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        return record.array();
    }
}
