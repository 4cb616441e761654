package io.headgate.daemon.control;

import io.headgate.daemon.swap.SwapTarget;
import io.headgate.daemon.swap.Swapper;
import io.headgate.engine.lane.FilterCount;
import io.headgate.engine.lane.FilterStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the filters of each lane are doing.
 *
 * @param filters in the order of lanes and chains
 */
public record FiltersReport(List<OfFilter> filters) {
    private static final List<String> HEADINGS =
            List.of("LANE", "PLACE", "FILTER", "VERSION", "STATE", "ERRORS", "COUNTERS");

    /**
     * A filter now.
     *
     * @param place in its chain, 1 for the first
     */
    public record OfFilter(String lane, int place, String version, FilterStatus status) {
        private String state() {
            return status.isQuarantined() ? "quarantined" : "running";
        }

        private List<String> cells() {
            String counters = status.counts().stream()
                    .map(count -> count.name() + " " + count.value())
                    .collect(Collectors.joining(", "));
            return List.of(
                    lane,
                    Integer.toString(place),
                    status.name(),
                    version,
                    state(),
                    Long.toString(status.errors()),
                    counters);
        }

        private Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("lane", lane);
            map.put("place", place);
            map.put("filter", status.name());
            map.put("version", version);
            map.put("state", state());
            map.put("errors", status.errors());
            if (status.lastError() != null) {
                map.put("lastError", status.lastError().toString());
            }
            map.put(
                    "counters",
                    status.counts().stream()
                            .collect(Collectors.toMap(
                                    FilterCount::name, FilterCount::value, (one, other) -> one, LinkedHashMap::new)));
            return map;
        }
    }

    /** Asks the lanes. */
    public static FiltersReport of(List<SwapTarget> lanes, Swapper swapper) {
        List<OfFilter> filters = new ArrayList<>();
        for (SwapTarget target : lanes) {
            List<FilterStatus> chain =
                    LaneAnswers.await(target.lane(), target.lane().requestFilterStatus());
            for (int i = 0; i < chain.size(); i++) {
                FilterStatus status = chain.get(i);
                filters.add(new OfFilter(target.lane().name(), i + 1, swapper.version(target, status.name()), status));
            }
        }
        return new FiltersReport(filters);
    }

    /** A table. */
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
        return text.toString().stripTrailing();
    }

    /** {@code filters}, an object for each. */
    Map<String, Object> toMap() {
        return Map.of("filters", filters.stream().map(OfFilter::toMap).toList());
    }
}
