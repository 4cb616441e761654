package io.headgate.daemon.run;

import io.headgate.engine.io.ErrnoCounters;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which datagrams a receiver did not get since it was last looked at. Thread: one at a time. */
final class ReceiverNews {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverNews.class);

    private final String lane;
    private final String receiver;
    private final ErrnoIncrements errors;

    ReceiverNews(String lane, String receiver, ErrnoCounters errors) {
        this.lane = lane;
        this.receiver = receiver;
        this.errors = new ErrnoIncrements(errors);
    }

    void look() {
        Map<String, Long> more = errors.take();
        if (!more.isEmpty()) {
            LOG.warn(
                    "lane={} receiver={} did not get datagrams={} errors={}",
                    lane,
                    receiver,
                    ErrnoIncrements.sum(more),
                    more);
        }
    }
}
