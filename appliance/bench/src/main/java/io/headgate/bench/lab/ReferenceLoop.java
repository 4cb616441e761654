package io.headgate.bench.lab;

import io.headgate.daemon.cli.CliException;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The packet loop in C that the appliance is measured against, compiled on this machine. */
public final class ReferenceLoop implements AutoCloseable {
    /** How the loop takes and returns packets; its source says more. */
    public enum Mode {
        PLAIN,
        GSO;

        private String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final String SOURCE = "nfq_loop.c";

    private final Path folder;
    private final Path binary;

    private ReferenceLoop(Path folder) {
        this.folder = folder;
        this.binary = folder.resolve("nfq_loop");
    }

    /** Compiles it as its source says, with {@code gcc -O2}. */
    public static ReferenceLoop compile() {
        try (InputStream source = ReferenceLoop.class.getResourceAsStream("/" + SOURCE)) {
            ReferenceLoop loop = new ReferenceLoop(Files.createTempDirectory("headgate-bench-"));
            Path file = loop.folder.resolve(SOURCE);
            // The last one named goes first. Also when this process is told to end.
            List.of(loop.folder, file, loop.binary)
                    .forEach(path -> path.toFile().deleteOnExit());
            Files.copy(source, file, StandardCopyOption.REPLACE_EXISTING);
            Command.run(List.of("gcc", "-O2", file.toString(), "-lnetfilter_queue", "-o", loop.binary.toString()));
            return loop;
        } catch (IOException failed) {
            throw CliException.failed("cannot compile the reference loop: " + failed.getMessage(), failed);
        }
    }

    /** Starts it with the appliance's queue length and receive buffer, and waits until it has its queue. */
    public QueueProgram start(Host router, Mode mode) {
        try {
            Process process = new ProcessBuilder(router.inside(
                            binary.toString(),
                            "" + BenchLab.QUEUE,
                            mode.word(),
                            "" + DivertOptions.DEFAULT_QUEUE_LENGTH,
                            "" + DivertOptions.DEFAULT_RECEIVE_BUFFER))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Running running = new Running(process);
            running.expect("ready");
            return running;
        } catch (IOException failed) {
            throw CliException.failed("cannot start the reference loop: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void close() {
        try {
            for (Path file : List.of(binary, folder.resolve(SOURCE), folder)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException undeletable) {
            return; // Tried again when this process ends.
        }
    }

    private static final class Running implements QueueProgram {
        private final Process process;
        private final BufferedReader output;

        private Running(Process process) {
            this.process = process;
            this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        private String expect(String start) {
            try {
                String line = output.readLine();
                if (line == null || !line.startsWith(start)) {
                    close();
                    throw CliException.failed("the reference loop said " + line + " instead of '" + start + "'");
                }
                return line.substring(start.length()).strip();
            } catch (IOException broken) {
                throw CliException.failed("cannot read from the reference loop: " + broken.getMessage(), broken);
            }
        }

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public long stop() {
            process.toHandle().destroy(); // Process.destroy would close the output we still read.
            return Long.parseLong(expect("packets "));
        }

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
}
