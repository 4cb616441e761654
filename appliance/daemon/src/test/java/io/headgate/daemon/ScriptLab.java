package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.lab.Command;
import io.headgate.net.lab.Host;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A host of its own with a loopback interface that has a multicast route, and the verb {@code script} run on it. */
final class ScriptLab implements AutoCloseable {
    private static final long LIMIT_S = 30;

    final Host host = new Host("headgate-script-" + ProcessHandle.current().pid());

    ScriptLab() {
        Command.tryRun(List.of("ip", "netns", "del", host.namespace()));
        Command.run(List.of("ip", "netns", "add", host.namespace()));
        host.run("ip link set lo up");
        host.run("ip route add 224.0.0.0/4 dev lo");
    }

    /** Standard input at its end, output into a file. */
    Process start(Path script, Path out) throws IOException {
        return start(host, script, out);
    }

    static Process start(Host where, Path script, Path out) throws IOException {
        List<String> command = HeadgateProcess.command("script", script.toString());
        return new ProcessBuilder(where.inside(command.toArray(String[]::new)))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(new File(out + ".err"))
                .start();
    }

    static int awaitExit(Process process) throws InterruptedException {
        if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the script did not end within " + LIMIT_S + " s");
        }
        return process.exitValue();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time left for: " + what).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    /** Bytes as characters, so that comparisons are exact and messages can be read. */
    static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** Whether some socket is bound on the host: a datagram socket, or a TCP listener. */
    boolean hasListener() {
        return host.call(
                () -> Files.readAllLines(Path.of("/proc/thread-self/net/udp")).size() > 1
                        || Files.readAllLines(Path.of("/proc/thread-self/net/tcp")).stream()
                                .anyMatch(line -> line.contains(" 00000000:0000 0A ")));
    }

    @Override
    public void close() {
        Command.tryRun(List.of("ip", "netns", "del", host.namespace()));
    }
}
