package io.headgate.net.divert;

import java.nio.ByteBuffer;

/** A UDP datagram from 10.0.0.1 to 10.0.0.2 whose payload is a number; without UDP checksum, as RFC 768 allows. */
public final class Datagram {
    private static final int LENGTH = 32;
    private static final int NUMBER = 28;

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

    public static int number(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(NUMBER);
    }
}
