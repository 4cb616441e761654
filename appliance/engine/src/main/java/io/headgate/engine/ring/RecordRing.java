package io.headgate.engine.ring;

import com.lmax.disruptor.Sequence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Records of any length, one after the other in an off-heap buffer; one writer, one reader.
 *
 * <pre>
 *   | record | record | ........ free ........ | record | record | rest: SKIP |
 *                     ^ written                ^ read
 * </pre>
 *
 * A record begins with its length in bytes, a multiple of 8, and never reaches over the end: the rest there is skipped.
 * Positions count bytes from the start and never go back. A record is whole once {@code written} has passed it.
 *
 * <p>Thread: {@link #claim} and {@link #commit} the lane's, {@link #next} and {@link #release} the reader's.
 */
public final class RecordRing {
    /** No room for the record, or no record. */
    public static final int NONE = -1;

    private static final int SKIP = -1;
    private static final int ALIGNMENT = 8;

    private final ByteBuffer bytes;
    private final int capacity;

    private final Sequence written = new Sequence(0);
    private final Sequence read = new Sequence(0);

    // The writer's.
    private long writeAt;
    private long claimedEnd;
    private long readSeen;

    // The reader's.
    private long readAt;
    private long writtenSeen;

    /** @param capacity in bytes, a power of two */
    public RecordRing(int capacity) {
        if (capacity < ALIGNMENT || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two from " + ALIGNMENT + ": " + capacity);
        }
        this.capacity = capacity;
        this.bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    }

    /** The whole buffer, in the machine's byte order; absolute access only. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Finds room for a record.
     *
     * @param length in bytes, with the four for the length itself
     * @return where it begins; {@link #NONE} if there is no room
     */
    public int claim(int length) {
        int size = (length + ALIGNMENT - 1) & -ALIGNMENT;
        int index = index(writeAt);
        int toEnd = capacity - index;
        int needed = size <= toEnd ? size : toEnd + size;
        if (capacity - (writeAt - readSeen) < needed) {
            readSeen = read.get();
            if (capacity - (writeAt - readSeen) < needed) {
                return NONE;
            }
        }
        if (size > toEnd) {
            bytes.putInt(index, SKIP);
            index = 0;
        }
        bytes.putInt(index, size);
        claimedEnd = writeAt + needed;
        return index;
    }

    /** Hands the claimed record over. */
    public void commit() {
        writeAt = claimedEnd;
        written.set(claimedEnd);
    }

    private int index(long position) {
        return (int) (position & (capacity - 1));
    }

    /** Whether there is a record to read. */
    public boolean isWaiting() {
        return written.get() != readAt;
    }

    /** Where the next record begins; {@link #NONE} if there is none. */
    public int next() {
        if (readAt == writtenSeen) {
            writtenSeen = written.get();
            if (readAt == writtenSeen) {
                return NONE;
            }
        }
        int index = index(readAt);
        if (bytes.getInt(index) == SKIP) {
            readAt += capacity - index;
            return 0;
        }
        return index;
    }

    /** Gives the room of the record back that {@link #next} returned. */
    public void release() {
        readAt += bytes.getInt(index(readAt));
        read.set(readAt);
    }
}
