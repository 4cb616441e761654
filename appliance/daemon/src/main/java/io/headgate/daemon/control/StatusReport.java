package io.headgate.daemon.control;

import io.headgate.daemon.outlets.TapReport;
import io.headgate.daemon.report.Totals;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.lane.Lane;
import io.headgate.engine.lane.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the packets of each lane so far, and where they come from; what became of copies.
 *
 * @param lanes in the order of the configuration
 */
public record StatusReport(Duration uptime, List<OfLane> lanes, TapReport taps) {
    /**
     * A lane as it was set up.
     *
     * @param whence where its packets come from, as people call it
     * @param wireFilters those for which large segments are cut
     * @param sources the counters of each port
     */
    public record Watched(Lane lane, String whence, List<String> wireFilters, List<SourceCounters> sources) {}

    /**
     * A lane now.
     *
     * @param totals null if it does not answer
     * @param silence why there are none; "" if there are
     */
    public record OfLane(Watched watched, Totals totals, String silence) {
        private static OfLane of(Watched watched) {
            try {
                Ledger ledger = LaneAnswers.await(watched.lane(), watched.lane().requestLedger());
                Totals totals =
                        Totals.of(List.of(ledger), sum(watched, Counter.KERNEL_LOSS), sum(watched, Counter.ID_GAPS));
                return new OfLane(watched, totals, "");
            } catch (LaneAnswers.SilentLane hangs) {
                return new OfLane(watched, null, hangs.getMessage());
            }
        }
    }

    /** Asks the lanes. */
    public static StatusReport of(Duration uptime, List<Watched> watched, TapReport taps) {
        return new StatusReport(uptime, watched.stream().map(OfLane::of).toList(), taps);
    }

    private static long sum(Watched lane, Counter counter) {
        return lane.sources().stream().mapToLong(source -> source.get(counter)).sum();
    }

    /** A paragraph for each lane. */
    String toText() {
        StringBuilder text = new StringBuilder("up " + uptime.toSeconds() + " s");
        for (OfLane lane : lanes) {
            Watched watched = lane.watched();
            text.append("\nlane ").append(watched.lane().name()).append(": ").append(watched.whence());
            text.append(watched.lane().isEnforcing() ? ", enforces" : ", observes only");
            if (!watched.wireFilters().isEmpty()) {
                text.append(", large segments cut for ").append(String.join(", ", watched.wireFilters()));
            }
            if (lane.totals() == null) {
                text.append("\n  ").append(lane.silence());
                continue;
            }
            lane.totals()
                    .toText(watched.lane().dropExplanations())
                    .lines()
                    .forEach(line -> text.append("\n  ").append(line));
            text.append("\n  ").append(lane.totals().isBalanced() ? "balanced" : "NOT BALANCED");
            odd(watched)
                    .forEach((name, count) ->
                            text.append(", ").append(name).append(' ').append(count));
        }
        taps.toText()
                .lines()
                .filter(line -> !line.isEmpty())
                .forEach(line -> text.append('\n').append(line));
        return text.toString();
    }

    /** What its sources have counted, but for zeros. */
    private static Map<String, Long> odd(Watched lane) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            long count = sum(lane, counter);
            if (count != 0) {
                counts.put(counter.label(), count);
            }
        }
        return counts;
    }

    /** {@code uptimeMs}, and an object for each lane and each tap. */
    Map<String, Object> toMap() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (OfLane lane : lanes) {
            Watched watched = lane.watched();
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("lane", watched.lane().name());
            map.put("listens", watched.whence());
            map.put("enforces", watched.lane().isEnforcing());
            map.put("wireFilters", watched.wireFilters());
            if (lane.totals() == null) {
                map.put("silent", lane.silence());
            } else {
                map.put("packets", lane.totals().toMap());
                map.put("balanced", lane.totals().isBalanced());
            }
            map.put("sources", odd(watched));
            list.add(map);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("uptimeMs", uptime.toMillis());
        all.put("lanes", list);
        all.put("taps", taps.toList());
        return all;
    }
}
