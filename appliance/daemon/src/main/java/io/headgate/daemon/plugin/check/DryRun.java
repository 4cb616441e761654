package io.headgate.daemon.plugin.check;

import io.headgate.api.Filter;
import io.headgate.api.Permission;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.engine.event.EventRing;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.LaneOptions;
import io.headgate.engine.lane.LaneOutlets;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.StuckException;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.memory.MemorySink;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.ring.SlotRing;
import io.headgate.engine.tap.LaneTap;
import io.headgate.engine.telemetry.TelemetryBoard;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A capture through a lane with one filter, over and over, in memory. */
final class DryRun {
    /** Enough for Java to compile the filter, and little enough to wait for. */
    private static final int PACKETS = 20_000;

    private static final int SLOTS = 64;
    private static final double ANY_BYTES = 0.5;

    /** Whatever mirror it asks for is there, and keeps nothing. */
    private static final LaneOutlets OUTLETS =
            new LaneOutlets(LaneTap.discardingAll(), EventRing.UNHEARD, new TelemetryBoard());

    private final String name;
    private final Set<Permission> permissions;
    private final List<byte[]> capture;
    private final Duration limit;

    /**
     * @param name of the filter
     * @param permissions that it is given
     * @param capture packets from the IP header on
     * @param limit how long it may take
     */
    DryRun(String name, Set<Permission> permissions, List<byte[]> capture, Duration limit) {
        this.name = name;
        this.permissions = permissions;
        this.capture = capture;
        this.limit = limit;
    }

    /** What the filter did, by what was looked at. */
    Map<String, Finding> run(Filter filter) {
        int total = PACKETS / capture.size() * capture.size();
        Probe probe = new Probe(filter, capture.size(), total);
        Chain chain = new Chain(List.of(new Chain.Step(name, probe, OnError.PASS, permissions)));
        LaneRunner runner = new LaneRunner("check", chain, Threading.SHARED, LaneOptions.DEFAULTS.withOutlets(OUTLETS));
        runner.asTrial("check-", limit);
        SlotRing ring = runner.newRing(SLOTS);
        runner.addInput(ring, new MemorySource(ring, capture, total, OnFull.BACKPRESSURE), new MemorySink(ring));
        try {
            runner.start();
        } catch (StuckException hangs) {
            return Map.of(
                    "dry-run",
                    Finding.fail("onAttach did not return within " + hangs.limit(), "it hangs here:" + hangs.stack()));
        } catch (IllegalStateException refused) {
            return Map.of(
                    "dry-run", Finding.fail(refused.getMessage(), "give it what onAttach needs: --with KEY=VALUE"));
        }
        boolean hasEnded = await(total, runner) && runner.stop(limit);
        return judge(probe, runner, hasEnded, total);
    }

    /** Waits until every packet is decided. */
    private boolean await(int total, LaneRunner runner) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        while (runner.failure() == null) {
            try {
                Ledger ledger = runner.lane()
                        .requestLedger()
                        .get(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (ledger.received() == total && ledger.inFlight() == 0) {
                    return true;
                }
            } catch (TimeoutException | ExecutionException late) {
                return false;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private Map<String, Finding> judge(Probe probe, LaneRunner runner, boolean hasEnded, int total) {
        if (runner.failure() != null) {
            return Map.of("dry-run", Finding.fail("the lane broke: " + runner.failure(), "mend the filter"));
        }
        if (!hasEnded) {
            String detail = "did not come back from packet " + probe.latest() + " within " + limit.toSeconds() + " s";
            return Map.of("dry-run", Finding.fail(detail, "a filter must not wait or loop: it stops the lane"));
        }
        Map<String, Finding> findings = new LinkedHashMap<>();
        String verdicts = probe.verdicts().entrySet().stream()
                .map(verdict -> verdict.getKey() + " " + verdict.getValue())
                .collect(Collectors.joining(", "));
        findings.put(
                "dry-run", Finding.ok(capture.size() + " packets: " + (verdicts.isEmpty() ? "no verdict" : verdicts)));
        findings.put("failures", failures(probe));
        findings.put("allocation", allocation(probe));
        findings.put(
                "slowest-call",
                Finding.ok("%.1f us, packet %d, of %,d calls"
                        .formatted(probe.slowestNs() / 1e3, probe.slowest(), total - total / 2)));
        return findings;
    }

    private static Finding failures(Probe probe) {
        if (probe.failed() == 0) {
            return Finding.ok("none");
        }
        String lines = probe.failures().entrySet().stream()
                .map(failure -> "packet " + failure.getKey() + ": " + failure.getValue())
                .collect(Collectors.joining("\n"));
        return Finding.fail(
                probe.failed() + " packets, which a lane would give the step's on-error verdict",
                lines + "\na view that is not there is null: test udp(), tcp(), ipv4() before use");
    }

    private static Finding allocation(Probe probe) {
        String detail = String.format(Locale.ROOT, "%.1f bytes per packet", probe.bytesPerPacket());
        return probe.bytesPerPacket() < ANY_BYTES
                ? Finding.ok(detail)
                : Finding.warn(detail, "make objects in onAttach: garbage makes packets wait");
    }
}
