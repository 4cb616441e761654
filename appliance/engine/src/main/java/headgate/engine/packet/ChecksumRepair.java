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
 */
final class ChecksumRepair {
    private final ByteBuffer bytes;
    private final ByteBuffer nativeBytes;

    ChecksumRepair(SlotArena arena) {
        this.bytes = arena.bytes();
        this.nativeBytes = arena.nativeBytes();
    }

    /** Returns false if the transport's sum is unfinished and of a kind that cannot be finished here. */
    boolean apply(SlotPacket packet, Edits edits, Slot slot) {
        int base = packet.base();
        if (edits.ipDelta() != 0) {
            update(base + Ipv4View.CHECKSUM, edits.ipDelta());
        }
        if (slot.isSummedWhenCut()) {
            return true;
        }
        if (slot.checksumState() == ChecksumState.PARTIAL) {
            return complete(packet);
        }
        int offset = packet.checksumOffset();
        if (edits.transportDelta() == 0 || offset == SlotPacket.NONE) {
            return true;
        }
        boolean isUdp = packet.protocol() == Ipv4.UDP;
        if (isUdp && packet.get16(offset) == 0) {
            return true; // The sender sent no checksum (RFC 768), and that stays so.
        }
        update(base + offset, edits.transportDelta());
        if (isUdp && packet.get16(offset) == 0) {
            bytes.putShort(base + offset, (short) 0xFFFF);
        }
        return true;
    }

    private void update(int at, int delta) {
        bytes.putShort(at, (short) Checksum.update(bytes.getShort(at) & 0xFFFF, delta));
    }

    private boolean complete(SlotPacket packet) {
        int offset = packet.checksumOffset();
        int protocol = packet.protocol();
        boolean isSummed = protocol == Ipv4.TCP || protocol == Ipv4.UDP;
        if (!isSummed || offset == SlotPacket.NONE || packet.isFragment()) {
            return false;
        }
        int base = packet.base();
        int length = packet.transportLength();
        bytes.putShort(base + offset, (short) 0);
        long sum = Checksum.sum(nativeBytes, base + Ipv4View.SOURCE, 8);
        sum += protocol + length;
        sum += Checksum.sum(nativeBytes, base + packet.headerLength(), length);
        int checksum = ~Checksum.fold(sum) & 0xFFFF;
        // Zero would mean "no checksum" in UDP (RFC 768); in TCP both forms of zero are right.
        bytes.putShort(base + offset, (short) (checksum == 0 && protocol == Ipv4.UDP ? 0xFFFF : checksum));
        return true;
    }
}
