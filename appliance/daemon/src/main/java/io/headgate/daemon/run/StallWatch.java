package io.headgate.daemon.run;

import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.config.yaml.DurationText;
import io.headgate.daemon.quarantine.PluginVersion;
import io.headgate.daemon.quarantine.QuarantineEntry;
import io.headgate.daemon.quarantine.QuarantineFile;
import io.headgate.engine.lane.Heartbeat;
import io.headgate.engine.lane.LaneRunner;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a filter does not return: nothing else gets a thread out of it. Before that the filter is put on
 * the quarantine list, so that the next start goes on without it.
 *
 * <p>Thread: {@code watchdog}, its own, which waits for nobody: not for lanes, as {@link Watch} does, nor for a disk or
 * terminal longer than a second.
 */
final class StallWatch {
    /** Exit status after a stall: an internal software error, as sysexits(3) has it. */
    static final int STALLED = 70;

    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);
    private static final long EVERY_MS = 100;

    /**
     * What one look may add to the time a lane has stood still. If the looks themselves were late, the process was
     * stopped or the machine asleep, and the lane had no chance to go on.
     */
    private static final long MAX_STEP_NS = 2 * EVERY_MS * 1_000_000;

    /** How long telling about a stall may keep the process. */
    private static final long REPORT_LIMIT_MS = 1_000;

    /** A lane and what was last seen of it. */
    private static final class Watched {
        private final LaneConfig config;
        private final LaneRunner runner;
        private Heartbeat heartbeat;
        private long beat;
        private long stillNs;

        private Watched(LaneConfig config, LaneRunner runner) {
            this.config = config;
            this.runner = runner;
        }
    }

    private final QuarantineFile file;
    private final IntConsumer halt;
    private final List<Watched> lanes = new ArrayList<>();
    private final Map<String, String> versions = new HashMap<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(body -> {
        Thread thread = new Thread(body, "watchdog");
        thread.setDaemon(true);
        return thread;
    });

    private ScheduledFuture<?> looking;
    private long lookedNs;

    /**
     * @param file where filters that hang are put down
     * @param halt ends the process with a status, at once
     */
    StallWatch(QuarantineFile file, IntConsumer halt) {
        this.file = file;
        this.halt = halt;
    }

    /** Adds a lane; one that is configured with several queues runs several times. Before {@link #start}. */
    void add(LaneConfig config, LaneRunner runner) {
        lanes.add(new Watched(config, runner));
    }

    void start() {
        lookedNs = System.nanoTime();
        executor.execute(() -> safely(this::noteVersions));
        looking = executor.scheduleWithFixedDelay(
                () -> safely(() -> look(System.nanoTime())), EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** An error at one look must not be the last thing the watchdog does. */
    private static void safely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError failure) {
            LOG.warn("the watchdog cannot look at the lanes: {}", failure.toString());
        }
    }

    void stop() {
        if (looking != null) {
            looking.cancel(true);
        }
        executor.shutdownNow();
    }

    /** As they are loaded: when one hangs, another may lie in its place. */
    private void noteVersions() {
        for (Watched lane : lanes) {
            for (StepConfig step : lane.config.chain()) {
                versions.computeIfAbsent(
                        step.plugin(),
                        any -> PluginVersion.of(step.filters().get().getClass()));
            }
        }
    }

    /** Looks at all lanes once. Thread: watchdog's, or a test's. */
    void look(long nowNs) {
        long stepNs = Math.min(nowNs - lookedNs, MAX_STEP_NS);
        lookedNs = nowNs;
        for (Watched lane : lanes) {
            Heartbeat heartbeat = lane.runner.lane().heartbeat();
            long beat = heartbeat.read();
            String filter = heartbeat.filterAt(beat);
            boolean isSameCall = filter != null && heartbeat == lane.heartbeat && beat == lane.beat;
            lane.stillNs = isSameCall ? lane.stillNs + stepNs : 0;
            lane.heartbeat = heartbeat;
            lane.beat = beat;
            if (isSameCall && lane.stillNs >= lane.config.stallLimit().toNanos()) {
                end(lane, filter);
                return;
            }
        }
    }

    private void end(Watched lane, String filter) {
        Thread report = new Thread(() -> report(lane, filter), "stall");
        report.setDaemon(true);
        report.start();
        try {
            report.join(REPORT_LIMIT_MS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return; // The appliance is being stopped; that has a limit of its own.
        }
        halt.accept(STALLED);
    }

    /** The list first: a log that nobody reads may block for ever. */
    private void report(Watched lane, String filter) {
        String limit = DurationText.of(lane.config.stallLimit().toNanos());
        QuarantineEntry entry = new QuarantineEntry(
                lane.config.name(),
                filter,
                versions.getOrDefault(filter, PluginVersion.UNKNOWN),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                "did not return from a call within " + limit);
        IOException failure = null;
        try {
            file.add(entry);
        } catch (IOException failed) {
            failure = failed;
        }
        LOG.error(
                "lane={} filter={} did not return within stall-limit: {}; ending with status {}",
                lane.runner.lane().name(),
                filter,
                limit,
                STALLED);
        if (failure == null) {
            LOG.error("filter={} will not be called after a restart: {} has it", filter, file.path());
        } else {
            LOG.error(
                    "filter={} will be called again after a restart: {} cannot be written ({}); give this user the right"
                            + " to, or name another directory by the key 'state'",
                    filter,
                    file.path(),
                    failure.toString());
        }
        LOG.error("lane={} hangs here:{}", lane.runner.lane().name(), lane.runner.laneStack());
    }
}
