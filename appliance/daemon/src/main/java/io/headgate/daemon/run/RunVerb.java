package io.headgate.daemon.run;

import io.headgate.control.ControlException;
import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.ConfigOption;
import io.headgate.daemon.report.Totals;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.lane.StuckException;
import io.headgate.net.sys.Hangup;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate run}: the appliance, until SIGTERM or SIGINT. */
@Command(
        name = "run",
        description =
                "Runs the appliance until SIGTERM or SIGINT; every packet received by then still gets its verdict.",
        mixinStandardHelpOptions = true)
public final class RunVerb implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunVerb.class);

    /** What a supervisor waits for; beyond that the process ends as it is. */
    private static final long STOP_WAIT_S = 5;

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "Print one JSON object per line: when ready, and the ledger at the end.")
    private boolean json;

    @Option(names = "--stop-with-stdin", description = "End also when standard input ends: for programs that start us.")
    private boolean stopWithStdin;

    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile int exitStatus = 1;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Override
    public Integer call() throws InterruptedException {
        Appliance appliance = new Appliance(read());
        Hangup.handle(() -> LOG.warn("SIGHUP: reloading is not supported by this version; restart to apply changes"));
        try {
            appliance.start(cause -> {
                failure.compareAndSet(null, cause);
                stopRequested.countDown();
            });
        } catch (StuckException hangs) {
            throw CliException.failed(StallWatch.STALLED, hangs.getMessage(), hangs);
        } catch (SourceException | ControlException | IllegalStateException refused) {
            throw CliException.failed(refused.getMessage(), refused);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal, "signal"));
        if (stopWithStdin) {
            stopWhenStdinEnds();
        }
        say("ready", Map.of());

        stopRequested.await();
        exitStatus = appliance.stop() && failure.get() == null ? 0 : 1;
        Totals totals = appliance.totals();
        if (json) {
            Map<String, Object> ended = new LinkedHashMap<>();
            ended.put("packets", totals.toMap());
            ended.put("filters", appliance.filterReport().toList());
            ended.put("filterHealth", appliance.filterHealth().toList());
            ended.put("taps", appliance.tapReport().toList());
            ended.put("groups", appliance.groupReport().toList());
            ended.put("receivers", appliance.receiverReport().toList());
            say("stopped", ended);
        } else {
            System.out.println(totals.toText(appliance.dropExplanations())
                    + appliance.filterReport().toText()
                    + appliance.tapReport().toText()
                    + appliance.groupReport().toText()
                    + appliance.receiverReport().toText());
            System.out.print(appliance.filterHealth().suspects().toText());
        }
        System.out.flush();
        stopped.countDown();
        if (failure.get() != null) {
            throw CliException.failed("stopped by an error: " + failure.get().getMessage(), failure.get());
        }
        return exitStatus;
    }

    private ApplianceConfig read() {
        return config.require(System.in);
    }

    /** A signal is a request like any other; the hook only keeps the JVM until it was carried out. */
    private void stopOnSignal() {
        boolean wasRequested = stopRequested.getCount() == 0;
        stopRequested.countDown();
        try {
            if (!stopped.await(STOP_WAIT_S, TimeUnit.SECONDS)) {
                LOG.error("did not stop within {} s", STOP_WAIT_S);
            } else if (!wasRequested) {
                // Stopped because asked to: our status, not the signal's.
                Runtime.getRuntime().halt(exitStatus);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopWhenStdinEnds() {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Whatever is written there says only that the parent lives.
                        }
                    } catch (IOException broken) {
                        LOG.info("standard input broke: {}", broken.getMessage());
                    }
                    stopRequested.countDown();
                },
                "stdin");
        thread.setDaemon(true);
        thread.start();
    }

    private void say(String event, Map<String, ?> more) {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("event", event);
            object.putAll(more);
            System.out.println(Json.line(object));
        } else {
            System.out.println(event);
        }
        System.out.flush();
    }
}
