package headgate.daemon.demo;

import java.nio.ByteBuffer;

/** Checksums summed up word by word (RFC 1071), sharing no code with what repairs them: the demo's own judge. */
final class PlainChecksums {
    private static final int RIGHT = 0xFFFF;
    private static final int ICMP = 1;

    private PlainChecksums() {}

    /** Whether an IPv4 packet's header and its TCP, UDP or ICMP message sum up as they should. */
    static boolean areRight(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        int header = (packet[0] & 0xF) * 4;
        int length = (bytes.getShort(2) & 0xFFFF) - header;
        int protocol = packet[9];
        int pseudoHeader = protocol == ICMP ? 0 : sum(bytes, 12, 8) + protocol + length;
        return fold(sum(bytes, 0, header)) == RIGHT && fold(pseudoHeader + sum(bytes, header, length)) == RIGHT;
    }

    private static int sum(ByteBuffer bytes, int from, int length) {
        int sum = 0;
        for (int i = from; i < from + length - 1; i += 2) {
            sum += bytes.getShort(i) & 0xFFFF;
        }
        return length % 2 == 0 ? sum : sum + ((bytes.get(from + length - 1) & 0xFF) << 8);
    }

    private static int fold(int sum) {
        int folded = sum;
        while (folded > 0xFFFF) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return folded;
    }
}
