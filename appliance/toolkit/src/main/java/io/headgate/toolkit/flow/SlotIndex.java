package io.headgate.toolkit.flow;

/**
 * Finds slots by hash: open addressing with linear probing, at most half full, no tombstones. Holds slots as n + 1, so
 * that 0 is an empty cell. Keys are compared by the table.
 */
final class SlotIndex {
    private final int[] cells;
    private final int[] hashes;
    private final int mask;

    /**
     * Makes an empty index.
     *
     * @param capacity how many slots there are
     */
    SlotIndex(int capacity) {
        int size = Integer.highestOneBit(Math.max(capacity * 2 - 1, 1)) << 1;
        this.cells = new int[size];
        this.hashes = new int[capacity];
        this.mask = size - 1;
    }

    /** The first cell to look at. */
    int begin(int hash) {
        return hash & mask;
    }

    int next(int cell) {
        return (cell + 1) & mask;
    }

    /** The slot in a cell, -1 if it is empty. */
    int slot(int cell) {
        return cells[cell] - 1;
    }

    int hash(int slot) {
        return hashes[slot];
    }

    void add(int slot, int hash) {
        int cell = begin(hash);
        while (cells[cell] != 0) {
            cell = next(cell);
        }
        cells[cell] = slot + 1;
        hashes[slot] = hash;
    }

    /** Takes a slot out and closes the gap: what was pushed on by it moves back. */
    void remove(int slot) {
        int gap = begin(hashes[slot]);
        while (cells[gap] != slot + 1) {
            gap = next(gap);
        }
        for (int cell = next(gap); cells[cell] != 0; cell = next(cell)) {
            int home = begin(hashes[cells[cell] - 1]);
            if (((cell - home) & mask) >= ((cell - gap) & mask)) {
                cells[gap] = cells[cell];
                gap = cell;
            }
        }
        cells[gap] = 0;
    }
}
