package io.headgate.engine.hold;

/**
 * What waits for its time: numbered entries, earliest first, and among those of one time in the order they came. A binary
 * heap over arrays made once.
 *
 * <p>An entry is a number from 0 to capacity - 1, which the caller's own arrays are indexed by. Thread: the lane's.
 */
public final class DueQueue {
    /** Returned when there is no entry. */
    public static final int NONE = -1;

    private final long[] dueNs;
    private final long[] turns;
    private final int[] heap;
    private final int[] free;
    private int size;
    private long nextTurn;

    public DueQueue(int capacity) {
        dueNs = new long[capacity];
        turns = new long[capacity];
        heap = new int[capacity];
        free = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            free[i] = capacity - 1 - i;
        }
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** When the first entry is due; {@link Long#MAX_VALUE} if there is none. */
    public long firstDueNs() {
        return size == 0 ? Long.MAX_VALUE : dueNs[heap[0]];
    }

    /**
     * Adds an entry.
     *
     * @return its number; {@link #NONE} if the queue is full
     */
    public int add(long untilNs) {
        if (size == heap.length) {
            return NONE;
        }
        int entry = free[size];
        dueNs[entry] = untilNs;
        turns[entry] = nextTurn++;
        rise(size++, entry);
        return entry;
    }

    /**
     * Takes out the first entry that is due. Its number is given to the next one added, so what goes with it has to be read
     * before.
     *
     * @return {@link #NONE} if there is none
     */
    public int takeDue(long nowNs) {
        if (size == 0 || dueNs[heap[0]] > nowNs) {
            return NONE;
        }
        int entry = heap[0];
        size--;
        if (size > 0) {
            sink(heap[size]);
        }
        free[size] = entry;
        return entry;
    }

    private void rise(int from, int entry) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!isBefore(entry, heap[parent])) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = entry;
    }

    private void sink(int entry) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], entry)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = entry;
    }

    private boolean isBefore(int a, int b) {
        return dueNs[a] != dueNs[b] ? dueNs[a] < dueNs[b] : turns[a] < turns[b];
    }
}
