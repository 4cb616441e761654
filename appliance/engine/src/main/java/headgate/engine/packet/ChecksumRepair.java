package headgate.engine.packet;

import headgate.api.ChecksumState;
import headgate.api.Ipv4;
import headgate.engine.ring.Slot;
import headgate.engine.ring.SlotArena;
import java.nio.ByteBuffer;

/**
 * Makes the checksums of a changed packet right, once, after the chain.
 *
 * <p>By difference wherever a whole sum is there, so a sum that was wrong stays wrong and the receiver still finds out.
 * In full where the kernel left only the pseudo-header's sum: it takes a packet that comes back with its bytes as
 * finished, so an unfinished sum would reach the receiver. Not at all where the kernel computes it anew for each segment.
 * Back to the pseudo-header's sum where the kernel starts from that for each segment.
 */
final class ChecksumRepair {
    private final ByteBuffer bytes;
    private final ByteBuffer nativeBytes;

    ChecksumRepair(SlotArena arena) {
        this.bytes = arena.bytes();
        this.nativeBytes = arena.nativeBytes();
    }

    /** Returns false if the transport's sum cannot be set right here. */
    boolean apply(SlotPacket packet, Edits edits, Slot slot) {
        int base = packet.base();
        if (edits.ipDelta() != 0) {
            update(base + Ipv4View.CHECKSUM, edits.ipDelta());
        }
        if (slot.isSummedWhenCut()) {
            return true;
        }
        if (slot.checksumState() == ChecksumState.PARTIAL) {
            boolean isCutLater = slot.isGso() && packet.protocol() == Ipv4.UDP;
            return isCutLater ? seed(packet) : complete(packet);
        }
        if (edits.transportDelta() == 0) {
            return true;
        }
        int offset = packet.checksumOffset();
        if (offset == SlotPacket.NONE) {
            return !isSumInNextFragment(packet);
        }
        if (packet.protocol() == Ipv4.UDP && packet.get16(offset) == 0) {
            return true; // The sender sent no checksum (RFC 768), and that stays so.
        }
        update(base + offset, edits.transportDelta());
        if (packet.get16(offset) == 0 && mustNotBeZero(packet)) {
            bytes.putShort(base + offset, (short) 0xFFFF);
        }
        return true;
    }

    /** A first fragment too short for its transport header (RFC 1858): what changed here is summed up there. */
    private static boolean isSumInNextFragment(SlotPacket packet) {
        return packet.isFragment() && packet.isFirstOrWhole() && hasPseudoHeader(packet.protocol());
    }

    private static boolean hasPseudoHeader(int protocol) {
        return protocol == Ipv4.TCP || protocol == Ipv4.UDP;
    }

    /**
     * Whether a checksum of zero has to be written as 0xFFFF: in UDP, where zero means "no checksum" (RFC 768), and over
     * an ICMP message of nothing but zeros, which a receiver would add up to zero instead of 0xFFFF.
     */
    private boolean mustNotBeZero(SlotPacket packet) {
        return switch (packet.protocol()) {
            case Ipv4.UDP -> true;
            case Ipv4.ICMP ->
                Checksum.sum(nativeBytes, packet.base() + packet.headerLength(), packet.summedLength()) == 0;
            default -> false;
        };
    }

    private void update(int at, int delta) {
        bytes.putShort(at, (short) Checksum.update(bytes.getShort(at) & 0xFFFF, delta));
    }

    /**
     * Large UDP packets that the kernel will cut: it sums up each datagram from the pseudo-header's sum that it expects
     * in the field, whatever else it knows of the packet ({@code __udp_gso_segment} in {@code net/ipv4/udp_offload.c}).
     * One that came in for a socket of this host is not cut before its sum is looked at, and is lost; whether a packet
     * goes on or stays is not known yet where it comes in, and for a router most go on.
     */
    private boolean seed(SlotPacket packet) {
        int offset = packet.checksumOffset();
        if (offset == SlotPacket.NONE) {
            return false;
        }
        bytes.putShort(packet.base() + offset, (short) Checksum.fold(pseudoHeader(packet)));
        return true;
    }

    private long pseudoHeader(SlotPacket packet) {
        long addresses = Checksum.sum(nativeBytes, packet.base() + Ipv4View.SOURCE, 8);
        return addresses + packet.protocol() + packet.summedLength();
    }

    private boolean complete(SlotPacket packet) {
        int offset = packet.checksumOffset();
        int protocol = packet.protocol();
        if (!hasPseudoHeader(protocol) || offset == SlotPacket.NONE || packet.isFragment()) {
            return false;
        }
        int base = packet.base();
        int length = packet.summedLength();
        bytes.putShort(base + offset, (short) 0);
        long sum = pseudoHeader(packet) + Checksum.sum(nativeBytes, base + packet.headerLength(), length);
        int checksum = ~Checksum.fold(sum) & 0xFFFF;
        bytes.putShort(base + offset, (short) (checksum == 0 && mustNotBeZero(packet) ? 0xFFFF : checksum));
        return true;
    }
}
