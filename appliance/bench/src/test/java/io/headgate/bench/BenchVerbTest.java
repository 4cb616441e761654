package io.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchVerbTest {
    @Test
    void shouldBeFoundByTheCommandLine() {
        CommandLine bench = Main.commandLine().getSubcommands().get("bench");

        assertThat(bench.getSubcommands()).containsOnlyKeys("inline", "lane", "idle", "replay", "mcast");
    }

    @Test
    void shouldRefuseOptionsOutOfRange() {
        StringWriter errors = new StringWriter();
        CommandLine headgate = Main.commandLine().setErr(new PrintWriter(errors));

        int status = headgate.execute("bench", "inline", "--rounds", "0");

        assertThat(status).isEqualTo(2);
        assertThat(errors.toString()).contains("--rounds");
    }
}
