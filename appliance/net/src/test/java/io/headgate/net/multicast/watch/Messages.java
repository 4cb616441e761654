package io.headgate.net.multicast.watch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** IP packets around messages written by hand, checksums filled in. */
final class Messages {
    private Messages() {}

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException wrong) {
            throw new AssertionError(wrong);
        }
    }

    /** In IPv4 with a router alert option, as hosts send them. */
    static byte[] igmp(String source, String messageHex) {
        byte[] message = HexFormat.of().parseHex(messageHex.replace(" ", ""));
        ByteBuffer packet = ByteBuffer.allocate(24 + message.length);
        packet.putShort((short) 0x46C0)
                .putShort((short) packet.capacity())
                .putInt(0x4000)
                .putShort((short) 0x0102);
        packet.putShort((short) 0)
                .put(address(source).getAddress())
                .putInt(0xE000_0016)
                .putInt(0x9404_0000);
        packet.put(message);
        packet.putShort(26, (short) ~folded(sum(packet, 24, message.length)));
        return packet.array();
    }

    /** In IPv6 behind a hop-by-hop header with a router alert. */
    static byte[] mld(String source, String messageHex) {
        byte[] message = HexFormat.of().parseHex(messageHex.replace(" ", ""));
        ByteBuffer packet = ByteBuffer.allocate(48 + message.length);
        packet.putInt(0x6000_0000).putShort((short) (8 + message.length)).putShort((short) 0x0001);
        packet.put(address(source).getAddress()).put(address("ff02::16").getAddress());
        packet.putLong(0x3A00_0502_0000_0100L).put(message);
        packet.putShort(
                50, (short) ~folded(sum(packet, 48, message.length) + sum(packet, 8, 32) + message.length + 58));
        return packet.array();
    }

    private static long sum(ByteBuffer bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes.get(from + i) & 0xFFL) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static long folded(long sum) {
        return sum < 0x10000 ? sum : folded((sum & 0xFFFF) + (sum >> 16));
    }

    static MembershipMessage parse(byte[] packet, boolean isOurs) throws MalformedMessage {
        return MembershipParser.parse(ByteBuffer.wrap(packet), packet.length, isOurs);
    }
}
