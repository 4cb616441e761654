package io.headgate.daemon.replay;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.ConfigOption;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.report.Totals;
import io.headgate.net.pcap.CaptureException;
import io.headgate.net.pcap.CaptureReader;
import io.headgate.net.pcap.CaptureSource.Timing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate replay}: a lane over a capture. */
@Command(
        name = "replay",
        description = "Takes the packets of a capture through a lane, and writes those that leave it to another.",
        mixinStandardHelpOptions = true)
public final class ReplayVerb implements Callable<Integer> {
    /** Set by the launcher, which knows without a native call. */
    private static final String TERMINAL = "headgate.terminal";

    private static final long STOP_WAIT_S = 15;

    @Spec
    private CommandSpec spec;

    @Option(names = "--in", required = true, paramLabel = "FILE", description = "The capture: pcap or pcapng.")
    private Path in;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "What leaves the lane; overwritten. Classic pcap if it ends in .pcap, otherwise pcapng.")
    private Path out;

    @Mixin
    private ConfigOption config;

    @Option(names = "--lane", paramLabel = "NAME", description = "Which lane, if the configuration has several.")
    private String laneName;

    @Option(
            names = "--timing",
            defaultValue = "fast",
            paramLabel = "fast|recorded",
            description = "As fast as the lane goes, or each packet as long after the one before it as recorded.")
    private String timing;

    @Option(names = "--json", description = "Print the ledger as one JSON object.")
    private boolean json;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile int exitStatus = 1;
    private volatile boolean isStopRequested;

    @Override
    public Integer call() throws InterruptedException {
        ApplianceConfig read = config.require(System.in);
        LaneConfig lane = lane(read);
        Timing pace = timing();
        long startNs = System.nanoTime();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal, "signal"));
        try (CaptureReader reader = open();
                Replay replay = new Replay(reader, out, lane, read.taps(), pace)) {
            Progress progress = new Progress(
                    Boolean.getBoolean(TERMINAL) ? spec.commandLine().getErr() : null, Files.size(in), startNs);
            boolean isEnded = replay.run(progress, () -> isStopRequested);
            List<String> problems = replay.problems();
            if (isStopRequested) {
                problems.add("stopped by a signal: " + out + " has only what was read until then");
            }
            exitStatus = isEnded && problems.isEmpty() ? 0 : 1;
            report(replay, (System.nanoTime() - startNs) / 1e9);
            problems.forEach(problem -> spec.commandLine().getErr().println("headgate: " + problem));
            spec.commandLine().getErr().flush();
        } catch (IllegalStateException refused) {
            throw CliException.failed(refused.getMessage(), refused);
        } catch (IOException failed) {
            throw CliException.failed(out + ": cannot be written: " + reason(failed), failed);
        } finally {
            stopped.countDown();
        }
        return exitStatus;
    }

    private LaneConfig lane(ApplianceConfig read) {
        List<LaneConfig> lanes = read.lanes();
        List<String> names = lanes.stream().map(LaneConfig::name).toList();
        if (laneName == null && lanes.size() > 1) {
            throw CliException.usage(
                    config.source() + " has several lanes: give --lane, one of " + String.join(", ", names));
        }
        return lanes.stream()
                .filter(lane -> laneName == null || lane.name().equals(laneName))
                .findFirst()
                .orElseThrow(() -> CliException.usage(
                        "--lane is '" + laneName + "', but " + config.source() + " has: " + String.join(", ", names)));
    }

    private Timing timing() {
        return switch (timing) {
            case "fast" -> Timing.FAST;
            case "recorded" -> Timing.RECORDED;
            default -> throw CliException.usage("--timing is '" + timing + "', but must be fast or recorded");
        };
    }

    /** The file that is written is not touched before this one is known to be a capture. */
    private CaptureReader open() {
        try {
            if (Files.exists(out) && Files.isSameFile(in, out)) {
                throw CliException.usage("--in and --out are the same file, " + in + ": it would be lost");
            }
            return CaptureReader.open(in);
        } catch (CaptureException damaged) {
            throw CliException.failed(damaged.getMessage(), damaged);
        } catch (IOException failed) {
            throw CliException.failed(in + ": cannot be read: " + reason(failed), failed);
        }
    }

    private static String reason(IOException failed) {
        return failed instanceof NoSuchFileException ? "no such file or folder" : String.valueOf(failed.getMessage());
    }

    private void report(Replay replay, double seconds) {
        Totals totals = replay.totals();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("in", in.toString());
            object.put("out", out.toString());
            object.put("seconds", Math.round(seconds * 1e3) / 1e3);
            object.put("packets", totals.toMap());
            object.put("filters", replay.filterReport().toList());
            object.put("taps", replay.tapReport().toList());
            System.out.println(Json.line(object));
        } else {
            System.out.println(totals.toText(replay.dropExplanations())
                    + replay.filterReport().toText()
                    + replay.tapReport().toText());
        }
        System.out.flush();
    }

    /** A signal asks to stop; the hook keeps the JVM until that was done, and ends it with our status, not the signal's. */
    private void stopOnSignal() {
        if (stopped.getCount() == 0) {
            return;
        }
        isStopRequested = true;
        try {
            if (stopped.await(STOP_WAIT_S, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(exitStatus);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
