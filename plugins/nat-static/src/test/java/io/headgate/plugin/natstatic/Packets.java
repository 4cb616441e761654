package io.headgate.plugin.natstatic;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Packets as hosts send them, with sums computed the slow way. Ends are written {@code address} or {@code address!port}. */
final class Packets {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    private Packets() {}

    static byte[] udp(String from, String to) {
        return ip(UDP, from, to, udpDatagram(port(from), port(to), 13));
    }

    static byte[] tcp(String from, String to) {
        ByteBuffer segment = ByteBuffer.allocate(27);
        segment.putShort((short) port(from)).putShort((short) port(to)).putLong(0x0102_0304_0506_0708L);
        segment.putInt(0x5018_FAF0).putInt(0).put(new byte[] {1, 2, 3, 4, 5, 6, 7});
        return ip(TCP, from, to, segment.array());
    }

    static byte[] ping(String from, String to) {
        boolean isIpv6 = from.contains(":");
        ByteBuffer message =
                ByteBuffer.allocate(16).put(0, (byte) (isIpv6 ? 128 : 8)).putInt(4, 0x0007_0001);
        return ip(isIpv6 ? ICMPV6 : ICMP, from, to, message.array());
    }

    /** Port unreachable, quoting the first bytes of a packet. */
    static byte[] unreachable(String from, String to, byte[] quoted, int quotedLength) {
        boolean isIpv6 = from.contains(":");
        ByteBuffer message = ByteBuffer.allocate(8 + quotedLength);
        message.put((byte) (isIpv6 ? 1 : 3)).put((byte) (isIpv6 ? 4 : 3)).position(8);
        message.put(quoted, 0, quotedLength);
        return ip(isIpv6 ? ICMPV6 : ICMP, from, to, message.array());
    }

    /** A piece out of the middle of a datagram. */
    static byte[] laterFragment(String from, String to) {
        byte[] packet = ip(UDP, from, to, udpDatagram(port(from), port(to), 24));
        // No header, so no sum at the place of one.
        ByteBuffer.wrap(packet).putShort(26, (short) 0).putShort(6, (short) 185).putShort(10, (short) 0);
        ByteBuffer.wrap(packet).putShort(10, (short) (65_535 - remainder(sum(packet, 0, 20))));
        return packet;
    }

    private static byte[] udpDatagram(int sourcePort, int destinationPort, int payload) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + payload);
        datagram.putShort((short) sourcePort).putShort((short) destinationPort).putShort((short) datagram.capacity());
        for (int i = 8; i < datagram.capacity(); i++) {
            datagram.put(i, (byte) (i * 37));
        }
        return datagram.array();
    }

    private static byte[] ip(int protocol, String from, String to, byte[] transport) {
        byte[] source = address(from);
        byte[] destination = address(to);
        int at = switch (protocol) {
            case TCP -> 16;
            case UDP -> 6;
            default -> 2;
        };
        long sum = sum(transport, 0, transport.length);
        if (protocol != ICMP) {
            sum += sum(source, 0, source.length)
                    + sum(destination, 0, destination.length)
                    + protocol
                    + transport.length;
        }
        int checksum = 65_535 - remainder(sum);
        ByteBuffer.wrap(transport).putShort(at, (short) (checksum == 0 && protocol == UDP ? 65_535 : checksum));
        return source.length == 4
                ? ipv4(protocol, source, destination, transport)
                : ipv6(protocol, source, destination, transport);
    }

    private static byte[] ipv4(int protocol, byte[] source, byte[] destination, byte[] transport) {
        ByteBuffer packet = ByteBuffer.allocate(20 + transport.length);
        packet.putShort((short) 0x4500).putShort((short) packet.capacity()).putInt(0x1234_0000);
        packet.put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .put(source)
                .put(destination)
                .put(transport);
        packet.putShort(10, (short) (65_535 - remainder(sum(packet.array(), 0, 20))));
        return packet.array();
    }

    private static byte[] ipv6(int protocol, byte[] source, byte[] destination, byte[] transport) {
        ByteBuffer packet = ByteBuffer.allocate(40 + transport.length);
        packet.putInt(0x6000_0000)
                .putShort((short) transport.length)
                .put((byte) protocol)
                .put((byte) 64);
        packet.put(source).put(destination).put(transport);
        return packet.array();
    }

    private static byte[] address(String end) {
        try {
            return InetAddress.getByName(end.replaceFirst("!.*", "")).getAddress();
        } catch (UnknownHostException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static int port(String end) {
        return Integer.parseInt(end.replaceFirst(".*!", ""));
    }

    private static long sum(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += i % 2 == 0 ? (bytes[from + i] & 0xFF) * 256L : bytes[from + i] & 0xFF;
        }
        return sum;
    }

    private static int remainder(long sum) {
        return sum % 65_535 == 0 ? 65_535 : (int) (sum % 65_535);
    }
}
