package io.headgate.engine.packet;

import io.headgate.api.Ipv4;
import io.headgate.api.Ipv6;

/** Fills in what a packet that was made here lacks: its lengths and checksums. */
final class Completion {
    private static final int MIN_IPV4_HEADER = 20;
    private static final int MAX_LENGTH = 0xFFFF;

    private final PacketBytes bytes;
    private final Layout layout;
    private final ChecksumRepair repair;

    Completion(PacketBytes bytes, Layout layout, ChecksumRepair repair) {
        this.bytes = bytes;
        this.layout = layout;
        this.repair = repair;
    }

    /**
     * Completes the packet that begins at {@code base} in the arena. Of a fragment only the header is completed: the
     * transport's sum covers the others too.
     *
     * @param length of the whole packet in bytes
     * @return false if this is no whole IP packet; it may then have changed
     */
    boolean apply(int base, int length) {
        if (!putIpLength(length)) {
            return false;
        }
        SlotPacket.Kind kind = layout.decode(base, length, length);
        if (kind == SlotPacket.Kind.IPV4) {
            putIpv4Checksum(layout.transportOffset());
        } else if (kind != SlotPacket.Kind.IPV6) {
            return false;
        }
        return layout.isFragment() || completeTransport(base, length);
    }

    private boolean putIpLength(int length) {
        int version = length < 1 ? 0 : bytes.get8(0) >>> 4;
        if (version == 4 && length >= MIN_IPV4_HEADER && length <= MAX_LENGTH) {
            bytes.finish16(Ipv4View.TOTAL_LENGTH, length);
            return true;
        }
        if (version == 6 && length >= Ipv6View.HEADER && length - Ipv6View.HEADER <= MAX_LENGTH) {
            bytes.finish16(Ipv6View.PAYLOAD_LENGTH, length - Ipv6View.HEADER);
            return true;
        }
        return false;
    }

    private void putIpv4Checksum(int headerLength) {
        bytes.finish16(Ipv4View.CHECKSUM, 0);
        bytes.finish16(Ipv4View.CHECKSUM, ~bytes.sum(0, headerLength) & 0xFFFF);
    }

    private boolean completeTransport(int base, int length) {
        int protocol = layout.protocol();
        boolean isSummed =
                protocol == Ipv4.TCP || protocol == Ipv4.UDP || protocol == (layout.isIpv6() ? Ipv6.ICMPV6 : Ipv4.ICMP);
        if (!isSummed) {
            return protocol != Layout.NONE;
        }
        if (!layout.hasTransport(protocol)) {
            return false;
        }
        if (protocol == Ipv4.UDP) {
            bytes.finish16(layout.transportOffset() + UdpView.LENGTH, length - layout.transportOffset());
            layout.decode(base, length, length);
        }
        return repair.sumUp();
    }
}
