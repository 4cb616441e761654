package io.headgate.daemon.replay;

import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.daemon.config.TapConfig;
import io.headgate.daemon.outlets.Outlets;
import io.headgate.daemon.outlets.TapReport;
import io.headgate.daemon.report.FilterReport;
import io.headgate.daemon.report.Totals;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.pcap.CaptureReader;
import io.headgate.net.pcap.CaptureSink;
import io.headgate.net.pcap.CaptureSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One capture on its way through one lane. Thread: the one that made it.
 */
final class Replay implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final long LOOK_MS = 20;

    private final CaptureReader reader;
    private final SlotRing ring;
    private final CaptureSource source;
    private final CaptureSink sink;
    private final LaneRunner runner;
    private final Outlets outlets;

    /**
     * Makes everything ready.
     *
     * @param reader closed by {@link #close}
     * @throws IOException if {@code out} cannot be made
     */
    Replay(CaptureReader reader, Path out, LaneConfig lane, List<TapConfig> taps, CaptureSource.Timing timing)
            throws IOException {
        this.reader = reader;
        outlets = new Outlets(taps);
        Chain chain = new Chain(lane.chain().stream().map(StepConfig::create).toList());
        runner = new LaneRunner(
                lane.name(), chain, lane.threading(), lane.options().withOutlets(outlets.lane(lane.name())));
        ring = runner.newRing(lane.slots());
        source = new CaptureSource(reader, ring, timing);
        sink = new CaptureSink(out, reader, source, ring);
        runner.addInput(ring, source, sink);
    }

    /**
     * Runs until the capture ends, its copy cannot be written on, or somebody asks to stop.
     *
     * @param progress shown meanwhile
     * @param isStopRequested asked all the time; what was read until then still gets its verdict
     * @return whether the lane ended in time
     */
    boolean run(Progress progress, BooleanSupplier isStopRequested) throws InterruptedException {
        outlets.start();
        runner.start();
        while (!source.awaitEnd(LOOK_MS)
                && !isStopRequested.getAsBoolean()
                && sink.failure() == null
                && runner.failure() == null) {
            progress.show(ring.publishedPackets(), reader.progressBytes());
        }
        progress.clear();
        boolean isEnded = runner.stop(STOP_LIMIT);
        outlets.stop();
        return isEnded;
    }

    /** What became of all packets; after {@link #run}. */
    Totals totals() {
        return Totals.of(List.of(runner.lane().ledger()), 0, 0);
    }

    /** What the filters have counted; after {@link #run}. */
    FilterReport filterReport() {
        return FilterReport.of(List.of(runner.lane()));
    }

    /** What became of the copies; after {@link #run}. */
    TapReport tapReport() {
        return outlets.report();
    }

    /** What each drop reason means. */
    Map<String, String> dropExplanations() {
        return runner.lane().dropExplanations();
    }

    /** What went wrong, each a sentence; after {@link #run}. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (source.damage() != null) {
            problems.add(source.damage().getMessage());
        }
        if (sink.failure() != null) {
            problems.add(sink.failure());
        }
        if (runner.failure() != null) {
            problems.add("stopped by an error: " + runner.failure());
        }
        return problems;
    }

    @Override
    public void close() {
        source.close();
        sink.close();
    }
}
