package io.headgate.engine.lane;

import io.headgate.api.Verdict;
import io.headgate.engine.hold.DueQueue;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.ring.Slot;

/**
 * Takes a packet through the chain, or the rest of it, and does what the chain decided. Thread: the lane's.
 *
 * <pre>
 *   received --> decode --> chain --> repair --> reinject, drop, reject
 *                             ^          |
 *                             +-- due -- hold
 * </pre>
 */
final class Decider {
    private Chain chain;
    private final DropReasons reasons;
    private final HeldPackets held;
    private final PacketAtHand atHand;
    private final Rejects rejects;
    private final Tally tally;
    private final boolean isEnforcing;
    private final Verdict cutAndChanged;
    private final Verdict unrepairable;
    private final Verdict heldAtStop;

    Decider(Chain chain, HeldPackets held, PacketAtHand atHand, Rejects rejects, Tally tally, boolean isEnforcing) {
        this.chain = chain;
        this.reasons = chain.reasons();
        this.held = held;
        this.atHand = atHand;
        this.rejects = rejects;
        this.tally = tally;
        this.isEnforcing = isEnforcing;
        this.cutAndChanged = reasons.declare("cut-and-changed", "a filter changed a packet that had arrived cut");
        this.unrepairable = reasons.declare(
                "unrepairable",
                "a filter changed a packet whose checksum cannot be set right: out of reach, or of no known kind");
        this.heldAtStop = reasons.declare("held-at-stop", "the lane stopped while it held the packet");
    }

    /** Goes on with another chain. */
    void follow(Chain successor) {
        chain = successor;
    }

    /** Decides a packet that has just arrived. */
    void received(Input input, Slot slot) {
        tally.consumed++;
        SlotPacket.Kind kind = slot.isIp() ? input.packet().wrap(slot) : SlotPacket.Kind.OTHER;
        if (kind != SlotPacket.Kind.IPV4 && kind != SlotPacket.Kind.IPV6) {
            tally.bypassed++;
            reinject(input, slot, false);
            return;
        }
        decide(input, slot, 0, false, false);
        if (held.firstDueNs() == HeldPackets.AT_ONCE) {
            goOn(HeldPackets.AT_ONCE, Integer.MAX_VALUE);
        }
    }

    /**
     * Goes on with what is due.
     *
     * @param limit most of them
     * @return how many there were
     */
    int goOn(long nowNs, int limit) {
        int count = 0;
        while (count < limit) {
            int entry = held.takeDue(nowNs);
            if (entry == DueQueue.NONE) {
                break;
            }
            count++;
            Input input = held.input(entry);
            Slot slot = held.slot(entry);
            if (held.isBare(entry)) {
                reinject(input, slot, false);
            } else {
                input.packet().wrap(slot);
                decide(input, slot, held.nextFilter(entry), held.isChanged(entry), held.isClone(entry));
            }
        }
        return count;
    }

    /** Drops what is held, and copies that wait. */
    int dropHeld() {
        int count = 0;
        for (int entry = held.takeDue(Long.MAX_VALUE); entry != DueQueue.NONE; entry = held.takeDue(Long.MAX_VALUE)) {
            count++;
            drop(held.input(entry), held.slot(entry), heldAtStop, held.isClone(entry));
        }
        return count;
    }

    private void decide(Input input, Slot slot, int from, boolean wasChanged, boolean isClone) {
        SlotPacket packet = input.packet();
        atHand.enter(input, slot, isClone);
        Verdict verdict = chain.apply(packet, from);
        atHand.leave();
        if (!isEnforcing) {
            observe(packet, slot, verdict);
            reinject(input, slot, false);
            return;
        }
        boolean isChanged = packet.isChanged();
        if (isChanged && !isEnd(verdict)) {
            verdict = repair(packet, slot, verdict);
        }
        switch (verdict.kind()) {
            case DROP -> drop(input, slot, verdict, isClone);
            case REJECT -> {
                if (!isClone) {
                    rejects.answer(input, packet, verdict.rejection());
                }
                drop(input, slot, verdict, isClone);
            }
            case HOLD ->
                held.hold(
                        input,
                        slot,
                        chain.heldUntilNs(),
                        chain.place() + 1,
                        chain.isLast(),
                        isChanged || wasChanged,
                        isClone);
            default -> {
                if (isClone) {
                    tally.notInjected += input.inject(slot) ? 0 : 1;
                } else {
                    reinject(input, slot, isChanged || wasChanged);
                }
            }
        }
    }

    private static boolean isEnd(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.DROP || verdict.kind() == Verdict.Kind.REJECT;
    }

    /** Counts what the verdict would have done, and makes the packet what it was. */
    private void observe(SlotPacket packet, Slot slot, Verdict decided) {
        Verdict verdict = decided;
        boolean isChanged = packet.isChanged();
        if (isChanged && !isEnd(verdict)) {
            verdict = isCut(slot) ? cutAndChanged : packet.isRepairable() ? verdict : unrepairable;
        }
        if (isEnd(verdict)) {
            reasons.count(verdict.reasonIndex());
        } else if (isChanged) {
            tally.observedChanged++;
        }
        packet.restore();
    }

    /** Whether bytes are missing that have to be there where it goes. */
    static boolean isCut(Slot slot) {
        return slot.packetLength() != slot.originalLength() && !slot.leavesCut();
    }

    /** A changed packet leaves with right sums and, into a network, whole; or not at all. */
    private Verdict repair(SlotPacket packet, Slot slot, Verdict verdict) {
        if (isCut(slot)) {
            return cutAndChanged;
        }
        return packet.repair() ? verdict : unrepairable;
    }

    private void reinject(Input input, Slot slot, boolean isChanged) {
        tally.reinjected++;
        if (isChanged) {
            tally.changed++;
        }
        input.reinject(slot, isChanged);
    }

    /** The sink has never heard of a copy. */
    private void drop(Input input, Slot slot, Verdict verdict, boolean isClone) {
        if (isClone) {
            tally.clonesDropped++;
            input.pool().free(slot);
        } else {
            reasons.count(verdict.reasonIndex());
            input.drop(slot);
        }
    }
}
