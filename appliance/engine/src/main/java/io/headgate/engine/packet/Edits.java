package io.headgate.engine.packet;

import io.headgate.engine.ring.SlotArena;
import java.nio.ByteBuffer;

/**
 * What the filters changed in one packet: an undo log of 2 KiB, and the running one's-complement differences that the
 * changes make to the IPv4 header's sum and to the transport's.
 *
 * <p>An entry is one long: {@code offset in the packet << 34 | width in bytes << 32 | old bytes}. An offset in the
 * largest arena would not fit. Width 3 is a change of layout, with the packet's old length for bytes. {@link #mark} is
 * set before each filter, {@link #rollback} returns to it.
 *
 * <p>Who is about to change much has the packet copied instead: {@link #save}. An entry of width 3 whose offset is not 0
 * stands for such a copy of so many bytes; until the next mark nothing more is logged, since the copy has it. Two copies
 * are kept however many filters ask: the first, to which {@link #restore} returns, and the latest, to which {@link
 * #rollback} does.
 */
final class Edits {
    /** Returned by {@link #rollback} when the packet is laid out as before. */
    static final int SAME_LAYOUT = -1;

    private static final int CAPACITY = 2048 / Long.BYTES;
    private static final int LAYOUT = 3;
    private static final int NO_COPY = -1;

    private final ByteBuffer bytes;
    private final long[] log = new long[CAPACITY];
    private final byte[] firstCopy = new byte[SlotArena.CAPACITY];
    private final byte[] latestCopy = new byte[SlotArena.CAPACITY];

    /** Where the packet begins in the arena. */
    private int base;

    private int count;
    private long ipDelta;
    private long transportDelta;
    private boolean isOverflown;

    private int markedCount;
    private long markedIpDelta;
    private long markedTransportDelta;

    /** Which entry is the first copy. */
    private int firstCopyAt;

    /** Whether there is a copy since the mark. */
    private boolean isSaved;

    Edits(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Forgets everything: a new packet, at {@code packetBase} in the arena. */
    void clear(int packetBase) {
        base = packetBase;
        count = 0;
        ipDelta = 0;
        transportDelta = 0;
        isOverflown = false;
        firstCopyAt = NO_COPY;
        mark();
    }

    void mark() {
        isSaved = false;
        markedCount = count;
        markedIpDelta = ipDelta;
        markedTransportDelta = transportDelta;
    }

    /**
     * Puts back, newest first, what was overwritten since the mark.
     *
     * @return the packet's length at the mark, if it has to be decoded anew; otherwise {@link #SAME_LAYOUT}
     */
    int rollback() {
        int length = SAME_LAYOUT;
        while (count > markedCount) {
            long entry = log[--count];
            int offset = (int) (entry >>> 34);
            int at = base + offset;
            switch ((int) (entry >>> 32) & 3) {
                case 1 -> bytes.put(at, (byte) entry);
                case 2 -> bytes.putShort(at, (short) entry);
                case LAYOUT -> {
                    length = (int) entry;
                    bytes.put(base, count == firstCopyAt ? firstCopy : latestCopy, 0, offset);
                }
                default -> bytes.putInt(at, (int) entry);
            }
        }
        ipDelta = markedIpDelta;
        transportDelta = markedTransportDelta;
        isSaved = false;
        if (count <= firstCopyAt) {
            firstCopyAt = NO_COPY;
        }
        return length;
    }

    /** Puts back all that was overwritten since {@link #clear}; returns what {@link #rollback} does. */
    int restore() {
        markedCount = 0;
        markedIpDelta = 0;
        markedTransportDelta = 0;
        if (firstCopyAt != NO_COPY) {
            // It has all that was changed behind it; of the copies between it and the latest none is left.
            count = firstCopyAt + 1;
        }
        return rollback();
    }

    /**
     * Copies the packet, unless that was done since the mark: whatever is changed from here on can be put back.
     *
     * @param length of the packet now
     * @param copied bytes from the packet's first on that may have to be put back
     * @throws UndoOverflow as {@link #log}
     */
    void save(int length, int copied) {
        if (isSaved) {
            return;
        }
        log(copied, LAYOUT, length);
        boolean isFirst = firstCopyAt == NO_COPY;
        bytes.get(base, isFirst ? firstCopy : latestCopy, 0, copied);
        if (isFirst) {
            firstCopyAt = count - 1;
        }
        isSaved = true;
    }

    /** Logs that from here on the packet is laid out otherwise; {@code length} is what it has now. */
    void logLayout(int length) {
        log(0, LAYOUT, length);
    }

    /**
     * Logs what is about to be overwritten.
     *
     * @param offset in the packet
     * @param width 1, 2 or 4 bytes, or {@link #LAYOUT}
     * @throws UndoOverflow if the log is full; nothing may be written then
     */
    void log(int offset, int width, int old) {
        if (isSaved) {
            return;
        }
        if (count == CAPACITY) {
            isOverflown = true;
            throw new UndoOverflow();
        }
        // Width 4 is kept as 0, so that two bits hold it.
        log[count++] = ((long) offset << 34) | ((long) (width & 3) << 32) | (old & 0xFFFF_FFFFL);
    }

    /** Adds the change of one 16-bit word of the IPv4 header: m to m' is ~m + m' (RFC 1624, equation 3). */
    void addToIp(int oldWord, int newWord) {
        ipDelta += (~oldWord & 0xFFFF) + newWord;
    }

    /**
     * Adds the change of one 16-bit word that the transport's checksum covers; and 0xFFFF, the other zero, so that no
     * change looks like none.
     */
    void addToTransport(int oldWord, int newWord) {
        transportDelta += 0xFFFF + (~oldWord & 0xFFFF) + newWord;
    }

    /** Takes over what was added for another copy of the packet. */
    void addDeltas(long toIp, long toTransport) {
        ipDelta += toIp;
        transportDelta += toTransport;
    }

    /** The transport's sum has been brought up to date. */
    void clearTransport() {
        transportDelta = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Whether a setter found the log full; stays so for this packet, whatever the filter did with the exception. */
    boolean isOverflown() {
        return isOverflown;
    }

    long ipDelta() {
        return ipDelta;
    }

    long transportDelta() {
        return transportDelta;
    }
}
