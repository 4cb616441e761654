package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.lab.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script that stands in for a supervisor in containers and tests. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SuperviseTest {
    static final Path SCRIPT =
            Path.of("../../deploy/supervise").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    private List<String> supervised(String script) throws IOException {
        Path command = Files.writeString(folder.resolve("command"), script);
        return List.of(
                "sh",
                SCRIPT.toString(),
                "sh",
                command.toString(),
                folder.resolve("runs").toString());
    }

    @Test
    void shouldRunAgainAfterAStallUntilAnotherStatus() throws IOException {
        Command.Result result = Command.tryRun(supervised("""
                echo run >>$1
                [ $(wc -l <$1) -ge 3 ] || exit 70
                exit 5
                """));

        assertThat(result.status()).isEqualTo(5);
        assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(3);
    }

    @Test
    void shouldLeaveAnErrorAsItIs() throws IOException {
        assertThat(Command.tryRun(supervised("echo run >>$1; exit 2")).status()).isEqualTo(2);
        assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(1);
    }

    @Test
    void shouldSayHowItIsUsed() {
        Command.Result result = Command.tryRun(List.of("sh", SCRIPT.toString()));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.output()).contains("usage: supervise COMMAND");
    }

    @Test
    void shouldHandOnATerminationAndWaitForTheEnd() throws Exception {
        List<String> command = supervised("""
                trap 'echo bye; exit 70' TERM
                echo up
                while :; do sleep 0.05; done
                """);
        Process process = new ProcessBuilder(command).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("up");

            process.toHandle().destroy();

            assertThat(out.readLine()).isEqualTo("bye");
            assertThat(process.waitFor())
                    .as("not run again, though the status was 70")
                    .isEqualTo(70);
        } finally {
            process.destroyForcibly();
        }
    }
}
