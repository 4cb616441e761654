package io.headgate.plugin.anonymise;

import io.headgate.toolkit.prefix.Prefix;
import java.nio.ByteBuffer;

/** Packets as hosts send them, with sums computed the slow way. */
final class Datagrams {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    private Datagrams() {}

    static byte[] udp(String from, String to, byte... payload) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length).putInt(0x3039_0035);
        datagram.putShort((short) datagram.capacity()).putShort((short) 0).put(payload);
        return ip(UDP, from, to, datagram.array());
    }

    static byte[] tcp(String from, String to, byte... payload) {
        ByteBuffer segment =
                ByteBuffer.allocate(20 + payload.length).putInt(0x3039_0050).putLong(7);
        return ip(
                TCP,
                from,
                to,
                segment.putInt(0x5010_FAF0).putInt(0).put(payload).array());
    }

    /** An ICMP or ICMPv6 message of eight bytes and what is behind. */
    static byte[] icmp(String from, String to, int type, int rest, byte... behind) {
        ByteBuffer message =
                ByteBuffer.allocate(8 + behind.length).put((byte) type).put((byte) 1);
        message.putShort((short) 0).putInt(rest).put(behind);
        return ip(from.contains(":") ? ICMPV6 : ICMP, from, to, message.array());
    }

    private static byte[] ip(int protocol, String from, String to, byte[] transport) {
        Prefix source = Prefix.parse(from);
        Prefix destination = Prefix.parse(to);
        byte[] addresses = addresses(source, destination);
        int at = switch (protocol) {
            case TCP -> 16;
            case UDP -> 6;
            default -> 2;
        };
        long pseudo = protocol == ICMP ? 0 : sum(addresses) + protocol + transport.length;
        int checksum = 65_535 - (int) ((sum(transport) + pseudo) % 65_535);
        ByteBuffer.wrap(transport).putShort(at, (short) checksum);
        if (source.isIpv6()) {
            ByteBuffer packet = ByteBuffer.allocate(40 + transport.length).putInt(0x6000_0000);
            packet.putShort((short) transport.length).put((byte) protocol).put((byte) 64);
            return packet.put(addresses).put(transport).array();
        }
        ByteBuffer header = ByteBuffer.allocate(20).putShort((short) 0x4500);
        header.putShort((short) (20 + transport.length))
                .putInt(0x1234_0000)
                .put((byte) 64)
                .put((byte) protocol);
        header.putShort((short) 0).put(addresses);
        header.putShort(10, (short) (65_535 - (int) (sum(header.array()) % 65_535)));
        return ByteBuffer.allocate(20 + transport.length)
                .put(header.array())
                .put(transport)
                .array();
    }

    private static byte[] addresses(Prefix source, Prefix destination) {
        if (source.isIpv6()) {
            ByteBuffer both = ByteBuffer.allocate(32).putLong(source.high()).putLong(source.low());
            return both.putLong(destination.high()).putLong(destination.low()).array();
        }
        return ByteBuffer.allocate(8)
                .putInt((int) source.low())
                .putInt((int) destination.low())
                .array();
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xFFL) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }
}
