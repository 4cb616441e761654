package io.headgate.engine.lane;

import io.headgate.engine.io.ErrnoCounters;
import io.headgate.engine.io.Injections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts a lane's {@link Ledger} together from who counts what. Thread: the lane's, or any once it has stopped. */
final class LedgerReader {
    private final List<Input> inputs;
    private final DropReasons reasons;
    private final HeldPackets held;
    private final Tally tally;
    private final boolean isEnforcing;

    LedgerReader(List<Input> inputs, DropReasons reasons, HeldPackets held, Tally tally, boolean isEnforcing) {
        this.inputs = inputs;
        this.reasons = reasons;
        this.held = held;
        this.tally = tally;
        this.isEnforcing = isEnforcing;
    }

    Ledger read() {
        long received = 0;
        long refused = 0;
        Map<Integer, Long> errors = new TreeMap<>();
        for (Input input : inputs) {
            received += input.ring().publishedPackets();
            merge(errors, input.sink().errors());
            Map<Integer, Long> refusals = input.sourceCounters().refusals().byErrno();
            refused += refusals.values().stream().mapToLong(Long::longValue).sum();
            refusals.forEach((errno, count) -> errors.merge(errno, count, Long::sum));
        }
        Map<String, Long> drops = reasons.counts();
        Map<String, Long> dropped = new LinkedHashMap<>(isEnforcing ? drops : Map.of());
        for (Input input : inputs) {
            input.sink().drops().counts().forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
        }
        return new Ledger(
                received,
                tally.reinjected - refused,
                dropped,
                errors,
                held.held(),
                received - tally.consumed,
                tally.changed,
                tally.bypassed,
                isEnforcing ? Map.of() : drops,
                tally.observedChanged,
                injected());
    }

    private Ledger.Injected injected() {
        long sent = 0;
        Map<Integer, Long> failed = new TreeMap<>();
        for (Input input : inputs) {
            Injections injections = input.sink().injections();
            sent += injections.sent();
            merge(failed, injections.failures());
        }
        return new Ledger.Injected(
                sent,
                failed,
                tally.notInjected,
                tally.clonesDropped,
                tally.rejectsSent,
                tally.rejectsSuppressed,
                tally.observedHeld,
                tally.observedInjected);
    }

    private static void merge(Map<Integer, Long> into, ErrnoCounters from) {
        from.byErrno().forEach((errno, count) -> into.merge(errno, count, Long::sum));
    }
}
