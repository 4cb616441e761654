package io.headgate.plugin.sniblock;

import io.headgate.toolkit.payload.PayloadView;

/** Tells the packets with which QUIC connections begin, by their first five bytes (RFC 9000 section 17.2, RFC 9369). */
final class QuicInitial {
    private static final int LEAST = 7;
    private static final int LONG_HEADER = 0xC0;
    private static final int VERSION_1 = 1;
    private static final int VERSION_2 = 0x6B33_43CF;

    private QuicInitial() {}

    /** Whether it is an initial packet. Of versions to come any long header counts, as a server may not know it either. */
    static boolean is(PayloadView datagram) {
        if (datagram.length() < LEAST || (datagram.u8(0) & LONG_HEADER) != LONG_HEADER) {
            return false;
        }
        int type = datagram.u8(0) >> 4 & 3;
        return switch (datagram.u32(1)) {
            case 0 -> false; // Version negotiation.
            case VERSION_1 -> type == 0;
            case VERSION_2 -> type == 1;
            default -> true;
        };
    }
}
