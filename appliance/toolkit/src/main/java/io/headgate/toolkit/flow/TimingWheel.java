package io.headgate.toolkit.flow;

import java.util.Arrays;

/**
 * When slots are due: a wheel of 512 spokes, one tick each, with doubly linked slots on every spoke. A slot that is due
 * later than the wheel reaches, or was put off since, hangs on an earlier spoke and is moved on when its turn comes, so
 * that putting off costs one store.
 */
final class TimingWheel {
    private static final int SPOKES = 512;
    private static final int MASK = SPOKES - 1;
    private static final int NONE = -1;

    private final long[] dueTicks;
    private final int[] next;
    private final int[] previous;

    /** Tick of the spoke a slot hangs on. */
    private final long[] hangsAt;

    private final int[] heads = new int[SPOKES];
    private long nowTick;

    TimingWheel(int capacity, long nowTick) {
        this.dueTicks = new long[capacity];
        this.next = new int[capacity];
        this.previous = new int[capacity];
        this.hangsAt = new long[capacity];
        this.nowTick = nowTick;
        Arrays.fill(heads, NONE);
    }

    long nowTick() {
        return nowTick;
    }

    void add(int slot, long dueTick) {
        dueTicks[slot] = dueTick;
        hang(slot);
    }

    /** Changes when a slot is due. */
    void move(int slot, long dueTick) {
        dueTicks[slot] = dueTick;
        if (dueTick < hangsAt[slot]) {
            remove(slot);
            hang(slot);
        }
    }

    void remove(int slot) {
        if (previous[slot] == NONE) {
            heads[(int) (hangsAt[slot] & MASK)] = next[slot];
        } else {
            next[previous[slot]] = next[slot];
        }
        if (next[slot] != NONE) {
            previous[next[slot]] = previous[slot];
        }
    }

    private void hang(int slot) {
        long at = Math.min(Math.max(dueTicks[slot], nowTick + 1), nowTick + MASK);
        int spoke = (int) (at & MASK);
        hangsAt[slot] = at;
        previous[slot] = NONE;
        next[slot] = heads[spoke];
        if (next[slot] != NONE) {
            previous[next[slot]] = slot;
        }
        heads[spoke] = slot;
    }

    /**
     * Turns the wheel.
     *
     * @param tick if it is not later than the last one, nothing happens
     * @param table takes what is due, already off the wheel
     */
    void advance(long tick, FlowTable table) {
        long from = Math.max(nowTick + 1, tick - MASK);
        nowTick = Math.max(nowTick, tick);
        for (long at = from; at <= tick; at++) {
            int slot = heads[(int) (at & MASK)];
            while (slot != NONE) {
                int following = next[slot];
                remove(slot);
                if (dueTicks[slot] <= tick) {
                    table.expire(slot);
                } else {
                    hang(slot);
                }
                slot = following;
            }
        }
    }
}
