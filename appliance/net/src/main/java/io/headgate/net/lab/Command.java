package io.headgate.net.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs a program of the system and waits for it. */
public final class Command {
    private static final long LIMIT_S = 60;

    /** How a program ended; {@code output} is both its streams. */
    public record Result(int status, String output) {}

    private Command() {}

    /**
     * Runs to the end.
     *
     * @return what it printed
     * @throws LabException if it cannot be started, ends with another status than 0, or does not end within a minute
     */
    public static String run(List<String> words) {
        Result result = tryRun(words);
        if (result.status() != 0) {
            throw new LabException(String.join(" ", words) + ": status " + result.status() + ": "
                    + result.output().strip());
        }
        return result.output();
    }

    /** Runs to the end, whatever its status. */
    public static Result tryRun(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            AtomicBoolean isLate = new AtomicBoolean();
            // Ending the process also ends its output, on which we wait.
            CompletableFuture<Process> limit = process.onExit()
                    .orTimeout(LIMIT_S, TimeUnit.SECONDS)
                    .whenComplete((ended, late) -> {
                        if (late != null) {
                            isLate.set(true);
                            process.destroyForcibly();
                        }
                    });
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            limit.cancel(false);
            if (isLate.get()) {
                throw new LabException(String.join(" ", words) + ": did not end within " + LIMIT_S + " s");
            }
            return new Result(status, output);
        } catch (IOException failed) {
            throw new LabException("cannot run " + words.get(0) + ": " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while running " + words.get(0), interrupted);
        }
    }
}
