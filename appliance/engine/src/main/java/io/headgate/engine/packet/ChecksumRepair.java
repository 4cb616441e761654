package io.headgate.engine.packet;

import io.headgate.api.ChecksumState;
import io.headgate.api.Ipv4;
import io.headgate.engine.ring.Slot;

/**
 * Makes the checksums of a changed packet right, once, after the chain.
 *
 * <p>By difference wherever a whole sum is there, so a sum that was wrong stays wrong and the receiver still finds out.
 * In full where the kernel left only the pseudo-header's sum: it takes a packet that comes back with its bytes as
 * finished, so an unfinished sum would reach the receiver. Not at all where the kernel computes it anew for each segment.
 * Back to the pseudo-header's sum where the kernel starts from that for each segment.
 */
final class ChecksumRepair {
    private static final int NONE = Layout.NONE;
    private static final int ADDRESS = 16;

    private final PacketBytes bytes;
    private final Edits edits;
    private final Layout layout;

    ChecksumRepair(PacketBytes bytes, Edits edits, Layout layout) {
        this.bytes = bytes;
        this.edits = edits;
        this.layout = layout;
    }

    /** Whether the transport's sum can be set right here. */
    boolean isPossible(Slot slot) {
        if (slot.isSummedWhenCut()) {
            return true;
        }
        boolean hasOffset = layout.checksumOffset() != NONE;
        if (slot.checksumState() == ChecksumState.PARTIAL) {
            return hasOffset && canSumPseudoHeader() && (isCutLater(slot) || !layout.isFragment());
        }
        return hasOffset || edits.transportDelta() == 0 || !isSumOutOfReach();
    }

    private boolean isCutLater(Slot slot) {
        return slot.isGso() && layout.protocol() == Ipv4.UDP;
    }

    /** Whether the transport's sum fits, or none is there to judge; as it will be once it is brought up to date. */
    boolean isRight(Slot slot) {
        int offset = layout.checksumOffset();
        boolean isThere = slot.checksumState() == ChecksumState.UNVERIFIED
                && !slot.isSummedWhenCut()
                && offset != NONE
                && !layout.isFragment()
                && (!layout.hasPseudoHeader() || canSumPseudoHeader())
                && hasSum();
        if (!isThere) {
            return true;
        }
        int written = bytes.get16(offset);
        int field = edits.transportDelta() == 0 ? written : updated(offset);
        long sum = bytes.sum(layout.transportOffset(), summedLength()) + (~written & 0xFFFFL) + field;
        return Checksum.fold(sum + (layout.hasPseudoHeader() ? pseudoHeader() : 0)) == 0xFFFF;
    }

    /** Returns false, and does nothing, if the transport's sum cannot be set right here. */
    boolean apply(Slot slot) {
        if (!isPossible(slot)) {
            return false;
        }
        if (edits.ipDelta() != 0 && !layout.isIpv6()) {
            int sum = Checksum.update(bytes.get16(Ipv4View.CHECKSUM), edits.ipDelta());
            bytes.finish16(Ipv4View.CHECKSUM, sum);
        }
        if (slot.isSummedWhenCut()) {
            return true;
        }
        if (slot.checksumState() == ChecksumState.PARTIAL) {
            if (isCutLater(slot)) {
                seed();
            } else {
                complete();
            }
            return true;
        }
        int offset = layout.checksumOffset();
        if (edits.transportDelta() != 0 && offset != NONE && hasSum()) {
            bytes.finish16(offset, updated(offset));
        }
        return true;
    }

    /**
     * Brings a whole transport sum up to date before the packet is read as something else; can be undone.
     *
     * @param slot the packet's
     */
    void settle(Slot slot) {
        boolean isWhole = slot.checksumState() != ChecksumState.PARTIAL && !slot.isSummedWhenCut();
        int offset = layout.checksumOffset();
        if (isWhole && edits.transportDelta() != 0 && offset != NONE) {
            if (hasSum()) {
                bytes.putChecksum(offset, updated(offset));
            }
            edits.clearTransport();
        }
    }

