package io.headgate.engine.ring;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;

/**
 * What a source says about the bytes in one slot. The event of the ring: made once per slot, rewritten for each packet.
 *
 * <p>Thread: the source's between {@code writable} and {@code publish}, the lane's between {@code readable} and {@code
 * release}.
 */
public final class Slot {
    private final int index;
    private final int dataOffset;
    private final int capacity;

    private boolean isPacket;
    private boolean isIp;
    private boolean leavesCut;
    private boolean isGso;
    private boolean isHeld;
    private boolean isSummedWhenCut;
    private int packetOffset;
    private int packetLength;
    private int originalLength;
    private int receivedMark;
    private int mark;
    private long id;
    private long timestampNs;
    private Backend backend = Backend.MEMORY;
    private Direction direction = Direction.IN;
    private ChecksumState checksumState = ChecksumState.UNVERIFIED;
    private String interfaceName = "";

    Slot(int index, int dataOffset, int capacity) {
        this.index = index;
        this.dataOffset = dataOffset;
        this.capacity = capacity;
    }

    public int index() {
        return index;
    }

    /** Offset in the arena of the first byte a source may write. */
    public int dataOffset() {
        return dataOffset;
    }

    /** Bytes of data the slot can hold, from {@link #dataOffset} on. */
    public int capacity() {
        return capacity;
    }

    /** Marks the slot as holding something that is no packet (an error message, say); the lane skips it. */
    public void setEmpty() {
        isPacket = false;
    }

    /**
     * Says where the packet lies.
     *
     * @param offset of the first byte of the IP header, in the arena
     * @param length bytes held
     * @param original bytes the packet had before it was cut to what is held
     */
    public void setPacket(int offset, int length, int original) {
        isIp = true;
        place(offset, length, original);
    }

    /**
     * Says where a frame lies that holds no IP packet, whatever its bytes look like: it skips the filters.
     *
     * @param offset of its first byte, in the arena
     * @param length bytes held
     * @param original bytes it had before it was cut to what is held
     */
    public void setFrame(int offset, int length, int original) {
        isIp = false;
        place(offset, length, original);
    }

    private void place(int offset, int length, int original) {
        isPacket = true;
        packetOffset = offset;
        packetLength = length;
        originalLength = original;
    }

    /** Says whether a packet that arrived cut may leave cut though it was changed: in a capture, not in a network. */
    public void setLeavesCut(boolean value) {
        leavesCut = value;
    }

    /** Says that this slot holds a packet which was received in another one and held. */
    public void setHeld(boolean value) {
        isHeld = value;
    }

    /** Whether this is the slot of a packet that was held: outside the ring, decided out of turn. */
    public boolean isHeld() {
        return isHeld;
    }

    /** Says what mark the packet leaves with. */
    public void setMark(int value) {
        mark = value;
    }

    /** What the sink needs to give the packet back: an NFQUEUE packet id, the number of a capture's interface. */
    public void setId(long value) {
        id = value;
    }

    public void setOrigin(Backend from, Direction going, String interfaceName, int mark, long timestampNs) {
        // The references rarely change; not storing them saves the collector's card mark for each packet.
        if (this.backend != from) {
            this.backend = from;
        }
        if (this.direction != going) {
            this.direction = going;
        }
        if (!this.interfaceName.equals(interfaceName)) {
            this.interfaceName = interfaceName;
        }
        this.receivedMark = mark;
        this.mark = mark;
        this.timestampNs = timestampNs;
    }

    /** Says of this slot's packet what another slot says of its own, all but where it lies and whether it is held. */
    public void describeAs(Slot other) {
        isPacket = other.isPacket;
        isIp = other.isIp;
        leavesCut = other.leavesCut;
        id = other.id;
        setOrigin(other.backend, other.direction, other.interfaceName, other.receivedMark, other.timestampNs);
        mark = other.mark;
        setOffload(other.checksumState, other.isGso, other.isSummedWhenCut);
    }

    /**
     * Says what the kernel has left undone.
     *
     * @param gso whether it will still cut the packet into segments
     * @param summedWhenCut whether it then computes the transport's checksum of each segment anew, whatever the field
     *     holds
     */
    public void setOffload(ChecksumState state, boolean gso, boolean summedWhenCut) {
        if (checksumState != state) {
            checksumState = state;
        }
        isGso = gso;
        isSummedWhenCut = summedWhenCut;
    }

    public boolean isPacket() {
        return isPacket;
    }

    /** Whether the packet is said to begin with an IP header. */
    public boolean isIp() {
        return isIp;
    }

    public boolean leavesCut() {
        return leavesCut;
    }

    public int packetOffset() {
        return packetOffset;
    }

    public int packetLength() {
        return packetLength;
    }

    public int originalLength() {
        return originalLength;
    }

    public long id() {
        return id;
    }

    public int mark() {
        return mark;
    }

    /** Whether the packet leaves with another mark than it came with. */
    public boolean isMarkChanged() {
        return mark != receivedMark;
    }

    public long timestampNs() {
        return timestampNs;
    }

    public Backend backend() {
        return backend;
    }

    public Direction direction() {
        return direction;
    }

    public String interfaceName() {
        return interfaceName;
    }

    public ChecksumState checksumState() {
        return checksumState;
    }

    public boolean isGso() {
        return isGso;
    }

    public boolean isSummedWhenCut() {
        return isSummedWhenCut;
    }
}
