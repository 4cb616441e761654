package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.HeadgateProcess.Result;
import io.headgate.daemon.cli.Json;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.RouterLab;
import io.headgate.testkit.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunIT {
    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668, mode: divert }]
                divert: { interfaces: [wan] }
                chain: [{ plugin: ttl, with: { set: 77 } }]
                threading: %s
            """;

    @TempDir
    private Path folder;

    private Path config(String text) throws Exception {
        return Files.writeString(folder.resolve("edge.yaml"), text);
    }

    private static List<String> inside(RouterLab lab, List<String> command) {
        return lab.router().inside(command.toArray(String[]::new));
    }

    @Test
    void shouldSayWhatIsWrongWithTheConfiguration() throws Exception {
        Path file = config(CONFIG.formatted("parallel"));

        Result result = HeadgateProcess.run(HeadgateProcess.command("run", "-c", file.toString()));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo(file + ":6:16: 'threading' is 'parallel', but must be one of dedicated, shared\n1 error");
    }

    @Test
    @RequiresRoot
    void shouldRewriteUntilTerminatedAndThenTellItsLedger() throws Exception {
        for (String threading : List.of("shared", "dedicated")) {
            Path file = config(CONFIG.formatted(threading));
            try (RouterLab lab = RouterLab.create()) {
                List<String> command = HeadgateProcess.command("run", "--json", "-c", file.toString());
                try (HeadgateProcess run = HeadgateProcess.start(inside(lab, command))) {
                    assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
                    lab.router().run("iptables -w -t mangle -A POSTROUTING -o wan -j NFQUEUE --queue-num 8668");

                    lab.client().run("ping -n -c 10 -i 0.01 -W 2 " + RouterLab.SERVER_ADDRESS);
                    run.process().toHandle().destroy();

                    Map<String, Object> stopped = Json.parse(run.readLine());
                    assertThat(stopped.get("packets").toString()).contains("received=10, reinjected=10, dropped=0");
                    assertThat(run.awaitExit(5)).isZero();
                }
            }
        }
    }

    @Test
    @RequiresRoot
    void shouldNameWhoHasTheQueueAndStartAgainAfterAKill() throws Exception {
        Path file = config(CONFIG.formatted("shared"));
        try (RouterLab lab = RouterLab.create()) {
            List<String> command = inside(lab, HeadgateProcess.command("run", "-c", file.toString()));
            try (HeadgateProcess first = HeadgateProcess.start(command)) {
                assertThat(first.readLine()).isEqualTo("ready");

                Result second = HeadgateProcess.run(command);

                assertThat(second.status()).isEqualTo(1);
                assertThat(second.err())
                        .contains("headgate: queue 8668 is taken by process "
                                + first.process().pid() + " (java): stop it, or choose another port");
                first.process().destroyForcibly().waitFor();
            }
            try (HeadgateProcess again = HeadgateProcess.start(command)) {
                assertThat(again.readLine()).isEqualTo("ready");
            }
        }
    }

    @Test
    @RequiresRoot
    void shouldSayThatItIsNotPermitted() throws Exception {
        Path file = config(CONFIG.formatted("shared"));
        List<String> command = HeadgateProcess.commandAsNobody(folder, "run", "-c", file.toString());

        Result result = HeadgateProcess.run(command);

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("EPERM").contains("CAP_NET_ADMIN");
    }

    @Test
    @RequiresRoot
    void shouldOutliveAHangup() throws Exception {
        Path file = config(CONFIG.formatted("shared"));
        try (RouterLab lab = RouterLab.create()) {
            List<String> command = inside(lab, HeadgateProcess.command("run", "-c", file.toString()));
            try (HeadgateProcess run = HeadgateProcess.start(command)) {
                assertThat(run.readLine()).isEqualTo("ready");

                for (int i = 0; i < 2; i++) {
                    Command.run(
                            List.of("kill", "-HUP", Long.toString(run.process().pid())));
                    assertThat(run.awaitError("SIGHUP")).contains("reloading is not supported by this version");
                }
                run.process().toHandle().destroy();

                assertThat(run.awaitExit(5)).isZero();
            }
        }
    }
}
