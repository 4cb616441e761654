package io.headgate.engine.lane;

import io.headgate.api.Verdict;
import io.headgate.engine.hold.DueQueue;
import io.headgate.engine.hold.HoldPool;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.Slot;
import java.util.List;

/**
 * The packets that filters keep back, and copies that wait for their time: each in a spare slot, with the place in the chain
 * where it goes on. Thread: the lane's.
 */
final class HeldPackets {
    /** A copy due at this time goes on right behind the packet at hand. */
    static final long AT_ONCE = Long.MIN_VALUE;

    /** Thrown by nobody: says, made once, why a filter may not hold a packet. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Refusal(String message) {
            super(message, null, false, false);
        }
    }

    private final PacketAtHand atHand;
    private final LaneClock clock;
    private final Tally tally;
    private final boolean isEnforcing;
    private final int maxHeld;
    private final long longestNs;
    private final Refusal tooMany;
    private final Refusal tooLong;
    private final Refusal noRoom;

    private DueQueue queue = new DueQueue(0);
    private Input[] inputs = {};
    private Slot[] slots = {};
    private int[] nextFilters = {};
    private boolean[] areChanged = {};
    private boolean[] areClones = {};
    private boolean[] areBare = {};

    private long held;
    private boolean isReleasing;
    private Refusal refusal;

    HeldPackets(LaneOptions options, PacketAtHand atHand, LaneClock clock, Tally tally) {
        this.atHand = atHand;
        this.clock = clock;
        this.tally = tally;
        this.isEnforcing = options.enforcement() == Enforcement.ENFORCE;
        LaneLimits limits = options.limits();
        this.maxHeld = limits.maxHeld();
        this.longestNs = limits.longestHold().toNanos();
        this.tooMany =
                new Refusal("the lane holds " + maxHeld + " packets, no more are allowed; hold fewer or shorter");
        this.tooLong =
                new Refusal("a packet may be held for " + limits.longestHold().toMillis() + " ms at most");
        this.noRoom = new Refusal("no spare slot is free for a packet of this length; hold fewer or shorter");
    }

    /** Makes room for all that the inputs' spare slots can hold. */
    void open(List<Input> from) {
        int capacity = from.stream().mapToInt(input -> input.pool().size()).sum();
        queue = new DueQueue(capacity);
        inputs = new Input[capacity];
        slots = new Slot[capacity];
        nextFilters = new int[capacity];
        areChanged = new boolean[capacity];
        areClones = new boolean[capacity];
        areBare = new boolean[capacity];
    }

    /** Packets held, copies not counted. */
    long held() {
        return held;
    }

    /** Whether nothing waits, held or copied. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** When the next one is due by the packets' clock; {@link Long#MAX_VALUE} if nothing waits. */
    long firstDueNs() {
        return queue.firstDueNs();
    }

    /** From here on nothing is held any more: what a filter would hold goes on. */
    void release() {
        isReleasing = true;
    }

    /** Whether a filter that asks for it now would have nothing held or copied for later. */
    boolean isPast(long untilNs) {
        return isReleasing || untilNs <= clock.nowNs();
    }

    boolean isTooLong(long untilNs) {
        return untilNs - clock.nowNs() > longestNs;
    }

    /**
     * Judges a filter's wish to hold the packet at hand.
     *
     * @param isLast whether no filter follows
     * @return {@link Verdict#HOLD}; {@link Verdict#PASS} if it goes on at once; null if it may not: {@link #refusal}
     */
    Verdict admit(SlotPacket packet, long untilNs, boolean isLast) {
        if (!isEnforcing) {
            tally.observedHeld++;
            return Verdict.PASS;
        }
        if (isPast(untilNs)) {
            return mustQueue(untilNs) && refusal(packet, untilNs, isLast) == null ? Verdict.HOLD : Verdict.PASS;
        }
        refusal = refusal(packet, untilNs, isLast);
        return refusal == null ? Verdict.HOLD : null;
    }

    /** Whether a packet due now would overtake others that became due since they were last looked at. */
    private boolean mustQueue(long untilNs) {
        long firstNs = queue.firstDueNs();
        return !isReleasing && firstNs != AT_ONCE && firstNs <= untilNs;
    }

    private Refusal refusal(SlotPacket packet, long untilNs, boolean isLast) {
        if (isTooLong(untilNs)) {
            return tooLong;
        }
        HoldPool pool = atHand.input().pool();
        if (pool.owns(atHand.slot())) {
            return null;
        }
        if (held >= maxHeld) {
            return tooMany;
        }
        boolean isBare = isBare(atHand.input(), packet, isLast);
        int length = HoldPool.lengthOf(atHand.slot())
                + packet.length()
                - atHand.slot().packetLength();
        return pool.hasRoom(isBare ? 0 : length) ? null : noRoom;
    }

    /** Whether the sink has the bytes, and nobody here will ask for them. */
    private static boolean isBare(Input input, SlotPacket packet, boolean isLast) {
        return isLast && !packet.isChanged() && input.sink().keepsBytes();
    }

    /** Why {@link #admit} said no. */
    Refusal refusal() {
        return refusal;
    }

    /**
     * Holds a packet that was admitted; its checksums are right.
     *
     * @param slot the ring's, which is given back, or one of the pool
     * @param next the filter where it goes on
     * @param isLast whether there is no such filter
     * @param isChanged whether its bytes differ from those received
     */
    void hold(Input input, Slot slot, long untilNs, int next, boolean isLast, boolean isChanged, boolean isClone) {
        Slot kept = slot;
        boolean isBare = false;
        if (!input.pool().owns(slot)) {
            isBare = isBare(input, input.packet(), isLast);
            kept = input.pool().take(isBare ? 0 : HoldPool.lengthOf(slot));
            if (isBare) {
                input.pool().copyMetadata(slot, kept);
            } else {
                input.pool().copy(slot, kept);
            }
            input.sink().hold(slot);
        }
        if (!isClone) {
            held++;
        }
        add(input, kept, untilNs, next, isChanged, isClone, isBare);
    }

    /** Keeps a copy until its time. */
    void addClone(Input input, Slot copy, long untilNs, int next) {
        add(input, copy, untilNs, next, false, true, false);
    }

    private void add(
            Input input, Slot slot, long untilNs, int next, boolean isChanged, boolean isClone, boolean isBare) {
        // Each entry has a slot of its own, so there are never more entries than slots.
        int entry = queue.add(untilNs);
        inputs[entry] = input;
        slots[entry] = slot;
        nextFilters[entry] = next;
        areChanged[entry] = isChanged;
        areClones[entry] = isClone;
        areBare[entry] = isBare;
    }

    /**
     * Takes out the next entry that is due; what the accessors say of it is valid until something is added.
     *
     * @return {@link DueQueue#NONE} if there is none
     */
    int takeDue(long nowNs) {
        int entry = queue.takeDue(nowNs);
        if (entry != DueQueue.NONE && !areClones[entry]) {
            held--;
        }
        return entry;
    }

    Input input(int entry) {
        return inputs[entry];
    }

    Slot slot(int entry) {
        return slots[entry];
    }

    int nextFilter(int entry) {
        return nextFilters[entry];
    }

    boolean isChanged(int entry) {
        return areChanged[entry];
    }

    boolean isClone(int entry) {
        return areClones[entry];
    }

    /** Whether the slot has no bytes: unchanged, and no filter follows. */
    boolean isBare(int entry) {
        return areBare[entry];
    }
}
