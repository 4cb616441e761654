package io.headgate.daemon.run;

import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceCounters.Counter;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what a source has counted since it was last looked at, as far as an operator can do something.
 *
 * <p>Thread: one at a time.
 */
final class SourceNews {
    private static final Logger LOG = LoggerFactory.getLogger(SourceNews.class);

    private final String lane;
    private final SourceCounters counters;
    private final ErrnoIncrements socketErrors;
    private final Map<Counter, Long> before = new EnumMap<>(Counter.class);

    SourceNews(String lane, SourceCounters counters) {
        this.lane = lane;
        this.counters = counters;
        this.socketErrors = new ErrnoIncrements(counters.socketErrors());
    }

    void look() {
        warn(Counter.OVERFLOWS, "lane={} receive buffer overflowed, times={}");
        warn(Counter.UNREADABLE, "lane={} received messages={} that made no sense, and left them out");
        warn(Counter.TRUNCATED, "lane={} packets={} arrived cut: they are longer than the lane has room for");
        long looped = more(Counter.LOOPED);
        if (looped > 0) {
            LOG.error(
                    "lane={} dropped packets={} that came back again and again after they were written: a rule diverts what"
                            + " was written back; see headgate doctor, pf-rules and interface-ipv4",
                    lane,
                    looped);
        }
        Map<String, Long> errors = socketErrors.take();
        if (!errors.isEmpty()) {
            LOG.warn("lane={} calls on its sockets failed, errors={}", lane, errors);
        }
        long rejoined = more(Counter.REJOINED);
        if (rejoined > 0) {
            LOG.info("lane={} joined again after an interface came back, memberships={}", lane, rejoined);
        }
        // Others on this host decide what comes there: no news after the first.
        boolean isFirst = !before.containsKey(Counter.FOREIGN);
        if (more(Counter.FOREIGN) > 0 && isFirst) {
            LOG.info("lane={} leaves out datagrams that were sent to none of its groups; said once", lane);
        }
    }

    private void warn(Counter counter, String message) {
        long more = more(counter);
        if (more > 0) {
            LOG.warn(message, lane, more);
        }
    }

    private long more(Counter counter) {
        long now = counters.get(counter);
        long more = now - before.getOrDefault(counter, 0L);
        if (more > 0) {
            before.put(counter, now);
        }
        return more;
    }
}
