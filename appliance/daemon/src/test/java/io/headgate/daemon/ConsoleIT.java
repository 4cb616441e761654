package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console at a real pseudo terminal, which {@code script} of util-linux makes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ConsoleIT {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";

    @TempDir
    private Path home;

    /** Written by one thread, read by another. */
    @SuppressWarnings("JdkObsolete")
    private final StringBuffer screen = new StringBuffer();

    private Process start() throws IOException {
        List<String> console = new ArrayList<>(HeadgateProcess.command("console"));
        console.add(1, "-Duser.home=" + home);
        String command = "stty cols 100 rows 40; exec " + String.join(" ", console);
        ProcessBuilder builder = new ProcessBuilder("script", "-qfec", command, "/dev/null").redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        Process process = builder.start();
        Thread reader = new Thread(() -> copy(process.getInputStream()), "screen");
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private void copy(InputStream from) {
        byte[] bytes = new byte[4_096];
        try {
            for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
                screen.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void type(Process at, String keys, String awaited) throws IOException {
        screen.setLength(0);
        OutputStream keyboard = at.getOutputStream();
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        awaitScreen(awaited);
    }

    private void awaitScreen(String awaited) {
        try {
            ScriptLab.await(awaited, () -> screen.indexOf(awaited) >= 0);
        } catch (AssertionError late) {
            throw new AssertionError("not on the screen: " + awaited + "\n" + screen, late);
        }
    }

    @Test
    void shouldCompleteContinueInterruptAndRemember() throws Exception {
        Process console = start();
        try {
            awaitScreen("> ");
            type(console, "(+ 40 2)\r", "42\r\n");
            awaitScreen("> ");
            type(console, "(net-li\t", "sten");
            type(console, " 0 \"127.0.0.1\")\r", "3\r\n");
            awaitScreen("> ");
            type(console, "(net-\t\t", "waits for a client, gives its socket");
            type(console, CTRL_C, "> ");
            type(console, "(list 1\r", "... ");
            type(console, "2)\r", "(1 2)");
            awaitScreen("> ");
            type(console, "(print \"wait\" \"ing\") (net-accept 3)\r", "waiting");
            type(console, CTRL_C, "ERR: interrupted");
            awaitScreen("> ");
            type(console, "(first nil)\r", "ERR: array, list or string expected in function first : nil");
            awaitScreen("> ");
            type(console, "help\r", "(net-select socket-or-list mode microseconds)");
            awaitScreen("2004h> "); // The list itself has "> " in it.
            console.getOutputStream().write(CTRL_D.getBytes(StandardCharsets.US_ASCII));
            console.getOutputStream().flush();

            assertThat(console.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(console.exitValue()).isZero();
        } finally {
            console.destroyForcibly();
        }
        assertThat(Files.readString(home.resolve(".headgate_history")))
                .contains("(+ 40 2)", "(net-listen 0 \"127.0.0.1\")", "(first nil)", "help");
    }

    @Test
    void shouldReadLinesWithoutAPromptWhereThereIsNoTerminal() throws Exception {
        Process console = new ProcessBuilder(HeadgateProcess.command("console")).start();
        try (OutputStream to = console.getOutputStream()) {
            to.write("(+ 1 2)\n(list \"a\"\n2)\n(foo 1)\n\"end\"".getBytes(StandardCharsets.US_ASCII));
        }

        String out = new String(console.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(console.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(out).isEqualTo("3\n(\"a\" 2)\n\nERR: invalid function : (foo 1)\n\"end\"\n");
        assertThat(err).isEqualTo("standard input:4:1: invalid function : (foo 1)\n");
        assertThat(console.waitFor()).isZero();
    }
}
