package io.headgate.daemon.run;

import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.yaml.DurationText;
import io.headgate.engine.lane.Heartbeat;
import io.headgate.engine.lane.LaneRunner;
import java.util.ArrayList;
import java.util.List;
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

    private final StallReport stalls;
    private final IntConsumer halt;
    private final List<Watched> lanes = new ArrayList<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(body -> {
        Thread thread = new Thread(body, "watchdog");
        thread.setDaemon(true);
        return thread;
    });

    private ScheduledFuture<?> looking;
    private long lookedNs;

    /**
     * @param stalls is told of filters that hang
     * @param halt ends the process with a status, at once
     */
    StallWatch(StallReport stalls, IntConsumer halt) {
        this.stalls = stalls;
        this.halt = halt;
    }

    /** Adds a lane; one that is configured with several queues runs several times. Before {@link #start}. */
    void add(LaneConfig config, LaneRunner runner) {
        lanes.add(new Watched(config, runner));
    }

    void start() {
        lookedNs = System.nanoTime();
        looking = executor.scheduleWithFixedDelay(
                () -> safely(() -> look(System.nanoTime())), EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** An error at one look must not be the last thing the watchdog does. */
    private static void safely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error failure) { // Any: nobody else watches.
            LOG.warn("the watchdog cannot look at the lanes: {}", failure.toString());
        }
    }

    void stop() {
        if (looking != null) {
            looking.cancel(true);
        }
        executor.shutdownNow();
    }

    /** Looks at all lanes once. Thread: watchdog's, or a test's. */
    void look(long nowNs) {
        long stepNs = Math.min(nowNs - lookedNs, MAX_STEP_NS);
        lookedNs = nowNs;
        for (Watched lane : lanes) {
            if (!lane.runner.isStarted()) {
                continue; // Reading long lists is no stall; LaneRunner.start has a limit of its own.
            }
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
        try {
            Thread report = new Thread(() -> report(lane, filter), "stall");
            report.setDaemon(true);
            report.start();
            report.join(REPORT_LIMIT_MS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return; // The appliance is being stopped; that has a limit of its own.
        } catch (OutOfMemoryError noThread) {
            LOG.error(
                    "lane={} filter={} does not return, and no thread is left to say where",
                    lane.config.name(),
                    filter);
        }
        halt.accept(STALLED);
    }

    private void report(Watched lane, String filter) {
        String limit = DurationText.of(lane.config.stallLimit().toNanos()) + " (stall-limit)";
        stalls.add(lane.runner.lane().name(), lane.config, filter, limit, lane.runner.laneStack());
    }
}
