package io.headgate.engine.lane;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every packet a lane received, read between two batches.
 *
 * <p>{@code received = reinjected + dropped + errors + held + inFlight}, where each number is counted on its own:
 * {@code received} where packets are published, {@code inFlight} as published and not yet consumed, the others where
 * they happen.
 *
 * @param reinjected given back to the kernel and not refused
 * @param dropped by reason
 * @param errors could not be given back, by errno
 * @param held waiting for a later decision
 * @param inFlight received, not yet through the chain
 * @param changed sent back with bytes that differ from those received; part of {@code reinjected} but for those that
 *     are counted in {@code errors}
 * @param bypassed sent back without having seen the filters (not IP, or malformed); likewise
 * @param observedDropped what a lane that only observes would have dropped, by reason; part of {@code reinjected} as well
 * @param observedChanged what it would have sent back changed; likewise
 * @param injected what became of packets that were not received; no part of the others
 */
public record Ledger(
        long received,
        long reinjected,
        Map<String, Long> dropped,
        Map<Integer, Long> errors,
        long held,
        long inFlight,
        long changed,
        long bypassed,
        Map<String, Long> observedDropped,
        long observedChanged,
        Injected injected) {
    /**
     * What a lane sent on its own: copies, packets made by filters, answers to rejected packets.
     *
     * @param sent what the sinks sent
     * @param failed what they could not send, by errno
     * @param noRoom not handed to a sink: no spare slot was free, a copy could not be made whole, or the sink sends
     *     nothing of its own
     * @param clonesDropped copies that a later filter dropped
     * @param rejectsSent answers handed to a sink; part of {@code sent} and {@code failed}
     * @param rejectsSuppressed rejected packets whose senders were not told
     * @param observedHeld packets that a lane which only observes would have held
     * @param observedInjected what it would have sent
     */
    public record Injected(
            long sent,
            Map<Integer, Long> failed,
            long noRoom,
            long clonesDropped,
            long rejectsSent,
            long rejectsSuppressed,
            long observedHeld,
            long observedInjected) {
        /** Of a lane that sent nothing. */
        public static final Injected NONE = new Injected(0, Map.of(), 0, 0, 0, 0, 0, 0);

        public long failedTotal() {
            return sum(failed);
        }

        /** What this lane and another sent together. */
        public Injected plus(Injected other) {
            Map<Integer, Long> both = new TreeMap<>(failed);
            other.failed.forEach((errno, count) -> both.merge(errno, count, Long::sum));
            return new Injected(
                    sent + other.sent,
                    both,
                    noRoom + other.noRoom,
                    clonesDropped + other.clonesDropped,
                    rejectsSent + other.rejectsSent,
                    rejectsSuppressed + other.rejectsSuppressed,
                    observedHeld + other.observedHeld,
                    observedInjected + other.observedInjected);
        }
    }

    /** The ledger of a lane that sent nothing on its own. */
    public Ledger(
            long received,
            long reinjected,
            Map<String, Long> dropped,
            Map<Integer, Long> errors,
            long held,
            long inFlight,
            long changed,
            long bypassed,
            Map<String, Long> observedDropped,
            long observedChanged) {
        this(
                received,
                reinjected,
                dropped,
                errors,
                held,
                inFlight,
                changed,
                bypassed,
                observedDropped,
                observedChanged,
                Injected.NONE);
    }

    public long droppedTotal() {
        return sum(dropped);
    }

    public long errorsTotal() {
        return sum(errors);
    }

    /** Whether every received packet is accounted for exactly once. */
    public boolean isBalanced() {
        return received == reinjected + droppedTotal() + errorsTotal() + held + inFlight;
    }

    private static long sum(Map<?, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }
}
