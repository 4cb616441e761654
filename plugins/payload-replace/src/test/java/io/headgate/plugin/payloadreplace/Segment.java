package io.headgate.plugin.payloadreplace;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A TCP segment between 10.0.0.1 port 4000 and 10.0.0.2 port 80, or the same in IPv6, with right checksums.
 *
 * @param isBack whether it is from port 80
 * @param payload of bytes from 0 to 255
 */
record Segment(boolean isIpv6, boolean isBack, int flags, int sequence, int acknowledgment, String payload) {
    private static final int TCP = 6;

    /** With a timestamp option, or in a SYN an MSS of 1,460. */
    byte[] bytes() {
        byte[] options = (flags & 2) != 0
                ? new byte[] {2, 4, 0x05, (byte) 0xB4}
                : new byte[] {1, 1, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8};
        int ip = isIpv6 ? 40 : 20;
        int tcp = 20 + options.length;
        byte[] data = payload.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocate(ip + tcp + data.length);
        if (isIpv6) {
            bytes.putInt(0x6000_0000).putShort((short) (tcp + data.length)).putShort((short) 0x0640);
            bytes.putLong(1).putLong(isBack ? 2 : 1).putLong(1).putLong(isBack ? 1 : 2);
        } else {
            bytes.putInt(0x4500_0000 | bytes.capacity()).putInt(0x0000_4000).putInt(0x4006_0000);
            bytes.putInt(isBack ? 0x0A00_0002 : 0x0A00_0001).putInt(isBack ? 0x0A00_0001 : 0x0A00_0002);
            bytes.putShort(10, (short) ~sum(bytes.array(), 0, ip));
        }
        bytes.putShort((short) (isBack ? 80 : 4_000)).putShort((short) (isBack ? 4_000 : 80));
        bytes.putInt(sequence).putInt(acknowledgment);
        bytes.putShort((short) ((tcp / 4) << 12 | flags)).putShort((short) 500).putInt(0);
        bytes.put(options).put(data);
        bytes.putShort(ip + 16, (short) ~transportSum(bytes.array()));
        return bytes.array();
    }

    /** Reads what a filter has let out, and checks its sums and lengths. */
    static Segment read(byte[] bytes) {
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        boolean isIpv6 = bytes[0] >> 4 == 6;
        int ip = isIpv6 ? 40 : 20;
        int total = isIpv6 ? 40 + (packet.getShort(4) & 0xFFFF) : packet.getShort(2) & 0xFFFF;
        if (total != bytes.length || (!isIpv6 && sum(bytes, 0, ip) != 0xFFFF) || transportSum(bytes) != 0xFFFF) {
            throw new AssertionError("wrong length or sum: " + total + " of " + bytes.length);
        }
        int payload = ip + (bytes[ip + 12] >> 4 & 0xF) * 4;
        byte[] data = new byte[bytes.length - payload];
        packet.get(payload, data);
        return new Segment(
                isIpv6,
                packet.getShort(ip) == 80,
                bytes[ip + 13] & 0xFF,
                packet.getInt(ip + 4),
                packet.getInt(ip + 8),
                new String(data, StandardCharsets.ISO_8859_1));
    }

    private static int transportSum(byte[] bytes) {
        boolean isIpv6 = bytes[0] >> 4 == 6;
        int ip = isIpv6 ? 40 : 20;
        int addresses = isIpv6 ? sum(bytes, 8, 40) : sum(bytes, 12, 20);
        return fold(addresses + TCP + (bytes.length - ip) + sum(bytes, ip, bytes.length));
    }

    private static int sum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += (bytes[i] & 0xFF) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        return fold(sum);
    }

    private static int fold(int sum) {
        return sum == 0 ? 0 : sum % 65_535 == 0 ? 65_535 : sum % 65_535;
    }
}
