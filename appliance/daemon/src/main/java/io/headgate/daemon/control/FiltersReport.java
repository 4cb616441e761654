package io.headgate.daemon.control;

import io.headgate.daemon.report.FilterHealth;
import io.headgate.daemon.swap.SwapTarget;
import io.headgate.daemon.swap.Swapper;
import io.headgate.engine.lane.FilterStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the filters of each lane are doing.
 *
 * @param filters in the order of lanes and chains
 * @param silent about each lane that does not answer, a sentence
 */
public record FiltersReport(List<OfFilter> filters, List<String> silent) {
    private static final List<String> HEADINGS =
            List.of("LANE", "PLACE", "FILTER", "VERSION", "STATE", "PACKETS", "ERRORS", "COUNTERS");

    /**
     * A filter now.
     *
     * @param place in its chain, 1 for the first
     */
    public record OfFilter(String lane, int place, String version, FilterStatus status) {
        private List<String> cells() {
            String counters = status.counts().stream()
                    .map(count -> count.name() + " " + count.value())
                    .collect(Collectors.joining(", "));
            return List.of(
                    lane,
                    Integer.toString(place),
                    status.name(),
                    version,
                    status.state().word(),
                    Long.toString(status.packets()),
                    Long.toString(status.errors()),
                    counters);
        }

        /** What an operator should look at, a line each. */
        private List<String> notes() {
            List<String> notes = new ArrayList<>(errors());
            String who = lane + " " + status.name() + ": ";
            if (!status.threads().isEmpty()) {
                notes.add(who + "threads it started live: " + String.join(", ", status.threads()));
            }
            if (status.times().slowBatches() > 0) {
                notes.add(who + "batches over its time-budget " + status.times().slowBatches() + ", longest call "
                        + status.times().longestNs() / 1_000 + " us");
            }
            return notes;
        }

        /** First failures. */
        private List<String> errors() {
            return status.failures().first().stream()
                    .map(error -> lane + " " + status.name() + ": first "
                            + error.kind().word() + " at " + Instant.ofEpochMilli(error.whenMs()) + ": "
                            + error.message())
                    .toList();
        }

        private Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("lane", lane);
            map.put("place", place);
            map.put("version", version);
            map.putAll(new FilterHealth.OfFilter(lane, status).toMap());
            return map;
        }
    }

    /** Asks the lanes. */
    public static FiltersReport of(List<SwapTarget> lanes, Swapper swapper) {
        List<OfFilter> filters = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (SwapTarget target : lanes) {
            List<FilterStatus> chain;
            try {
                chain = LaneAnswers.await(target.lane(), target.lane().requestFilterStatus());
            } catch (LaneAnswers.SilentLane hangs) {
                silent.add(hangs.getMessage());
                continue;
            }
            for (int i = 0; i < chain.size(); i++) {
                FilterStatus status = chain.get(i);
                filters.add(new OfFilter(target.lane().name(), i + 1, swapper.version(target, status.name()), status));
            }
        }
        return new FiltersReport(filters, silent);
    }

    /** A table, and below it what went wrong first. */
    String toText() {
        List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
        filters.forEach(filter -> rows.add(filter.cells()));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream()
                        .mapToInt(any -> any.get(at).length())
                        .max()
                        .orElse(0);
                line.append(row.get(column))
                        .append(" ".repeat(width - row.get(column).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        filters.forEach(
                filter -> filter.notes().forEach(error -> text.append('\n').append(error)));
        silent.forEach(lane -> text.append('\n').append(lane));
        return text.toString().stripTrailing();
    }

    /** {@code filters}, an object for each, and {@code silent}. */
    Map<String, Object> toMap() {
        return Map.of("filters", filters.stream().map(OfFilter::toMap).toList(), "silent", silent);
    }
}
