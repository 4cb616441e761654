package io.headgate.plugin.impair;

/** How many packets wait: the times at which they leave, in a binary heap made once. */
final class Waiting {
    private final long[] leaveNs;
    private int size;

    Waiting(int capacity) {
        leaveNs = new long[capacity];
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == leaveNs.length;
    }

    /** Adds a packet; there must be room. */
    void add(long timeNs) {
        int at = size++;
        while (at > 0 && leaveNs[(at - 1) >>> 1] > timeNs) {
            leaveNs[at] = leaveNs[(at - 1) >>> 1];
            at = (at - 1) >>> 1;
        }
        leaveNs[at] = timeNs;
    }

    /** Forgets those that have left. */
    void advance(long nowNs) {
        while (size > 0 && leaveNs[0] <= nowNs) {
            sink(leaveNs[--size]);
        }
    }

    private void sink(long timeNs) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && leaveNs[child + 1] < leaveNs[child]) {
                child++;
            }
            if (leaveNs[child] >= timeNs) {
                break;
            }
            leaveNs[at] = leaveNs[child];
            at = child;
        }
        leaveNs[at] = timeNs;
    }

    void clear() {
        size = 0;
    }
}
