package io.headgate.engine.packet;

import io.headgate.api.Ipv4;
import io.headgate.engine.ring.Slot;

/** Grows and shrinks UDP datagrams at their end, with the lengths and sums that this changes. */
final class PayloadResizer {
    private static final int MAX_IPV4 = 0xFFFF;
    private static final int MAX_IPV6 = Ipv6View.HEADER + 0xFFFF;

    private final PacketBytes bytes;
    private final Edits edits;
    private final Layout layout;

    PayloadResizer(PacketBytes bytes, Edits edits, Layout layout) {
        this.bytes = bytes;
        this.edits = edits;
        this.layout = layout;
    }

    /**
     * Resizes; the packet has then to be decoded anew. Bytes that a filter cuts off and then asks for again are overwritten,
     * and so take room in the undo log: a kilobyte fills it.
     *
     * @param length bytes of the packet before, padding included
     * @param logged up to here bytes may have to be put back
     * @param payload wanted length of the payload
     * @return bytes of the packet after
     */
    int resize(Slot slot, int length, int logged, int payload) {
        requireWholeDatagram(slot);
        int oldEnd = layout.end();
        long wantedEnd = (long) layout.payloadOffset() + payload;
        int room = slot.dataOffset() + slot.capacity() - layout.base();
        int max = Math.min(layout.isIpv6() ? MAX_IPV6 : MAX_IPV4, room);
        if (payload < 0 || wantedEnd > max) {
            throw new IllegalArgumentException(
                    "payload must be 0 to " + (max - layout.payloadOffset()) + " bytes: " + payload);
        }
        int newEnd = (int) wantedEnd;
        edits.logLayout(length);
        if (newEnd < oldEnd) {
            forget(newEnd, oldEnd);
        } else {
            bytes.clear(oldEnd, newEnd, logged);
        }
        putLengths(newEnd);
        return newEnd;
    }

    private void requireWholeDatagram(Slot slot) {
        boolean isUdp = layout.hasTransport(Ipv4.UDP) && !layout.isFragment();
        boolean isWhole = slot.packetLength() == slot.originalLength() && !slot.isGso();
        // A length that lies would come out right, and so make a packet good that the receiver must not take.
        if (!isUdp || !isWhole || bytes.get16(layout.transportOffset() + UdpView.LENGTH) != heldDatagram()) {
            throw new IllegalStateException("only the payload of a whole UDP datagram can be resized");
        }
    }

    private int heldDatagram() {
        return layout.end() - layout.transportOffset();
    }

    /** Takes bytes out of the transport's sum. */
    private void forget(int from, int to) {
        int sum = bytes.sum(from, to - from);
        boolean isOdd = (from & 1) != 0;
        edits.addToTransport(isOdd ? ((sum & 0xFF) << 8) | (sum >>> 8) : sum, 0);
    }

    private void putLengths(int newEnd) {
        int udp = layout.transportOffset() + UdpView.LENGTH;
        int oldLength = bytes.get16(udp);
        int newLength = newEnd - layout.transportOffset();
        bytes.put16(udp, newLength);
        // Once more: the pseudo-header has the length too.
        edits.addToTransport(oldLength, newLength);
        if (layout.isIpv6()) {
            bytes.putUnsummed16(Ipv6View.PAYLOAD_LENGTH, newEnd - Ipv6View.HEADER);
        } else {
            bytes.putIp16(Ipv4View.TOTAL_LENGTH, newEnd);
        }
    }
}
