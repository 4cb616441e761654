package io.headgate.daemon.run;

import io.headgate.engine.lane.Ledger;
import io.headgate.net.divert.KernelQueue;
import io.headgate.net.relay.ReceiverCounters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at lanes and kernel queues once a second, or more often if asked to, and says what an operator should know: lanes
 * count and do not log.
 *
 * <p>Thread: {@code admin}, its own.
 */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long EVERY_MS = 1_000;
    private static final long ANSWER_MS = 500;

    /** What was last said about a port. */
    private static final class SeenPort {
        private final SourceNews news;
        private long lostBefore;
        private long lost;

        private SeenPort(SourceNews news) {
            this.news = news;
        }
    }

    /** What was last said about a unit. */
    private static final class Seen {
        private final FilterNews filters;
        private final Map<String, Long> observedDrops = new HashMap<>();
        private final Map<ReceiverCounters, ReceiverNews> receivers = new HashMap<>();

        private Seen(Unit unit) {
            filters = new FilterNews(unit.name());
        }
    }

    private final List<Unit> units;
    private final List<Arrivals> arrivals;
    private final List<GroupWatch> groups;
    private final long everyMs;
    private final Map<Unit, Seen> seen = new HashMap<>();
    private final Map<Port, SeenPort> seenPorts = new HashMap<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(body -> {
        Thread thread = new Thread(body, "admin");
        thread.setDaemon(true);
        return thread;
    });

    private ScheduledFuture<?> looking;

    /** @param atLeastEveryMs how often somebody wants it to look */
    Watch(List<Unit> units, List<Arrivals> arrivals, List<GroupWatch> groups, long atLeastEveryMs) {
        this.units = units;
        this.arrivals = arrivals;
        this.groups = groups;
        this.everyMs = Math.min(EVERY_MS, atLeastEveryMs);
    }

    void start() {
        looking = executor.scheduleWithFixedDelay(this::lookSafely, everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (looking != null) {
            looking.cancel(false);
        }
        executor.shutdown();
        try {
            if (!executor.awaitTermination(2 * ANSWER_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("the watch did not end in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookSafely() {
        try {
            look();
            units.forEach(this::lookAtFilters);
            units.forEach(this::lookAtReceivers);
            units.stream().filter(unit -> !unit.runner().lane().isEnforcing()).forEach(this::lookAtObserved);
            arrivals.forEach(lane -> lane.look(System.nanoTime()));
            groups.forEach(watch -> watch.poll(System.nanoTime()));
        } catch (RuntimeException failure) {
            LOG.warn("cannot look at the queues: {}", failure.toString());
        }
    }

    /**
     * Looks at the kernel's queues and the sources. Thread: admin, or any after {@link #stop}, even if admin is late to end.
     */
    synchronized void look() {
        for (Unit unit : units) {
            seen.computeIfAbsent(unit, Seen::new);
            unit.ports().forEach(port -> lookAtPort(unit, port));
        }
    }

    private void lookAtPort(Unit unit, Port port) {
        SeenPort before =
                seenPorts.computeIfAbsent(port, any -> new SeenPort(new SourceNews(unit.name(), port.counters())));
        lookAtQueue(unit, port, before);
        before.news.look();
    }

    private void lookAtQueue(Unit unit, Port port, SeenPort before) {
        KernelQueue queue = port.kernelQueue();
        if (!queue.isOpen()) {
            if (!executor.isShutdown()) {
                LOG.error("lane={} the kernel no longer has its queue; opening it again", unit.name());
                before.lostBefore += before.lost;
                before.lost = 0;
                port.requestReopen();
            }
            return;
        }
        if (queue.lost() > before.lost) {
            LOG.warn(
                    "lane={} the kernel dropped packets={} because queue or buffer was full",
                    unit.name(),
                    queue.lost() - before.lost);
        }
        before.lost = queue.lost();
    }

    private void lookAtFilters(Unit unit) {
        unit.runner().lane().lookAtThreads();
        ask(unit, unit.runner().lane().requestFilterStatus()).ifPresent(seen.get(unit).filters::look);
    }

    private void lookAtReceivers(Unit unit) {
        Map<ReceiverCounters, ReceiverNews> news = seen.get(unit).receivers;
        for (Port port : unit.ports()) {
            for (ReceiverCounters receiver : port.receivers()) {
                news.computeIfAbsent(
                                receiver,
                                any -> new ReceiverNews(
                                        unit.name(), receiver.receiver().label(), receiver.errors()))
                        .look();
            }
        }
    }

    /** A lane that only observes would have dropped these. */
    private void lookAtObserved(Unit unit) {
        Map<String, Long> before = seen.get(unit).observedDrops;
        Map<String, Long> now = ask(unit, unit.runner().lane().requestLedger())
                .map(Ledger::observedDropped)
                .orElse(Map.of());
        now.forEach((reason, count) -> {
            long more = count - before.getOrDefault(reason, 0L);
            if (more > 0) {
                LOG.info("lane={} observed only, would have dropped packets={} reason={}", unit.name(), more, reason);
                before.put(reason, count);
            }
        });
    }

    private static <T> Optional<T> ask(Unit unit, Future<T> answer) {
        try {
            return Optional.of(answer.get(ANSWER_MS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException silent) {
            LOG.warn("lane={} does not answer: {}", unit.name(), silent.toString());
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Packets the kernel dropped before they were received, as of the last look. */
    long kernelLoss() {
        return seenPorts.values().stream().mapToLong(s -> s.lostBefore + s.lost).sum();
    }
}
