package io.headgate.plugin.headernormalise;

import io.headgate.api.Packet;
import io.headgate.api.Tcp;

/**
 * TCP options that everybody uses, and the others: of another kind, of a length that their kind does not have, and bytes
 * behind the end of the options that are not zero.
 */
final class TcpOptions {
    private static final int WINDOW_SCALE = 3;
    private static final int SACK_PERMITTED = 4;
    private static final int SACK = 5;
    private static final int TIMESTAMPS = 8;

    private TcpOptions() {}

    /** Whether a segment has others. */
    static boolean hasOthers(Packet packet, Tcp tcp) {
        int end = packet.payloadOffset();
        int at = end - tcp.optionsLength();
        while (at < end && packet.u8(at) != Tcp.END) {
            int length = lengthOf(packet, at, end);
            if (!isKnown(packet.u8(at), length)) {
                return true;
            }
            at += length;
        }
        for (; at < end; at++) {
            if (packet.u8(at) != Tcp.END) {
                return true;
            }
        }
        return false;
    }

    /** Makes others padding. */
    static void clearOthers(Packet packet, Tcp tcp) {
        int end = packet.payloadOffset();
        int at = end - tcp.optionsLength();
        while (at < end && packet.u8(at) != Tcp.END) {
            int length = lengthOf(packet, at, end);
            if (!isKnown(packet.u8(at), length)) {
                fill(tcp, at, at + length, Tcp.NOP);
            }
            at += length;
        }
        fill(tcp, at, end, Tcp.END);
    }

    private static void fill(Tcp tcp, int from, int to, int value) {
        for (int at = from; at < to; at++) {
            tcp.optionU8(at, value);
        }
    }

    /** Bytes of an option; one that lies about its length takes all that is left. */
    private static int lengthOf(Packet packet, int at, int end) {
        if (packet.u8(at) == Tcp.NOP) {
            return 1;
        }
        int length = at + 1 < end ? packet.u8(at + 1) : 0;
        return length < 2 || at + length > end ? end - at : length;
    }

    /** RFC 9293, section 3.2; RFC 7323, sections 2.2 and 3.2; RFC 2018, sections 2 and 3. */
    private static boolean isKnown(int kind, int length) {
        return switch (kind) {
            case Tcp.NOP -> true;
            case Tcp.MSS -> length == 4;
            case WINDOW_SCALE -> length == 3;
            case SACK_PERMITTED -> length == 2;
            case SACK -> length >= 10 && length % 8 == 2;
            case TIMESTAMPS -> length == 10;
            default -> false;
        };
    }
}
