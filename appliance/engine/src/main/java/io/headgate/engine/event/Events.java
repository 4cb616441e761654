package io.headgate.engine.event;

import io.headgate.engine.ring.RingDrain;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the events of all lanes to a listener, on a thread called {@code events}.
 *
 * <p>Thread: the one that owns the appliance.
 */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final long TICK_NS = 1_000_000_000L;
    private static final long NAP_NS = 5_000_000L;
    private static final long STOP_MS = 1_000;

    private final EventListener listener;
    private final List<EventRing> rings = new CopyOnWriteArrayList<>();
    private final RingDrain drain = new RingDrain("events", NAP_NS, new RingDrain.Work() {
        @Override
        public int run() {
            return runSafely();
        }

        @Override
        public boolean isWaiting() {
            return rings.stream().anyMatch(EventRing::isWaiting);
        }

        @Override
        public long sleepNs() {
            return TICK_NS;
        }
    });

    private long tickedNs = System.nanoTime();

    public Events(EventListener listener) {
        this.listener = listener;
    }

    /** The ring of one more lane. */
    public EventRing newRing() {
        EventRing ring = new EventRing(drain.bell());
        rings.add(ring);
        return ring;
    }

    public void start() {
        drain.start();
    }

    /** A listener that fails misses one event, not all that follow. */
    private int runSafely() {
        try {
            int count = 0;
            for (EventRing ring : rings) {
                count += ring.drain(listener);
            }
            long nowNs = System.nanoTime();
            if (nowNs - tickedNs >= TICK_NS) {
                tickedNs = nowNs;
                listener.onTick(nowNs);
            }
            return count;
        } catch (RuntimeException failure) {
            LOG.warn("an event could not be told", failure);
            return 1;
        }
    }

    /** Hands over what is there and ends the thread. After the lanes have stopped. */
    public void stop() {
        if (drain.stop(STOP_MS)) {
            listener.onTick(System.nanoTime());
        } else {
            LOG.warn("thread=events did not end in time");
        }
    }
}
