package io.headgate.daemon.run;

import io.headgate.engine.lane.FilterError;
import io.headgate.engine.lane.FilterStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is new about the filters of one lane: failures, the first of each whole, and threads. Thread: admin. */
final class FilterNews {
    private static final Logger LOG = LoggerFactory.getLogger(FilterNews.class);

    private final String lane;
    private final Map<Integer, Long> errors = new HashMap<>();
    private final Set<FilterError> said = new HashSet<>();
    private final Map<Integer, List<String>> threads = new HashMap<>();

    FilterNews(String lane) {
        this.lane = lane;
    }

    /** @param filters in the order of the chain */
    void look(List<FilterStatus> filters) {
        for (int place = 0; place < filters.size(); place++) {
            lookAtErrors(place, filters.get(place));
            lookAtThreads(place, filters.get(place));
        }
    }

    private void lookAtErrors(int place, FilterStatus filter) {
        long more = filter.errors() - errors.getOrDefault(place, 0L);
        if (more <= 0) {
            return;
        }
        errors.put(place, filter.errors());
        LOG.warn(
                "lane={} filter={} failed on packets={}{}, last: {}",
                lane,
                filter.name(),
                more,
                filter.isQuarantined() ? " and is no longer called" : "",
                filter.failures().lastMessage());
        for (FilterError error : filter.failures().first()) {
            if (!error.stack().isEmpty() && said.add(error)) {
                LOG.warn("lane={} filter={} failed first: {}", lane, filter.name(), error.toText());
            }
        }
    }

    private void lookAtThreads(int place, FilterStatus filter) {
        List<String> known = threads.getOrDefault(place, List.of());
        for (String thread : filter.threads()) {
            if (!known.contains(thread)) {
                LOG.warn(
                        "lane={} filter={} started thread={}: what it does there is not guarded, and it must end with"
                                + " onDetach",
                        lane,
                        filter.name(),
                        thread);
            }
        }
        threads.put(place, filter.threads());
    }
}
