package io.headgate.plugin.payloadreplace;

import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;

/** Cuts off a segment what is beyond the MTU, and sends it behind it in segments of its own, through the filters that follow. */
final class SegmentSplitter {
    /** Less payload than this in a packet is not worth its headers. */
    private static final int LEAST = 88;

    private final FilterContext context;
    private final byte[] payload = new byte[0x1_0000];

    SegmentSplitter(FilterContext context) {
        this.context = context;
    }

    /** Whether a packet is too long, and can be made shorter. */
    static boolean isNeeded(Packet packet, int mtu) {
        return packet.length() > mtu && mtu - packet.payloadOffset() >= LEAST;
    }

    /**
     * Splits a segment. What cannot be sent is lost like anything on its way: its sender sends it again.
     *
     * <p>The packet is in turn each of the pieces, of which a copy is sent, and in the end the first.
     */
    void split(Packet packet, Tcp tcp, int mtu) {
        int from = packet.payloadOffset();
        int room = mtu - from;
        int length = packet.payloadLength();
        int flags = tcp.flags();
        int number = tcp.sequence();
        packet.read(from, payload, 0, length);
        boolean isSent = true;
        for (int at = room; at < length && isSent; at += room) {
            int piece = Math.min(room, length - at);
            boolean isLast = at + piece == length;
            packet.resizePayload(piece);
            packet.payload(from, payload, at, piece);
            tcp.sequence(number + at);
            tcp.flags(isLast ? flags & ~Tcp.CWR : flags & ~(Tcp.CWR | Tcp.FIN | Tcp.PSH));
            isSent = context.clone(packet, context.nowNs());
        }
        packet.resizePayload(room);
        packet.payload(from, payload, 0, room);
        tcp.sequence(number);
        tcp.flags(flags & ~(Tcp.FIN | Tcp.PSH));
    }
}
