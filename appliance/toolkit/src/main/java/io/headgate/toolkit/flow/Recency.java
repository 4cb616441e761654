package io.headgate.toolkit.flow;

/** Used slots from the least to the most recently used one, and the free ones; doubly linked through arrays. */
final class Recency {
    private static final int NONE = -1;
    private static final int FREE = -2;

    private final int[] older;
    private final int[] newer;
    private int oldest = NONE;
    private int newest = NONE;
    private int free;

    Recency(int capacity) {
        this.older = new int[capacity];
        this.newer = new int[capacity];
        for (int slot = 0; slot < capacity; slot++) {
            older[slot] = FREE;
            newer[slot] = slot + 1 < capacity ? slot + 1 : NONE;
        }
    }

    boolean isUsed(int slot) {
        return older[slot] != FREE;
    }

    /** The least recently used slot, -1 if none is used. */
    int oldest() {
        return oldest;
    }

    /** Takes a free slot, which becomes the most recently used one; -1 if there is none. */
    int take() {
        int slot = free;
        if (slot != NONE) {
            free = newer[slot];
            append(slot);
        }
        return slot;
    }

    void touch(int slot) {
        if (slot != newest) {
            unlink(slot);
            append(slot);
        }
    }

    void release(int slot) {
        unlink(slot);
        older[slot] = FREE;
        newer[slot] = free;
        free = slot;
    }

    private void append(int slot) {
        older[slot] = newest;
        newer[slot] = NONE;
        if (newest == NONE) {
            oldest = slot;
        } else {
            newer[newest] = slot;
        }
        newest = slot;
    }

    private void unlink(int slot) {
        int before = older[slot];
        int after = newer[slot];
        if (before == NONE) {
            oldest = after;
        } else {
            newer[before] = after;
        }
        if (after == NONE) {
            newest = before;
        } else {
            older[after] = before;
        }
    }
}
