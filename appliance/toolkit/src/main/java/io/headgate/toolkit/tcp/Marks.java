package io.headgate.toolkit.tcp;

import java.nio.ByteBuffer;

/**
 * The changes of a stream that are not yet acknowledged, in order, and the map between the numbers before and after them.
 * Each is a run of bytes as the sender counts, by how much all behind it is shifted, and the caller's tag.
 *
 * <p>A number within a changed run has no counterpart; it is rounded as each method says.
 */
final class Marks {
    /** Bytes that {@link #write} takes without any run. */
    static final int STATE = 2 * Integer.BYTES;

    /** Bytes that it takes for each run. */
    static final int STATE_PER_RUN = 4 * Integer.BYTES;

    private final int[] starts;
    private final int[] ends;
    private final int[] shifts;
    private final int[] tags;
    private final int mask;
    private final int capacity;

    private int first;
    private int size;
    private int baseShift;

    Marks(int capacity) {
        int room = Integer.highestOneBit(capacity * 2 - 1);
        this.capacity = capacity;
        this.starts = new int[room];
        this.ends = new int[room];
        this.shifts = new int[room];
        this.tags = new int[room];
        this.mask = room - 1;
    }

    void clear() {
        size = 0;
        baseShift = 0;
    }

    int size() {
        return size;
    }

    /** Forgets the newest marks. */
    void cut(int newSize) {
        size = newSize;
    }

    boolean isFull() {
        return size == capacity;
    }

    void add(int start, int length, int difference, int tag) {
        int shift = shiftBefore(size) + difference;
        int cell = cell(size);
        starts[cell] = start;
        ends[cell] = start + length;
        shifts[cell] = shift;
        tags[cell] = tag;
        size++;
    }

    private int cell(int index) {
        return (first + index) & mask;
    }

    private int shiftBefore(int index) {
        return index == 0 ? baseShift : shifts[cell(index - 1)];
    }

    int start(int index) {
        return starts[cell(index)];
    }

    int end(int index) {
        return ends[cell(index)];
    }

    /** By how many bytes a run has become longer. */
    int difference(int index) {
        return shifts[cell(index)] - shiftBefore(index);
    }

    int tag(int index) {
        return tags[cell(index)];
    }

    /** Index of the first run that ends behind a number; {@link #size} if there is none. */
    int firstEndingBehind(int number) {
        int index = size;
        while (index > 0 && ends[cell(index - 1)] - number > 0) {
            index--;
        }
        return index;
    }

    /** The number after the changes; within a run as far from its end as before, but not before its begin. */
    int forward(int number) {
        for (int i = size - 1; i >= 0; i--) {
            int cell = cell(i);
            if (number - ends[cell] >= 0) {
                return number + shifts[cell];
            }
            if (number - starts[cell] > 0) {
                int begin = starts[cell] + shiftBefore(i);
                int same = number + shifts[cell];
                return same - begin >= 0 ? same : begin;
            }
        }
        return number + baseShift;
    }

    /** The number before the changes; within a run its begin, or its end. */
    int backward(int number, boolean isRoundedUp) {
        for (int i = size - 1; i >= 0; i--) {
            int cell = cell(i);
            if (number - (ends[cell] + shifts[cell]) >= 0) {
                return number - shifts[cell];
            }
            int begin = starts[cell] + shiftBefore(i);
            if (number - begin > 0) {
                return isRoundedUp ? ends[cell] : starts[cell];
            }
        }
        return number - baseShift;
    }

    /** Forgets the changes up to a number: all before it is shifted like what follows it. */
    void settle(int upTo) {
        while (size > 0 && upTo - ends[first] >= 0) {
            baseShift = shifts[first];
            first = (first + 1) & mask;
            size--;
        }
    }

    /** Writes the first marks: the shift before them, their number, and of each its start, length, difference and tag. */
    void write(ByteBuffer to, int count) {
        to.putInt(baseShift).putInt(count);
        for (int i = 0; i < count; i++) {
            to.putInt(start(i)).putInt(end(i) - start(i)).putInt(difference(i)).putInt(tag(i));
        }
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @param from the sender's number that no run may begin before
     * @throws IllegalArgumentException if it does not hang together, or is more than there is room for
     */
    void read(ByteBuffer state, int from, int tagLimit) {
        clear();
        baseShift = state.getInt();
        int count = state.getInt();
        if (count < 0 || count > capacity) {
            throw new IllegalArgumentException(
                    "a direction has " + count + " changes that are not acknowledged; there is room for " + capacity);
        }
        int behind = from;
        for (int i = 0; i < count; i++) {
            int start = state.getInt();
            int length = state.getInt();
            int difference = state.getInt();
            int tag = state.getInt();
            if (start - behind < 0 || length < 1 || length + difference < 1 || tag < 0 || tag >= tagLimit) {
                throw new IllegalArgumentException(
                        "change " + i + " of " + count + " makes no sense: " + length + " bytes at " + (start - behind)
                                + " behind the one before, longer by " + difference + ", tag " + tag);
            }
            add(start, length, difference, tag);
            behind = start + length;
        }
    }
}
