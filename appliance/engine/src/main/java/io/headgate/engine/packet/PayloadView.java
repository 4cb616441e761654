package io.headgate.engine.packet;

import io.headgate.api.Ipv4;
import io.headgate.engine.ring.Slot;
import java.util.Objects;

/**
 * The payload of a {@link SlotPacket}: written in place, and grown and shrunk with the lengths and sums that this changes.
 * Offsets count from the packet's first byte.
 */
final class PayloadView {
    private static final int MAX_IPV4 = 0xFFFF;
    private static final int MAX_IPV6 = Ipv6View.HEADER + 0xFFFF;

    private final SlotPacket packet;
    private final PacketBytes bytes;
    private final Edits edits;
    private final Layout layout;

    PayloadView(SlotPacket packet, PacketBytes bytes, Edits edits, Layout layout) {
        this.packet = packet;
        this.bytes = bytes;
        this.edits = edits;
        this.layout = layout;
    }

    private int length() {
        return layout.end() - layout.payloadOffset();
    }

    void put8(int offset, int value) {
        check(offset, 1);
        bytes.put8(offset, PacketBytes.checkField("payload byte", value, 0xFF));
    }

    void put16(int offset, int value) {
        check(offset, 2);
        bytes.put16(offset, PacketBytes.checkField("payload word", value, 0xFFFF));
    }

    void put32(int offset, int value) {
        check(offset, 4);
        bytes.put32(offset, value);
    }

    /** Writes {@code count} bytes of an array. */
    void put(int offset, byte[] source, int at, int count) {
        check(offset, count);
        Objects.checkFromIndexSize(at, count, source.length);
        int same = bytes.mismatch(offset, source, at, count);
        if (same < count) {
            packet.save();
            bytes.putSaved(offset + same, source, at + same, count - same);
        }
    }

    /** Flips bits behind the checksum's back. */
    void damage(int offset, int bits) {
        Objects.checkFromIndexSize(offset - layout.payloadOffset(), 1, length());
        if (bits < 1 || bits > 0xFF) {
            throw new IllegalArgumentException("bits to flip must be 1 to 255: " + bits);
        }
        bytes.putUnsummed8(offset, bytes.get8(offset) ^ bits);
    }

    private void check(int offset, int width) {
        Objects.checkFromIndexSize(offset - layout.payloadOffset(), width, length());
        if (layout.checksumOffset() == Layout.NONE && layout.isFragment()) {
            throw new IllegalStateException("a later fragment's payload is summed up in the first fragment");
        }
    }

    /** Replaces the bytes from {@code from} to before {@code to} by {@code count} bytes of an array. */
    void replace(Slot slot, int from, int to, byte[] replacement, int at, int count) {
        Objects.checkFromToIndex(from - layout.payloadOffset(), to - layout.payloadOffset(), length());
        Objects.checkFromIndexSize(at, count, replacement.length);
        if (count == to - from) {
            put(from, replacement, at, count);
            return;
        }
        int oldEnd = layout.end();
        int newEnd = endOf(slot, (long) length() - (to - from) + count);
        packet.save();
        int before = bytes.sumInPlace(from, oldEnd - from);
        bytes.move(to, from + count, oldEnd - to);
        bytes.write(from, replacement, at, count);
        edits.addToTransport(before, bytes.sumInPlace(from, newEnd - from));
        end(newEnd);
    }

    /** Makes the payload so long at its end; new bytes are zero. */
    void resize(Slot slot, int wanted) {
        if (wanted == length()) {
            return;
        }
        int oldEnd = layout.end();
        int newEnd = endOf(slot, wanted);
        if (newEnd > oldEnd && oldEnd < packet.toPutBack()) {
            packet.save();
        } else {
            edits.logLayout(packet.length());
        }
        if (newEnd < oldEnd) {
            edits.addToTransport(bytes.sumInPlace(newEnd, oldEnd - newEnd), 0);
        } else {
            bytes.clear(oldEnd, newEnd);
        }
        end(newEnd);
    }

    /** Where the packet would end with a payload of another length, if it may have that. */
    private int endOf(Slot slot, long wanted) {
        boolean isWhole = !layout.isFragment() && slot.packetLength() == slot.originalLength() && !slot.isGso();
        if (!isWhole || !(layout.hasTransport(Ipv4.TCP) || isHonestUdp())) {
            throw new IllegalStateException("only the payload of a whole UDP datagram or TCP segment can be resized");
        }
        int room = slot.dataOffset() + slot.capacity() - layout.base();
        int max = Math.min(layout.isIpv6() ? MAX_IPV6 : MAX_IPV4, room) - layout.payloadOffset();
        if (wanted < 0 || wanted > max) {
            throw new IllegalArgumentException("payload must be 0 to " + max + " bytes: " + wanted);
        }
        return layout.payloadOffset() + (int) wanted;
    }

    /** A length that lies would come out right, and so make a packet good that the receiver must not take. */
    private boolean isHonestUdp() {
        return layout.hasTransport(Ipv4.UDP)
                && bytes.get16(layout.transportOffset() + UdpView.LENGTH) == layout.end() - layout.transportOffset();
    }

    /** Says in all headers where the packet ends now. */
    private void end(int newEnd) {
        int oldLength = layout.end() - layout.transportOffset();
        int newLength = newEnd - layout.transportOffset();
        if (layout.hasTransport(Ipv4.UDP)) {
            bytes.put16(layout.transportOffset() + UdpView.LENGTH, newLength);
        }
        // In the pseudo-header.
        edits.addToTransport(oldLength, newLength);
        if (layout.isIpv6()) {
            bytes.putUnsummed16(Ipv6View.PAYLOAD_LENGTH, newEnd - Ipv6View.HEADER);
        } else {
            bytes.putIp16(Ipv4View.TOTAL_LENGTH, newEnd);
        }
        packet.setLength(newEnd);
    }
}
