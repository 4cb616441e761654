package io.headgate.daemon.report;

import io.headgate.engine.lane.FailureKind;
import io.headgate.engine.lane.FilterError;
import io.headgate.engine.lane.FilterStatus;
import io.headgate.engine.lane.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the filters of all lanes are doing, as people and programs read it.
 *
 * @param filters in the order of lanes and chains
 */
public record FilterHealth(List<OfFilter> filters) {
    private static final String[] HEADINGS = {
        "lane", "filter", "plugin", "state", "packets", "errors", "slow batches", "longest call", "first error"
    };

    /** One filter at its place. */
    public record OfFilter(String lane, FilterStatus status) {
        /** All there is to say about it. */
        public Map<String, Object> toMap() {
            return FilterHealth.toMap(this);
        }
    }

    public FilterHealth {
        filters = List.copyOf(filters);
    }

    /** Reads lanes that have stopped. */
    public static FilterHealth of(List<Lane> lanes) {
        Map<String, List<FilterStatus>> byLane = new LinkedHashMap<>();
        lanes.forEach(lane -> byLane.put(lane.name(), lane.filterStatus()));
        return of(byLane);
    }

    /** Of the filters of each lane by its name, in the order of its chain. */
    public static FilterHealth of(Map<String, List<FilterStatus>> byLane) {
        List<OfFilter> filters = new ArrayList<>();
        byLane.forEach((lane, all) -> all.forEach(status -> filters.add(new OfFilter(lane, status))));
        return new FilterHealth(filters);
    }

    /** Only those at which an operator should look. */
    public FilterHealth suspects() {
        return new FilterHealth(
                filters.stream().filter(filter -> filter.status().isSuspect()).toList());
    }

    /** An object for each filter. */
    public List<Map<String, Object>> toList() {
        return filters.stream().map(OfFilter::toMap).toList();
    }

    private static Map<String, Object> toMap(OfFilter filter) {
        FilterStatus status = filter.status();
        Map<String, Object> byKind = new LinkedHashMap<>();
        status.failures().byKind().forEach((kind, count) -> byKind.put(kind.word(), count));
        Map<String, Object> counters = new LinkedHashMap<>();
        status.counts().forEach(count -> counters.put(count.name(), count.value()));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("lane", filter.lane());
        map.put("filter", status.name());
        map.put("plugin", status.plugin());
        map.put("state", status.state().word());
        map.put("packets", status.packets());
        map.put("errors", status.errors());
        map.put("errorsByKind", byKind);
        map.put(
                "firstErrors",
                status.failures().first().stream().map(FilterHealth::toMap).toList());
        map.put("lastMessage", status.failures().lastMessage());
        map.put("slowBatches", status.times().slowBatches());
        map.put("timedCalls", status.times().calls());
        map.put("timedNs", status.times().totalNs());
        map.put("longestCallNs", status.times().longestNs());
        map.put("threads", status.threads());
        map.put("counters", counters);
        return map;
    }

    private static Map<String, Object> toMap(FilterError error) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", error.kind().word());
        map.put("when", Instant.ofEpochMilli(error.whenMs()).toString());
        map.put("message", error.message());
        map.put("stack", error.stack());
        return map;
    }

    /** A table with a line for each filter; empty if there is none. */
    public String toText() {
        if (filters.isEmpty()) {
            return "";
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(HEADINGS);
        filters.forEach(filter -> rows.add(cells(filter)));
        int[] widths = new int[HEADINGS.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String[] cells(OfFilter filter) {
        FilterStatus status = filter.status();
        List<FilterError> first = status.failures().first();
        String threads = status.threads().isEmpty() ? "" : "threads: " + String.join(", ", status.threads()) + "; ";
        return new String[] {
            filter.lane(),
            status.name(),
            status.plugin(),
            status.state().word(),
            Long.toString(status.packets()),
            errors(status),
            Long.toString(status.times().slowBatches()),
            status.times().calls() == 0
                    ? "-"
                    : String.format(Locale.ROOT, "%.1f us", status.times().longestNs() / 1e3),
            threads + (first.isEmpty() ? "-" : first.get(0).message())
        };
    }

    private static String errors(FilterStatus status) {
        Map<FailureKind, Long> byKind = status.failures().byKind();
        return byKind.isEmpty()
                ? "0"
                : byKind.entrySet().stream()
                        .map(kind -> kind.getKey().word() + " " + kind.getValue())
                        .collect(Collectors.joining(", "));
    }
}
