package io.headgate.daemon.report;

import io.headgate.engine.lane.Ledger;
import io.headgate.net.sys.Sys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ledgers of all lanes together, as people and programs read them.
 *
 * @param dropped by reason
 * @param errors by name of errno
 * @param kernelLoss dropped by the kernel before they were received
 * @param kernelPassed let through by the kernel unfiltered before they were received (fail-open)
 * @param observedDropped what lanes that only observe would have dropped, by reason
 * @param observedChanged what lanes that only observe would have changed
 * @param injected what became of packets that were not received; no part of the others
 */
public record Totals(
        long received,
        long reinjected,
        Map<String, Long> dropped,
        Map<String, Long> errors,
        long held,
        long inFlight,
        long changed,
        long bypassed,
        long kernelLoss,
        long kernelPassed,
        Map<String, Long> observedDropped,
        long observedChanged,
        Ledger.Injected injected,
        boolean isBalanced) {

    /** Adds ledgers up. */
    public static Totals of(List<Ledger> ledgers, long kernelLoss, long kernelPassed) {
        long received = 0;
        long reinjected = 0;
        long held = 0;
        long inFlight = 0;
        long changed = 0;
        long bypassed = 0;
        boolean isBalanced = true;
        Map<String, Long> dropped = new LinkedHashMap<>();
        Map<String, Long> errors = new LinkedHashMap<>();
        Map<String, Long> observedDropped = new LinkedHashMap<>();
        long observedChanged = 0;
        Ledger.Injected injected = Ledger.Injected.NONE;
        for (Ledger ledger : ledgers) {
            received += ledger.received();
            reinjected += ledger.reinjected();
            held += ledger.held();
            inFlight += ledger.inFlight();
            changed += ledger.changed();
            bypassed += ledger.bypassed();
            isBalanced &= ledger.isBalanced();
            ledger.dropped().forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
            ledger.observedDropped().forEach((reason, count) -> observedDropped.merge(reason, count, Long::sum));
            observedChanged += ledger.observedChanged();
            injected = injected.plus(ledger.injected());
            byName(ledger.errors()).forEach((name, count) -> errors.merge(name, count, Long::sum));
        }
        return new Totals(
                received,
                reinjected,
                dropped,
                errors,
                held,
                inFlight,
                changed,
                bypassed,
                kernelLoss,
                kernelPassed,
                observedDropped,
                observedChanged,
                injected,
                isBalanced);
    }

    /** Counts by errno, by its symbol. */
    public static Map<String, Long> byName(Map<Integer, Long> byErrno) {
        Map<String, Long> names = new LinkedHashMap<>();
        byErrno.forEach((errno, count) -> names.merge(Sys.errnoName(errno), count, Long::sum));
        return names;
    }

    public long droppedTotal() {
        return sum(dropped);
    }

    public long errorsTotal() {
        return sum(errors);
    }

    public long observedDroppedTotal() {
        return sum(observedDropped);
    }

    private static long sum(Map<String, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The numbers, flat, with drops and errors by reason beside them. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("received", received);
        map.put("reinjected", reinjected);
        map.put("dropped", droppedTotal());
        map.put("held", held);
        map.put("errors", errorsTotal());
        map.put("inFlight", inFlight);
        map.put("kernelLoss", kernelLoss);
        map.put("kernelPassed", kernelPassed);
        map.put("changed", changed);
        map.put("bypassed", bypassed);
        map.put("droppedByReason", dropped);
        map.put("errorsByErrno", errors);
        map.put("observedDropped", observedDroppedTotal());
        map.put("observedChanged", observedChanged);
        map.put("observedDroppedByReason", observedDropped);
        map.put("injected", injectedToMap());
        map.put("balanced", isBalanced);
        return map;
    }

    private Map<String, Object> injectedToMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sent", injected.sent());
        map.put("failed", injected.failedTotal());
        map.put("failedByErrno", byName(injected.failed()));
        map.put("noRoom", injected.noRoom());
        map.put("clonesDropped", injected.clonesDropped());
        map.put("rejectsSent", injected.rejectsSent());
        map.put("rejectsSuppressed", injected.rejectsSuppressed());
        map.put("observedHeld", injected.observedHeld());
        map.put("observedInjected", injected.observedInjected());
        return map;
    }

    /**
     * One paragraph for a terminal, and a line for each reason why packets were dropped.
     *
     * @param explanations of the reasons
     */
    public String toText(Map<String, String> explanations) {
        StringBuilder text = new StringBuilder(toText());
        Map<String, Long> decided = new LinkedHashMap<>(dropped);
        decided.putAll(observedDropped);
        decided.keySet().stream()
                .filter(explanations::containsKey)
                .forEach(reason -> text.append(System.lineSeparator())
                        .append(reason)
                        .append(": ")
                        .append(explanations.get(reason)));
        return text.toString();
    }

    /** One paragraph for a terminal. */
    public String toText() {
        return "received " + received + " = reinjected " + reinjected + " + dropped " + droppedTotal()
                + reasons(dropped)
                + " + errors " + errorsTotal() + reasons(errors) + " + held " + held + " + in flight " + inFlight
                + (isBalanced ? "" : "  NOT BALANCED") + System.lineSeparator() + "of the reinjected: changed "
                + changed + ", not filtered " + bypassed + "; before us the kernel lost " + kernelLoss
                + " and passed " + kernelPassed + own() + observed();
    }

    /** Packets of the lanes' own, as a further line; nothing if there are none. */
    private String own() {
        if (injected.sent()
                        + injected.failedTotal()
                        + injected.noRoom()
                        + injected.clonesDropped()
                        + injected.rejectsSuppressed()
                == 0) {
            return "";
        }
        return System.lineSeparator() + "of our own: sent " + injected.sent() + ", failed " + injected.failedTotal()
                + reasons(byName(injected.failed())) + ", no room " + injected.noRoom() + ", copies dropped "
                + injected.clonesDropped() + "; senders of rejected packets told " + injected.rejectsSent()
                + ", not told "
                + injected.rejectsSuppressed();
    }

    private String observed() {
        if (observedDroppedTotal() + observedChanged + injected.observedHeld() + injected.observedInjected() == 0) {
            return "";
        }
        return System.lineSeparator() + "observed only: would have dropped " + observedDroppedTotal()
                + reasons(observedDropped) + ", would have changed " + observedChanged
                + part(", held ", injected.observedHeld())
                + part(", sent of our own ", injected.observedInjected());
    }

    private static String part(String name, long count) {
        return count == 0 ? "" : name + count;
    }

    private static String reasons(Map<String, Long> parts) {
        return parts.isEmpty() ? "" : " " + parts;
    }
}
