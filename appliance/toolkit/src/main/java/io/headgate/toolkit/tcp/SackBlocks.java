package io.headgate.toolkit.tcp;

import io.headgate.api.Packet;
import io.headgate.api.Tcp;

/**
 * Translates the selective acknowledgements of a segment in place.
 *
 * <p>Shape of the option: kind 5, length 2 + 8n, n blocks of left and right edge (RFC 2018 section 3). A block shrinks to
 * bytes of which the receiver has the whole; one that becomes empty is taken out, and no-operations fill its place. So do
 * blocks below what is acknowledged: reports of duplicates (RFC 2883) do not get through.
 */
final class SackBlocks {
    private static final int KIND = 5;
    private static final int HEADER = 2;
    private static final int BLOCK = 8;

    private SackBlocks() {}

    /**
     * Translates what a segment acknowledges.
     *
     * @param shift of the other direction
     */
    static void translate(Packet packet, SequenceShift shift) {
        Tcp tcp = packet.tcp();
        int option = tcp.option(KIND);
        if (option == Tcp.NONE) {
            return;
        }
        int end = option + packet.u8(option + 1);
        int to = option + HEADER;
        for (int at = option + HEADER; at + BLOCK <= end; at += BLOCK) {
            int left = shift.leftEdge(packet.u32(at));
            int right = shift.rightEdge(packet.u32(at + Integer.BYTES));
            if (right - left > 0) {
                write(tcp, to, left);
                write(tcp, to + Integer.BYTES, right);
                to += BLOCK;
            }
        }
        if (to < end) {
            boolean isEmpty = to == option + HEADER;
            for (int at = isEmpty ? option : to; at < end; at++) {
                tcp.optionU8(at, Tcp.NOP);
            }
            if (!isEmpty) {
                tcp.optionU8(option + 1, to - option);
            }
        }
    }

    private static void write(Tcp tcp, int at, int number) {
        tcp.optionU16(at, number >>> 16);
        tcp.optionU16(at + Short.BYTES, number & 0xFFFF);
    }
}
