package headgate.net.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
            // Through a file: a pipe that nobody reads would stop the program while we wait for it.
            Path output = Files.createTempFile("headgate", ".out");
            try {
                Process process = new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                process.getOutputStream().close();
                if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new LabException(String.join(" ", words) + ": did not end within " + LIMIT_S + " s");
                }
                return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException failed) {
            throw new LabException("cannot run " + words.get(0) + ": " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while running " + words.get(0), interrupted);
        }
    }
}
