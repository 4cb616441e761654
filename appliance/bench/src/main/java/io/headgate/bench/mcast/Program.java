package io.headgate.bench.mcast;

import io.headgate.daemon.cli.CliException;
import io.headgate.net.lab.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a host of the lab that is told to end by SIGTERM or by the end of its input. */
final class Program implements AutoCloseable {
    private static final int STOP_LIMIT_S = 15;

    private final String name;
    private final Process process;
    private final BufferedReader output;

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts it. Its messages are on our standard error. */
    static Program start(Host host, String name, List<String> words) {
        try {
            return new Program(
                    name,
                    new ProcessBuilder(host.inside(words.toArray(String[]::new)))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException failed) {
            throw CliException.failed("cannot start the " + name + ": " + failed.getMessage(), failed);
        }
    }

    /** Waits for a line that begins so; returns the rest of it. */
    String expect(String start) {
        String line = readLine();
        if (line == null || !line.startsWith(start)) {
            close();
            throw CliException.failed("the " + name + " said " + line + " instead of '" + start + "'");
        }
        return line.substring(start.length()).strip();
    }

    private String readLine() {
        try {
            return output.readLine();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Process id: {@code ip netns exec} becomes the program it runs. */
    long pid() {
        return process.pid();
    }

    /** Ends it by SIGTERM; returns the rest of the first line it then prints, which begins so. */
    String terminate(String start) {
        process.toHandle().destroy(); // Process.destroy would close the output we still read.
        return expect(start);
    }

    /** Ends it by the end of its input; returns the rest of the first line it then prints, which begins so. */
    String endInput(String start) {
        try {
            process.getOutputStream().close();
        } catch (IOException broken) {
            throw CliException.failed("cannot end the " + name + ": " + broken.getMessage(), broken);
        }
        return expect(start);
    }

    /** Ends it if it still runs. */
    @Override
    public void close() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
