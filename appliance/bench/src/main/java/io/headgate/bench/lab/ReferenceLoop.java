package io.headgate.bench.lab;

import io.headgate.daemon.cli.CliException;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

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

    private final CompiledC program;

    private ReferenceLoop(CompiledC program) {
        this.program = program;
    }

    /** Compiles it as its source says. */
    public static ReferenceLoop compile() {
        return new ReferenceLoop(CompiledC.compile("nfq_loop", "-lnetfilter_queue"));
    }

    /** Starts it with the appliance's queue length and receive buffer, and waits until it has its queue. */
    public QueueProgram start(Host router, Mode mode) {
        try {
            Process process = new ProcessBuilder(router.inside(
                            program.binary(),
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
        program.close();
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
