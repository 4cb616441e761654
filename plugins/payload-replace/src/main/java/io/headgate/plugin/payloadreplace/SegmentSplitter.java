package io.headgate.plugin.payloadreplace;

import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import java.nio.ByteBuffer;

/** Cuts off a segment what is beyond the MTU, and sends it behind it in segments of its own. */
final class SegmentSplitter {
    /** Less payload than this in a packet is not worth its headers. */
    private static final int LEAST = 88;

    private static final int SEQUENCE = 4;
    private static final int FLAGS = 13;

    private final FilterContext context;
    private final int mtu;
    private final byte[] bytes = new byte[0x1_0000];
    private final ByteBuffer piece = ByteBuffer.wrap(bytes);

    SegmentSplitter(FilterContext context, int mtu) {
        this.context = context;
        this.mtu = mtu;
    }

    /** Whether a packet is too long, and can be made shorter. */
    boolean isNeeded(Packet packet) {
        return packet.length() > mtu && mtu - packet.payloadOffset() >= LEAST;
    }

    /**
     * Splits a segment. What cannot be sent is lost like anything on its way: its sender sends it again.
     *
     * @param isSending whether what is cut off is sent from here
     */
    void split(Packet packet, Tcp tcp, boolean isSending) {
        int headers = packet.payloadOffset();
        int room = mtu - headers;
        int payload = packet.payloadLength();
        int flags = tcp.flags();
        int number = tcp.sequence();
        if (isSending) {
            int header = headers - tcp.headerLength();
            packet.read(0, bytes, 0, headers);
            for (int at = room; at < payload; at += room) {
                int length = Math.min(room, payload - at);
                boolean isLast = at + length == payload;
                packet.read(headers + at, bytes, headers, length);
                piece.putInt(header + SEQUENCE, number + at);
                bytes[header + FLAGS] = (byte) (isLast ? flags & ~Tcp.CWR : flags & ~(Tcp.CWR | Tcp.FIN | Tcp.PSH));
                context.inject(piece.limit(headers + length).position(0));
            }
        }
        tcp.flags(flags & ~(Tcp.FIN | Tcp.PSH));
        packet.resizePayload(room);
    }
}
