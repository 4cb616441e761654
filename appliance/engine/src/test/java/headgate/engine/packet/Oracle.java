package headgate.engine.packet;

/**
 * Checksums of whole packets computed the slow way, from the RFCs and nothing of the engine's: byte by byte, and by the
 * remainder modulo 65,535, which one's-complement addition is.
 */
public final class Oracle {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;

    private Oracle() {}

    static long sum(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int value = bytes[from + i] & 0xFF;
            sum += i % 2 == 0 ? value * 256L : value;
        }
        return sum;
    }

    /** One's-complement form of a sum: zero only if every word was. */
    static int remainder(long sum) {
        return sum == 0 ? 0 : (int) (sum % 65_535 == 0 ? 65_535 : sum % 65_535);
    }

    public static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) * 256 + (bytes[at + 1] & 0xFF);
    }

    static void u16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value / 256);
        bytes[at + 1] = (byte) value;
    }

    static int headerLength(byte[] packet) {
        return (packet[0] & 0xF) * 4;
    }

    static int ipv4(byte[] packet) {
        return 65_535 - remainder(sum(packet, 0, headerLength(packet)) - u16(packet, 10));
    }

    /** Where the transport keeps its checksum; -1 if it is none of the three. */
    public static int transportOffset(byte[] packet) {
        return switch (packet[9]) {
            case TCP -> headerLength(packet) + 16;
            case UDP -> headerLength(packet) + 6;
            case ICMP -> headerLength(packet) + 2;
            default -> -1;
        };
    }

    /** What a sender would put into the transport's checksum field, whatever is there now. */
    static int transport(byte[] packet) {
        int header = headerLength(packet);
        int length = u16(packet, 2) - header;
        if (packet[9] == UDP) {
            length = u16(packet, header + 4);
        }
        long sum = sum(packet, header, length) - u16(packet, transportOffset(packet));
        if (packet[9] != ICMP) {
            sum += pseudoHeader(packet, length);
        }
        int checksum = 65_535 - remainder(sum);
        return checksum == 0 && packet[9] == UDP ? 65_535 : checksum;
    }

    static long pseudoHeader(byte[] packet, int length) {
        return sum(packet, 12, 8) + packet[9] + length;
    }

    /** Sets both checksums as a sender would. */
    static byte[] complete(byte[] packet) {
        u16(packet, 10, ipv4(packet));
        if (transportOffset(packet) >= 0) {
            u16(packet, transportOffset(packet), transport(packet));
        }
        return packet;
    }

    /** Whether a receiver would take both checksums as right. */
    public static boolean isRight(byte[] packet) {
        boolean isIpRight = remainder(sum(packet, 0, headerLength(packet))) == 65_535;
        int at = transportOffset(packet);
        return isIpRight && (at < 0 || u16(packet, at) == transport(packet));
    }
}
