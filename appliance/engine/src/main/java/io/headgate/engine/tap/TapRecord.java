package io.headgate.engine.tap;

import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.packet.PacketCopy;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.Slot;
import java.nio.ByteBuffer;

/**
 * A copy of a packet in its ring, in the machine's byte order:
 *
 * <pre>
 *    0  length of the record, 4   bytes kept, 4
 *    8  bytes it had, 4           mirror, 1   direction, 1   sum left to others, 1   interface, 1
 *   16  timestamp, 8
 *   24  PacketCopy: what changes mean for the sums, 16; the bytes
 * </pre>
 *
 * A view, pointed at one record after the other. Thread: {@code taps}; {@link #put} the lane's.
 */
public final class TapRecord {
    private static final int KEPT = 4;
    private static final int ORIGINAL = 8;
    private static final int MIRROR = 12;
    private static final int DIRECTION = 13;
    private static final int PARTIAL = 14;
    private static final int INTERFACE = 15;
    private static final int TIMESTAMP = 16;
    private static final int COPY = 24;

    private String lane = "";
    private InterfaceNames interfaces;
    private ByteBuffer record;
    private int at;

    private ByteBuffer bytes;
    private int offset;

    /** Bytes of a record that keeps {@code kept} of a packet's. */
    static int size(int kept) {
        return COPY + PacketCopy.HEADER + kept + PacketCopy.SLACK;
    }

    /**
     * Writes a record, all but its length.
     *
     * @param ring whole, with room from {@code at} on
     * @param kept bytes of the packet to copy
     */
    static void put(ByteBuffer ring, int at, SlotPacket packet, int kept, int mirror, int interfaceNumber) {
        ring.putInt(at + KEPT, kept);
        ring.putInt(at + ORIGINAL, packet.lengthBeforeCut());
        ring.put(at + MIRROR, (byte) mirror);
        ring.put(at + DIRECTION, code(packet.direction()));
        ring.put(at + PARTIAL, (byte) (packet.isSumLeftToOthers() ? 1 : 0));
        ring.put(at + INTERFACE, (byte) interfaceNumber);
        ring.putLong(at + TIMESTAMP, packet.timestampNs());
        PacketCopy.take(packet, ring, at + COPY, kept);
    }

    /** Points at a record. */
    void wrap(String laneName, InterfaceNames names, ByteBuffer ring, int begin) {
        lane = laneName;
        interfaces = names;
        record = ring;
        at = begin;
        bytes = ring;
        offset = begin + COPY + PacketCopy.HEADER;
    }

    int mirror() {
        return record.get(at + MIRROR);
    }

    /** Whether somebody behind the lane was to complete the transport's checksum. */
    boolean isPartial() {
        return record.get(at + PARTIAL) != 0;
    }

    /** Whether the checksums are not what they should be. */
    boolean needsSums() {
        return isPartial() || PacketCopy.isChanged(record, at + COPY);
    }

    /**
     * Makes the checksums right, in a slot of its own.
     *
     * @param packet a view of the slot's ring
     * @param slots the same ring's bytes, in the machine's byte order
     */
    void repairIn(SlotPacket packet, Slot slot, ByteBuffer slots) {
        slots.put(slot.dataOffset(), bytes, offset, length());
        slot.setPacket(slot.dataOffset(), length(), originalLength());
        // A sum over bytes that are not here cannot be computed: it stays unfinished, as the packet is.
        boolean isSummable = isPartial() && length() == originalLength();
        slot.setOffload(
                isSummable ? ChecksumState.PARTIAL : ChecksumState.UNVERIFIED, false, isPartial() && !isSummable);
        packet.wrap(slot);
        PacketCopy.repair(packet, record, at + COPY);
        bytes = slots;
        offset = slot.dataOffset();
    }

    /** When the packet was received, nanoseconds since 1970-01-01 UTC. */
    public long timestampNs() {
        return record.getLong(at + TIMESTAMP);
    }

    public Direction direction() {
        return switch (record.get(at + DIRECTION)) {
            case 0 -> Direction.IN;
            case 1 -> Direction.OUT;
            default -> Direction.FORWARD;
        };
    }

    private static byte code(Direction direction) {
        return switch (direction) {
            case IN -> 0;
            case OUT -> 1;
            case FORWARD -> 2;
        };
    }

    /** Name of the interface the packet came in by or would leave by; "" if none. */
    public String interfaceName() {
        return interfaces.name(record.get(at + INTERFACE) & 0xFF);
    }

    /** Name of the lane that copied it. */
    public String laneName() {
        return lane;
    }

    /** Bytes kept of the packet, from its IP header on. */
    public int length() {
        return record.getInt(at + KEPT);
    }

    /** Bytes the packet had. */
    public int originalLength() {
        return record.getInt(at + ORIGINAL);
    }

    /** Where the packet's bytes are; in the machine's byte order, for absolute reads only. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Where in {@link #bytes} the packet begins. */
    public int offset() {
        return offset;
    }
}
