package io.headgate.bench.replay;

import io.headgate.daemon.cli.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that makes a file, timed from its start to its end.
 *
 * @param made removed before each run, so that each pays for its pages
 */
record Timed(Path made, List<String> command) {
    /**
     * Runs it.
     *
     * @return seconds
     * @throws CliException with what it said if it fails
     */
    double run() {
        try {
            Files.deleteIfExists(made);
            long startNs = System.nanoTime();
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            double seconds = (System.nanoTime() - startNs) / 1e9;
            if (status != 0) {
                throw CliException.failed(String.join(" ", command) + " ended with status " + status + ": " + said);
            }
            return seconds;
        } catch (IOException failed) {
            throw CliException.failed("cannot run " + command.get(0) + ": " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted", interrupted);
        }
    }
}
