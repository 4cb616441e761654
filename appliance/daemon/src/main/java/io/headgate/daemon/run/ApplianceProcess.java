package io.headgate.daemon.run;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.net.lab.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code headgate run} as a process of its own inside a host of the lab, with this process's Java, class path and
 * flags. Ends with this process, however that ends.
 */
public final class ApplianceProcess implements AutoCloseable {
    private static final long READY_LIMIT_S = 20;

    private final Process process;
    private final BufferedReader output;

    private ApplianceProcess(Process process) {
        this.process = process;
        this.output =
                new BufferedReader(new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts the appliance and waits until it has its queue.
     *
     * @param yaml the configuration
     * @throws CliException if it ends, or is not ready in time; its messages are on standard error
     */
    public static ApplianceProcess start(Host host, String yaml) {
        try {
            List<String> java = new ArrayList<>();
            java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            java.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            java.add("-Dheadgate.log=WARN");
            java.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.headgate.daemon.Main"));
            java.addAll(List.of("run", "--json", "--stop-with-stdin", "-c", "-"));
            Process process = new ProcessBuilder(host.inside(java.toArray(String[]::new)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            ApplianceProcess appliance = new ApplianceProcess(process);
            try {
                appliance.send(yaml);
                appliance.awaitEvent("ready", READY_LIMIT_S);
            } catch (RuntimeException | IOException notReady) {
                appliance.close();
                throw notReady;
            }
            return appliance;
        } catch (IOException failed) {
            throw CliException.failed("cannot start the appliance: " + failed.getMessage(), failed);
        }
    }

    /** The configuration ends as a YAML document does; the stream stays open, and ends with this process. */
    private void send(String yaml) throws IOException {
        process.getOutputStream().write((yaml + "\n...\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Process id: {@code ip netns exec} becomes the program it runs. */
    public long pid() {
        return process.pid();
    }

    /**
     * Ends the appliance as a supervisor would, by SIGTERM.
     *
     * @param limit how long it may take
     * @return its ledger
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> stop(Duration limit) {
        // By its handle: Process.destroy also closes the streams, and the ledger is still to come.
        process.toHandle().destroy();
        Map<String, Object> stopped = awaitEvent("stopped", limit.toSeconds());
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw CliException.failed("the appliance did not end within " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted", interrupted);
        }
        if (process.exitValue() != 0) {
            throw CliException.failed("the appliance ended with status " + process.exitValue());
        }
        return (Map<String, Object>) stopped.get("packets");
    }

    private Map<String, Object> awaitEvent(String event, long limitS) {
        try {
            String line = CompletableFuture.supplyAsync(this::readLine).get(limitS, TimeUnit.SECONDS);
            if (line == null) {
                throw CliException.failed("the appliance ended before it said '" + event + "'");
            }
            Map<String, Object> object = Json.parse(line);
            if (!event.equals(object.get("event"))) {
                throw CliException.failed("the appliance said '" + line + "' instead of '" + event + "'");
            }
            return object;
        } catch (TimeoutException late) {
            throw CliException.failed("the appliance did not say '" + event + "' within " + limitS + " s", late);
        } catch (ExecutionException failed) {
            throw CliException.failed("cannot read from the appliance: " + failed.getCause(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted", interrupted);
        }
    }

    private String readLine() {
        try {
            return output.readLine();
        } catch (IOException closed) {
            return null;
        }
    }

    /** Ends the process if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
