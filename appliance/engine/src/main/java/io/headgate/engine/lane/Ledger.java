package io.headgate.engine.lane;

import java.util.Map;

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
        long observedChanged) {

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
