package io.headgate.toolkit.flow;

/**
 * Used slots from the least to the most recently used one, those that are settled apart from the others, and the free ones;
 * doubly linked through arrays.
 */
final class Recency {
    private static final int NONE = -1;
    private static final int FREE = -2;

    private static final int PASSING = 0;
    private static final int SETTLED = 1;

    private final int[] older;
    private final int[] newer;
    private final boolean[] isSettled;

    /** Of each of the two lists. */
    private final int[] oldest = {NONE, NONE};

    private final int[] newest = {NONE, NONE};

    private final int reserved;

    /** Slots that are not settled. */
    private int passing;

    private int free;

    /** @param reserved if no more than so many are not settled, a settled one makes room */
    Recency(int capacity, int reserved) {
        this.older = new int[capacity];
        this.newer = new int[capacity];
        this.isSettled = new boolean[capacity];
        this.reserved = reserved;
        for (int slot = 0; slot < capacity; slot++) {
            older[slot] = FREE;
            newer[slot] = slot + 1 < capacity ? slot + 1 : NONE;
        }
    }

    boolean isUsed(int slot) {
        return older[slot] != FREE;
    }

    /** The slot that makes room for another, -1 if none is used. */
    int first() {
        return passing > reserved || oldest[SETTLED] == NONE ? oldest[PASSING] : oldest[SETTLED];
    }

    /** Takes a free slot, which becomes the most recently used one, not settled; -1 if there is none. */
    int take() {
        int slot = free;
        if (slot != NONE) {
            free = newer[slot];
            isSettled[slot] = false;
            append(slot);
        }
        return slot;
    }

    void touch(int slot) {
        if (slot != newest[list(slot)]) {
            unlink(slot);
            append(slot);
        }
    }

    /** Says whether a slot is settled; it becomes the most recently used one of its kind. */
    void settle(int slot, boolean settled) {
        if (isSettled[slot] != settled) {
            unlink(slot);
            isSettled[slot] = settled;
            append(slot);
        }
    }

    void release(int slot) {
        unlink(slot);
        older[slot] = FREE;
        newer[slot] = free;
        free = slot;
    }

    private int list(int slot) {
        return isSettled[slot] ? SETTLED : PASSING;
    }

    private void append(int slot) {
        int list = list(slot);
        passing += 1 - list;
        int last = newest[list];
        older[slot] = last;
        newer[slot] = NONE;
        if (last == NONE) {
            oldest[list] = slot;
        } else {
            newer[last] = slot;
        }
        newest[list] = slot;
    }

    private void unlink(int slot) {
        int list = list(slot);
        passing -= 1 - list;
        int before = older[slot];
        int after = newer[slot];
        if (before == NONE) {
            oldest[list] = after;
        } else {
            newer[before] = after;
        }
        if (after == NONE) {
            newest[list] = before;
        } else {
            older[after] = before;
        }
    }
}
