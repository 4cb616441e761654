package io.headgate.engine.packet;

import io.headgate.engine.io.ByteCopy;
import java.nio.ByteBuffer;

/**
 * A copy of a packet taken in the middle of its chain, with what the filters' changes mean for its checksums: so the lane
 * only copies, and whoever gets the copy makes the sums right.
 *
 * <pre>
 *   | change of the IPv4 header's sum, 8 | of the transport's sum, 8 | bytes of the packet ... | up to 7 arbitrary |
 * </pre>
 *
 * In the machine's byte order. Thread: {@link #take} the lane's, {@link #repair} any.
 */
public final class PacketCopy {
    /** Bytes before the packet's. */
    public static final int HEADER = 16;

    /** Bytes behind the packet's that become arbitrary. */
    public static final int SLACK = ByteCopy.SLACK;

    private PacketCopy() {}

    /**
     * Copies a packet as it stands.
     *
     * @param at where the copy begins in {@code target}
     * @param count of the packet's bytes to copy
     */
    public static void take(SlotPacket packet, ByteBuffer target, int at, int count) {
        Edits edits = packet.edits();
        target.putLong(at, edits.ipDelta());
        target.putLong(at + 8, edits.transportDelta());
        packet.bytes().copyTo(target, at + HEADER, count);
    }

    /** Whether changes have to be brought into the checksums of the copy. */
    public static boolean isChanged(ByteBuffer from, int at) {
        return from.getLong(at) != 0 || from.getLong(at + 8) != 0;
    }

    /**
     * Makes the checksums of a copy right.
     *
     * @param copy points at its bytes, which were put into a slot; the slot's checksum state is the original's
     * @param from where {@link #take} has put the copy
     * @return false if a sum is out of reach; the copy stays as it is
     */
    public static boolean repair(SlotPacket copy, ByteBuffer from, int at) {
        copy.edits().addDeltas(from.getLong(at), from.getLong(at + 8));
        return copy.repairSums();
    }
}
