package io.headgate.toolkit.flow;

import io.headgate.toolkit.flow.RemovalListener.Reason;
import java.util.concurrent.TimeUnit;

/**
 * A bounded number of flows, each under a slot from 0 to {@code capacity - 1} that stays its own until it leaves. What a
 * caller knows of a flow it keeps in arrays of its own, by slot.
 *
 * <p>A flow leaves when {@link #advance} finds its timeout over, at most one tick late; until then it is found, and a
 * packet puts it off. If the table is full, a new flow takes the place of the one that has been longest without a packet,
 * which is counted as evicted. Flows that the caller has {@link #settle settled} are spared while others are more than an eighth
 * of the table: whoever only begins flows then evicts flows that were only begun.
 *
 * <p>Time may go back. By 10 ms at most, as the timestamps of several processors do, it counts for as late as it was; further
 * back the clock was set, and every flow keeps the time that it had left.
 *
 * <p>Memory: at most 96 bytes a flow, and 2 KiB. Adding, finding and removing take the same time however many flows there
 * are; {@link #advance} takes time for each flow that is due or was put off.
 */
public final class FlowTable {
    /** Returned for a flow that is not there. */
    public static final int NONE = -1;

    /** Most flows. */
    public static final int MAX_CAPACITY = 1 << 24;

    /** Longest timeout. */
    public static final long MAX_TIMEOUT_NS = TimeUnit.DAYS.toNanos(366);

    /** Of the table, what flows that are not settled have for themselves: one in so many. */
    private static final int PASSING_SHARE = 8;

    /** Further back than this the clock was set. */
    private static final long SET_BACK_NS = 10_000_000;

    private static final int WORDS = 4;

    private final int capacity;
    private final long tickNs;
    private final SipHash sip;
    private final RemovalListener listener;
    private final SlotIndex index;
    private final Recency recency;
    private final TimingWheel wheel;

    private final long[] addresses;
    private final int[] ports;
    private final short[] kinds;
    private final boolean[] isReversed;

    /** The table's own time, which is never set back: what to add to the caller's, and the latest. */
    private long shiftNs;

    private long latestNs;

    private int size;
    private long added;
    private long expired;
    private long evicted;
    private long removed;
    private boolean isTelling;

    /**
     * Makes an empty table.
     *
     * @param capacity most flows, 1 to 16,777,216
     * @param tickNs how late a flow may leave, 1 ms to 1 minute
     * @param nowNs by the clock of all later calls
     * @param seed secret, from a {@link java.security.SecureRandom}: flows then cannot be chosen to collide
     * @throws IllegalArgumentException outside these ranges
     */
    public FlowTable(int capacity, long tickNs, long nowNs, long[] seed, RemovalListener listener) {
        require("capacity", capacity, 1, MAX_CAPACITY);
        require("tick in nanoseconds", tickNs, 1_000_000, TimeUnit.MINUTES.toNanos(1));
        require("words of the seed", seed.length, 2, 2);
        this.capacity = capacity;
        this.tickNs = tickNs;
        this.sip = new SipHash(seed[0], seed[1]);
        this.listener = listener;
        this.index = new SlotIndex(capacity);
        this.recency = new Recency(capacity, capacity / PASSING_SHARE);
        this.latestNs = nowNs;
        this.wheel = new TimingWheel(capacity, Math.floorDiv(nowNs, tickNs));
        this.addresses = new long[capacity * WORDS];
        this.ports = new int[capacity];
        this.kinds = new short[capacity];
        this.isReversed = new boolean[capacity];
    }

