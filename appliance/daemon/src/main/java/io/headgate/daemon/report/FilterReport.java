package io.headgate.daemon.report;

import io.headgate.engine.lane.FilterCount;
import io.headgate.engine.lane.FilterStatus;
import io.headgate.engine.lane.Lane;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the filters of all lanes have counted, as people and programs read it.
 *
 * @param filters in the order of lanes and chains, those that count
 */
public record FilterReport(List<OfFilter> filters) {
    /** One filter at its place. */
    public record OfFilter(String lane, String filter, List<FilterCount> counts) {}

    /** Reads the counters of lanes that have stopped. */
    public static FilterReport of(List<Lane> lanes) {
        List<OfFilter> filters = new ArrayList<>();
        for (Lane lane : lanes) {
            for (FilterStatus status : lane.filterStatus()) {
                if (!status.counts().isEmpty()) {
                    filters.add(new OfFilter(lane.name(), status.name(), status.counts()));
                }
            }
        }
        return new FilterReport(filters);
    }

    /** Lane, filter, and its counters by name, those at 0 too. */
    public List<Map<String, Object>> toList() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (OfFilter filter : filters) {
            Map<String, Object> counters = new LinkedHashMap<>();
            filter.counts().forEach(count -> counters.put(count.name(), count.value()));
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("lane", filter.lane());
            map.put("filter", filter.filter());
            map.put("counters", counters);
            list.add(map);
        }
        return list;
    }

    /** A line for each counter that is not 0, each after a line end; empty if there is none. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (OfFilter filter : filters) {
            for (FilterCount count : filter.counts()) {
                if (count.value() != 0) {
                    text.append(System.lineSeparator())
                            .append(filter.lane())
                            .append(' ')
                            .append(filter.filter())
                            .append(": ")
                            .append(count.name())
                            .append(' ')
                            .append(count.value())
                            .append(" (")
                            .append(count.explanation())
                            .append(')');
                }
            }
        }
        return text.toString();
    }
}
