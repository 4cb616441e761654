package io.headgate.net.divert;

import java.nio.ByteBuffer;

/**
 * A UDP datagram whose payload is a number: from 10.0.0.1 to 10.0.0.2 without UDP checksum, as RFC 768 allows, or from
 * 2001:db8::1 to 2001:db8::2 with one, as RFC 8200 demands.
 */
public final class Datagram {
    /** Over IPv4. */
    public static final int LENGTH = 32;

    /** Over IPv6. */
    public static final int IPV6_LENGTH = 52;

    private static final int UDP_AND_NUMBER = 12;
    private static final int IPV6_HEADER = 40;
    private static final int IPV6_UDP_SUM = IPV6_HEADER + 6;

    private Datagram() {}

    public static byte[] of(int number) {
        ByteBuffer packet = ByteBuffer.allocate(LENGTH);
        packet.putShort((short) 0x4500)
                .putShort((short) LENGTH)
                .putInt(number << 16)
                .putInt(0x4011_0000);
        packet.putInt(0x0A00_0001).putInt(0x0A00_0002);
        packet.putShort((short) 4000)
                .putShort((short) 7)
                .putShort((short) 12)
                .putShort((short) 0)
                .putInt(number);
        long sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += packet.getShort(i) & 0xFFFF;
        }
        packet.putShort(10, (short) (65_535 - sum % 65_535));
        return packet.array();
    }

    public static byte[] ofIpv6(int number) {
        ByteBuffer packet = ByteBuffer.allocate(IPV6_LENGTH);
        packet.putInt(0x6000_0000).putShort((short) UDP_AND_NUMBER).putShort((short) 0x1140);
        packet.putLong(0x2001_0db8_0000_0000L)
                .putLong(1)
                .putLong(0x2001_0db8_0000_0000L)
                .putLong(2);
        packet.putShort((short) 4000)
                .putShort((short) 7)
                .putShort((short) UDP_AND_NUMBER)
                .putShort((short) 0)
                .putInt(number);
        packet.putShort(IPV6_UDP_SUM, (short) ipv6Sum(packet.array()));
        return packet.array();
    }

    /** The UDP checksum that an IPv6 datagram should have: RFC 768, with the pseudo-header of RFC 8200, 8.1. */
    public static int ipv6Sum(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        long sum = 17L + UDP_AND_NUMBER;
        for (int i = 8; i < IPV6_LENGTH; i += 2) {
            sum += i == IPV6_UDP_SUM ? 0 : bytes.getShort(i) & 0xFFFF;
        }
        int folded = (int) (65_535 - sum % 65_535);
        return folded == 0 ? 0xFFFF : folded;
    }

    /** Of either family: the last four bytes. */
    public static int number(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(packet.length - Integer.BYTES);
    }
}