    private static void require(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be from " + least + " to " + most + ": " + value);
        }
    }

    /**
     * Looks for the flow of a packet in either direction.
     *
     * @return its slot, or {@link #NONE}
     */
    public int find(FlowKey key) {
        return find(key, key.hash(sip));
    }

    private int find(FlowKey key, int hash) {
        int cell = index.begin(hash);
        int slot = index.slot(cell);
        while (slot != NONE && !(index.hash(slot) == hash && isOf(slot, key))) {
            cell = index.next(cell);
            slot = index.slot(cell);
        }
        return slot;
    }

    private boolean isOf(int slot, FlowKey key) {
        int at = slot * WORDS;
        return addresses[at] == key.firstHigh
                && addresses[at + 1] == key.firstLow
                && addresses[at + 2] == key.secondHigh
                && addresses[at + 3] == key.secondLow
                && ports[slot] == key.ports
                && kinds[slot] == key.kind;
    }

    /**
     * Adds a flow that is not there; the source of this packet is its initiator. May evict another.
     *
     * @param timeoutNs how long it stays without a packet, 1 to {@link #MAX_TIMEOUT_NS}
     * @return its slot, which may have been another flow's
     * @throws IllegalStateException if it is there, or from within a {@link RemovalListener}
     */
    public int add(FlowKey key, long nowNs, long timeoutNs) {
        checkNotTelling();
        long dueTick = dueTick(nowNs, timeoutNs);
        int hash = key.hash(sip);
        if (find(key, hash) != NONE) {
            throw new IllegalStateException("the flow is in the table; look with find() before add()");
        }
        if (size == capacity) {
            evicted++;
            wheel.remove(recency.first());
            leave(recency.first(), Reason.EVICTED);
        }
        int slot = recency.take();
        int at = slot * WORDS;
        addresses[at] = key.firstHigh;
        addresses[at + 1] = key.firstLow;
        addresses[at + 2] = key.secondHigh;
        addresses[at + 3] = key.secondLow;
        ports[slot] = key.ports;
        kinds[slot] = key.kind;
        isReversed[slot] = key.isReversed();
        index.add(slot, hash);
        wheel.add(slot, dueTick);
        size++;
        added++;
        return slot;
    }

    private long dueTick(long nowNs, long timeoutNs) {
        require("timeout in nanoseconds", timeoutNs, 1, MAX_TIMEOUT_NS);
        return -Math.floorDiv(-(timeOf(nowNs) + timeoutNs), tickNs);
    }

    /**
     * Takes note of a packet of a flow: it leaves {@code timeoutNs} after now, sooner or later than before.
     *
     * @param slot as found
     */
    public void touch(int slot, long nowNs, long timeoutNs) {
        checkNotTelling();
        checkUsed(slot);
        wheel.move(slot, dueTick(nowNs, timeoutNs));
        recency.touch(slot);
    }

    /** By the table's own time. */
    private long timeOf(long nowNs) {
        long aheadNs = nowNs + shiftNs - latestNs;
        if (aheadNs > 0) {
            latestNs += aheadNs;
        } else if (aheadNs < -SET_BACK_NS) {
            shiftNs -= aheadNs;
        }
        return latestNs;
    }

    /**
     * Says of a flow whether it is more than begun, as a connection is that both ends have acknowledged: then flows that are not
     * make room before it. A new flow is not settled.
     *
     * @param slot as found
     */
    public void settle(int slot, boolean isSettled) {
        checkNotTelling();
        checkUsed(slot);
        recency.settle(slot, isSettled);
    }

    /** Takes a flow out. */
    public void remove(int slot) {
        checkNotTelling();
        checkUsed(slot);
        removed++;
        wheel.remove(slot);
        leave(slot, Reason.REMOVED);
    }

    /** Takes all flows out, in the order in which they would be evicted. */
    public void clear() {
        while (size > 0) {
            remove(recency.first());
        }
    }

    /** Lets flows go whose timeout is over. */
    public void advance(long nowNs) {
        checkNotTelling();
        wheel.advance(Math.floorDiv(timeOf(nowNs), tickNs), this);
    }

    /** A flow is due, and off the wheel. */
    void expire(int slot) {
        expired++;
        leave(slot, Reason.EXPIRED);
    }

    private void leave(int slot, Reason reason) {
        index.remove(slot);
        size--;
        isTelling = true;
        try {
            listener.onRemoved(slot, reason);
        } finally {
            isTelling = false;
            recency.release(slot);
        }
    }

    private void checkUsed(int slot) {
        if (slot < 0 || slot >= capacity || !recency.isUsed(slot)) {
            throw new IllegalArgumentException("no flow has slot " + slot + " of " + capacity);
        }
    }

    private void checkNotTelling() {
        if (isTelling) {
            throw new IllegalStateException("a removal listener must not change the table that calls it");
        }
    }

    /** Whether the packet of {@code key}, found under this slot, was sent by the flow's initiator. */
    public boolean isFromInitiator(int slot, FlowKey key) {
        return isReversed[slot] == key.isReversed();
    }

    /** Whether a flow has this slot, 0 to {@link #capacity} - 1: to go through all there are. */
    public boolean isUsed(int slot) {
        return recency.isUsed(slot);
    }

    /** Makes {@code key} that of the flow's first packet. */
    public void read(int slot, FlowKey key) {
        checkUsed(slot);
        int at = slot * WORDS;
        key.firstHigh = addresses[at];
        key.firstLow = addresses[at + 1];
        key.secondHigh = addresses[at + 2];
        key.secondLow = addresses[at + 3];
        key.ports = ports[slot];
        key.kind = kinds[slot];
        key.restore(isReversed[slot]);
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return capacity;
    }

    /** Flows that were added, ever. */
    public long added() {
        return added;
    }

    /** Flows whose timeout was over. */
    public long expired() {
        return expired;
    }

    /** Flows that had to make room. */
    public long evicted() {
        return evicted;
    }

    /** Flows that were taken out. */
    public long removed() {
        return removed;
    }
}
