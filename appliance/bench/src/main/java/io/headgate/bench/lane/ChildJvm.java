package io.headgate.bench.lane;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Headgate again, with this process's Java, class path and flags, in a process in which nothing else has run. */
final class ChildJvm {
    private ChildJvm() {}

    /**
     * Runs a verb to its end.
     *
     * @return the JSON object it printed
     * @throws CliException if it fails; its messages are on standard error
     */
    static Map<String, Object> run(List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.headgate.daemon.Main"));
        command.addAll(words);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw CliException.failed(String.join(" ", words) + " ended with status " + status);
            }
            return Json.parse(output);
        } catch (IOException failed) {
            throw CliException.failed("cannot run " + String.join(" ", words) + ": " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted", interrupted);
        }
    }
}