    /** Whether the sender summed up at all: in UDP zero means no (RFC 768, RFC 6936), and that stays so. */
    private boolean hasSum() {
        return layout.protocol() != Ipv4.UDP || bytes.get16(layout.checksumOffset()) != 0;
    }

    private int updated(int offset) {
        int sum = Checksum.update(bytes.get16(offset), edits.transportDelta());
        return sum == 0 && mustNotBeZero() ? 0xFFFF : sum;
    }

    /**
     * Whether what was changed here is summed up where we cannot write: by a first fragment too short for its transport
     * header (RFC 1858), or behind IPv6 extension headers that cannot be read to their end.
     */
    private boolean isSumOutOfReach() {
        if (layout.isIpv6() && layout.protocol() == NONE) {
            return true;
        }
        return layout.isFragment() && layout.fragmentOffset() == 0 && layout.hasPseudoHeader();
    }

    /**
     * Whether a checksum of zero has to be written as 0xFFFF: in UDP, where zero means "no checksum" (RFC 768), and over
     * an ICMP message of nothing but zeros, which a receiver would add up to zero instead of 0xFFFF.
     */
    private boolean mustNotBeZero() {
        return switch (layout.protocol()) {
            case Ipv4.UDP -> true;
            case Ipv4.ICMP -> isZeroBesideSum();
            default -> false;
        };
    }

    /** Whether an ICMP message has nothing but zeros, whatever its checksum is now. */
    private boolean isZeroBesideSum() {
        int message = layout.transportOffset();
        int behind = IcmpView.CHECKSUM + 2;
        return bytes.get16(message) == 0 && bytes.sum(message + behind, summedLength() - behind) == 0;
    }

    /** Bytes that the transport's checksum covers, from its header on. */
    private int summedLength() {
        return layout.sumEnd() - layout.transportOffset();
    }

    /**
     * Large UDP packets that the kernel will cut: it sums up each datagram from the pseudo-header's sum that it expects
     * in the field, whatever else it knows of the packet ({@code __udp_gso_segment} in {@code net/ipv4/udp_offload.c}).
     * One that came in for a socket of this host is not cut before its sum is looked at, and is lost; whether a packet
     * goes on or stays is not known yet where it comes in, and for a router most go on.
     */
    private void seed() {
        bytes.finish16(layout.checksumOffset(), Checksum.fold(pseudoHeader()));
    }

    private boolean canSumPseudoHeader() {
        return layout.hasPseudoHeader()
                && (!layout.isIpv6() || layout.extensions().finalDestination() != NONE);
    }

    /** RFC 768, RFC 9293, section 3.1, and for IPv6 RFC 8200, section 8.1, with the final destination. */
    private long pseudoHeader() {
        long addresses = layout.isIpv6()
                ? bytes.sum(Ipv6View.SOURCE, ADDRESS)
                        + bytes.sum(layout.extensions().finalDestination(), ADDRESS)
                : bytes.sum(Ipv4View.SOURCE, 8);
        return addresses + layout.protocol() + summedLength();
    }

    /**
     * Computes the transport's sum of a whole packet.
     *
     * @return false, with nothing done, if its pseudo-header cannot be known
     */
    boolean sumUp() {
        if (layout.hasPseudoHeader() && !canSumPseudoHeader()) {
            return false;
        }
        complete();
        return true;
    }

    private void complete() {
        int offset = layout.checksumOffset();
        bytes.finish16(offset, 0);
        long sum =
                (layout.hasPseudoHeader() ? pseudoHeader() : 0) + bytes.sum(layout.transportOffset(), summedLength());
        int checksum = ~Checksum.fold(sum) & 0xFFFF;
        bytes.finish16(offset, checksum == 0 && mustNotBeZero() ? 0xFFFF : checksum);
    }
}
