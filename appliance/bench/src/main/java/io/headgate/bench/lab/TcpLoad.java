package io.headgate.bench.lab;

import io.headgate.daemon.cli.CliException;
import io.headgate.net.lab.RouterLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One TCP stream from client to server by iperf3: sent without copying, so that the generator takes as little of the
 * shared machine as it can, and under Reno, which needs no pacing timers that would be measured instead of the queue.
 */
public final class TcpLoad implements AutoCloseable {
    private static final int PORT = 5201;
    private static final String LISTEN_STATE = "0A";
    private static final Duration SETUP_LIMIT = Duration.ofSeconds(10);
    private static final int END_LIMIT_S = 20;

    /** So much has crossed the wire once the transfer is under way. */
    private static final long FLOWING_BYTES = 1_000_000;

    private final RouterLab lab;
    private final Duration length;
    private final Process server;
    private final Process client;
    private final CompletableFuture<String> report;

    private TcpLoad(RouterLab lab, Duration length, Process server, Process client) {
        this.lab = lab;
        this.length = length;
        this.server = server;
        this.client = client;
        this.report = CompletableFuture.supplyAsync(() -> read(client));
    }

    /**
     * Starts the transfer and returns when it flows.
     *
     * @param mss longest segment in bytes, 0 for what the interface allows
     * @param settling not counted in the result
     * @throws CliException with iperf3's output if it does not flow
     */
    public static TcpLoad start(RouterLab lab, int mss, Duration settling, Duration measured) {
        List<String> words = new ArrayList<>(List.of("iperf3", "-c", RouterLab.SERVER_ADDRESS, "-p", "" + PORT));
        words.addAll(List.of("-t", "" + measured.toSeconds(), "-O", "" + settling.toSeconds()));
        words.addAll(List.of("-Z", "-C", "reno", "--json"));
        if (mss > 0) {
            words.addAll(List.of("-M", "" + mss));
        } else if (Runtime.getRuntime().availableProcessors() > 1) {
            // With large segments client and server stay on a core each. A client that moves overtakes its own
            // packets: a veth queues them on the core that sent them. The reordering then halves the window.
            words.addAll(List.of("-A", "0,1"));
        }
        Process server = null;
        try {
            long bytesBefore = Usage.wireBytes(lab.server());
            server = new ProcessBuilder(lab.server().inside("iperf3", "-s", "-1", "-p", "" + PORT))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            awaitListening(lab);
            Process client = new ProcessBuilder(lab.client().inside(words.toArray(String[]::new)))
                    .redirectErrorStream(true)
                    .start();
            TcpLoad load = new TcpLoad(lab, settling.plus(measured), server, client);
            load.awaitFlowing(bytesBefore + FLOWING_BYTES);
            return load;
        } catch (IOException failed) {
            if (server != null) {
                server.destroyForcibly();
            }
            throw CliException.failed("cannot run iperf3: " + failed.getMessage(), failed);
        }
    }

    private static void awaitListening(RouterLab lab) {
        if (!Waiting.until(() -> isListening(lab), SETUP_LIMIT)) {
            throw CliException.failed("iperf3 does not listen in the server");
        }
    }

    private static boolean isListening(RouterLab lab) {
        List<String> sockets = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = Path.of("/proc/thread-self/net/" + table);
            sockets.addAll(lab.server().call(() -> Files.exists(file) ? Files.readAllLines(file) : List.<String>of()));
        }
        return isListening(sockets, PORT);
    }

    /** Columns: number, local address and port in hexadecimal, remote ones, state. */
    static boolean isListening(List<String> sockets, int port) {
        String end = String.format(":%04X", port);
        return sockets.stream()
                .map(line -> line.strip().split("\\s+", -1))
                .anyMatch(columns -> columns[1].endsWith(end) && columns[3].equals(LISTEN_STATE));
    }

    private void awaitFlowing(long wireBytes) {
        boolean isFlowing =
                Waiting.until(() -> !client.isAlive() || Usage.wireBytes(lab.server()) >= wireBytes, SETUP_LIMIT);
        if (!isFlowing || !client.isAlive()) {
            close();
            throw CliException.failed("the transfer does not flow: " + report.join());
        }
    }

    /**
     * Waits for the end.
     *
     * @throws CliException with iperf3's output if the transfer failed
     */
    public IperfResult result() {
        try {
            return IperfResult.parse(report.get(length.toSeconds() + END_LIMIT_S, TimeUnit.SECONDS));
        } catch (TimeoutException late) {
            throw CliException.failed("iperf3 did not end in time", late);
        } catch (ExecutionException broken) {
            throw CliException.failed("cannot read from iperf3: " + broken.getCause(), broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted", interrupted);
        }
    }

    /** The end of the output is the end of the process. */
    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException closed) {
            return "";
        }
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        client.destroyForcibly();
        server.destroyForcibly();
        try {
            client.waitFor();
            server.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
