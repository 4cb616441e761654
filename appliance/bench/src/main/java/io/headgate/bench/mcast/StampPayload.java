package io.headgate.bench.mcast;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;

/** Writes four bytes at the beginning of each payload, as a filter that renumbers or marks a feed does. */
final class StampPayload implements Filter {
    private static final int MARK = 0x4845_4144;

    @Override
    public Verdict onPacket(Packet packet) {
        if (packet.payloadLength() >= Integer.BYTES) {
            packet.payloadU32(packet.payloadOffset(), MARK);
        }
        return Verdict.PASS;
    }

    @Override
    public Segments segments() {
        return Segments.ANY;
    }
}
