package io.headgate.toolkit.tcp;

/**
 * The changes of a stream that are not yet acknowledged, in order, and the map between the numbers before and after them.
 * Each is a run of bytes as the sender counts, and by how much all behind it is shifted.
 *
 * <p>A number within a changed run has no counterpart; it is rounded as each method says.
 */
final class Marks {
    private final int[] starts;
    private final int[] ends;
    private final int[] shifts;
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

    /** Where the last changed run ends; only if there is one. */
    int lastEnd() {
        return ends[cell(size - 1)];
    }

    void add(int start, int length, int difference) {
        int shift = shiftBefore(size) + difference;
        int cell = cell(size);
        starts[cell] = start;
        ends[cell] = start + length;
        shifts[cell] = shift;
        size++;
    }

    private int cell(int index) {
        return (first + index) & mask;
    }

    private int shiftBefore(int index) {
        return index == 0 ? baseShift : shifts[cell(index - 1)];
    }

    /** Index of the changed run that begins at {@code start}, -1 if none does. */
    int at(int start) {
        for (int i = size - 1; i >= 0; i--) {
            if (starts[cell(i)] == start) {
                return i;
            }
        }
        return -1;
    }

    boolean isSame(int index, int length, int difference) {
        return ends[cell(index)] - starts[cell(index)] == length
                && shifts[cell(index)] - shiftBefore(index) == difference;
    }

    /** How many changed runs lie in whole between two numbers; -1 if an end of the range is within one. */
    int within(int from, int to) {
        int count = 0;
        for (int i = size - 1; i >= 0; i--) {
            int start = starts[cell(i)];
            int end = ends[cell(i)];
            if (isInside(from, start, end) || isInside(to, start, end)) {
                return -1;
            }
            count += start - from >= 0 && to - end >= 0 ? 1 : 0;
        }
        return count;
    }

    private static boolean isInside(int number, int start, int end) {
        return number - start > 0 && end - number > 0;
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
}
