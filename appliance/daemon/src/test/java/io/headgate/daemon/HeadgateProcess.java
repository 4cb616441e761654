package io.headgate.daemon;

import io.headgate.net.lab.Command;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a user starts it: a process of its own, with the tests' class path. */
final class HeadgateProcess implements AutoCloseable {
    /** How a verb ended. */
    record Result(int status, String out, String err) {}

    private final Process process;
    private final BufferedReader out;
    private final BufferedReader err;

    private HeadgateProcess(Process process) {
        this.process = process;
        this.out = reader(process.getInputStream());
        this.err = reader(process.getErrorStream());
    }

    private static BufferedReader reader(java.io.InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    static List<String> command(String... arguments) {
        return commandWith(System.getProperty("java.class.path"), arguments);
    }

    /**
     * The command as run by a user without rights.
     *
     * @param folder gets a copy of the class path, since root's own files are nobody else's to read
     */
    static List<String> commandAsNobody(Path folder, String... arguments) {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path copy = folder.resolve(copies.size() + "-" + Path.of(entry).getFileName());
            if (Files.exists(Path.of(entry))) {
                Command.run(List.of("cp", "-r", entry, copy.toString()));
                copies.add(copy.toString());
            }
        }
        Command.run(List.of("chmod", "-R", "a+rX", folder.toString()));
        List<String> words = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--clear-groups"));
        words.addAll(commandWith(String.join(File.pathSeparator, copies), arguments));
        return words;
    }

    /** The command with another class path. */
    static List<String> commandWith(String classPath, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED"));
        words.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-Xmx128m"));
        words.addAll(List.of("-cp", classPath, "io.headgate.daemon.Main"));
        words.addAll(List.of(arguments));
        return words;
    }

    static HeadgateProcess start(List<String> command) throws IOException {
        return new HeadgateProcess(new ProcessBuilder(command).start());
    }

    /** Runs to the end. */
    static Result run(List<String> command) throws IOException, InterruptedException {
        try (HeadgateProcess running = start(command)) {
            running.process.getOutputStream().close();
            String out = String.join("\n", running.out.lines().toList());
            String err = String.join("\n", running.err.lines().toList());
            return new Result(running.awaitExit(60), out, err);
        }
    }

    String readLine() throws IOException {
        return out.readLine();
    }

    /** The next line on standard error that has {@code part} in it. */
    String awaitError(String part) throws IOException {
        String line = err.readLine();
        while (line != null && !line.contains(part)) {
            line = err.readLine();
        }
        return line;
    }

    Process process() {
        return process;
    }

    int awaitExit(long limitS) throws InterruptedException {
        if (!process.waitFor(limitS, TimeUnit.SECONDS)) {
            throw new AssertionError("did not end within " + limitS + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
