package io.headgate.engine.packet;

/** Walks the extension headers of well-formed IPv6 packets, by RFC 8200 and nothing of the engine's. */
final class Ipv6Oracle {
    private static final int MAX_HEADERS = 8;

    /**
     * What is found.
     *
     * @param protocol of the transport, -1 if it is not to be found here
     * @param end offset of the first byte behind the extension headers
     * @param destination offset of the final destination (RFC 8200, section 8.1), -1 if that is unknown
     */
    record Walk(int protocol, int end, int destination) {}

    private Ipv6Oracle() {}

    private static int u8(byte[] packet, int at) {
        return packet[at] & 0xFF;
    }

    static Walk walk(byte[] packet) {
        int type = u8(packet, 6);
        int at = 40;
        int destination = 24;
        for (int header = 0; ; header++) {
            int length;
            switch (type) {
                case 0, 60, 135, 139, 140 -> length = 8 + u8(packet, at + 1) * 8;
                case 43 -> {
                    length = 8 + u8(packet, at + 1) * 8;
                    if (u8(packet, at + 3) > 0) {
                        destination = finalDestination(packet, at, length);
                    }
                }
                case 44 -> length = 8;
                case 51 -> length = 8 + u8(packet, at + 1) * 4;
                default -> {
                    return new Walk(type, at, destination);
                }
            }
            if (header == MAX_HEADERS) {
                return new Walk(-1, at, destination);
            }
            boolean isLaterFragment = type == 44 && Oracle.u16(packet, at + 2) / 8 != 0;
            type = u8(packet, at);
            at += length;
            if (isLaterFragment) {
                return new Walk(-1, at, destination);
            }
        }
    }

    /** RFC 8200, section 4.4, and RFC 6275: the last address; RFC 8754: the first of a list that is kept backwards. */
    private static int finalDestination(byte[] packet, int at, int length) {
        return switch (u8(packet, at + 2)) {
            case 0, 2 -> at + length - 16;
            case 4 -> at + 8;
            default -> -1;
        };
    }
}
