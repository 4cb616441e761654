package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.lab.Command;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import io.headgate.testkit.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The documented loop over a divert socket, with packets that a rule sends to it. */
@RequiresRoot
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ScriptDivertIT {
    @TempDir
    private Path folder;

    @Test
    void shouldReinjectWhatIsDivertedUntilItEnds() throws Exception {
        Path script = Files.writeString(folder.resolve("loop.lsp"), """
                (set 'port 20308 'max 65535)
                (set 's (net-listen port "" "divert"))
                (println (if s "ready" (net-error)))
                (until (net-error)
                    (set 'rlist (net-receive-from s max))
                    (set 'buffer (rlist 1))
                    (println (length buffer) " " (length rlist))
                    (net-send-to (rlist 0) port buffer s))
                """);
        Path out = folder.resolve("out");
        try (RouterLab lab = RouterLab.create()) {
            Process loop = ScriptLab.start(lab.router(), script, out);
            ScriptLab.await("the divert socket", () -> ScriptLab.text(out).equals("ready\n"));
            lab.router().run("iptables -w -t mangle -A POSTROUTING -o wan -j NFQUEUE --queue-num 20308");

            String pings = lab.client().run("ping -n -c 5 -i 0.05 -W 5 " + RouterLab.SERVER_ADDRESS);

            assertThat(pings).contains("5 packets transmitted, 5 received");
            assertThat(ScriptLab.text(out)).isEqualTo("ready\n" + "84 3\n".repeat(5));
            assertThat(loop.isAlive()).isTrue();

            loop.destroyForcibly().waitFor();

            Command.Result after = Command.tryRun(
                    lab.client().inside("ping", "-n", "-c", "2", "-i", "0.05", "-W", "1", RouterLab.SERVER_ADDRESS));
            assertThat(after.output()).contains("2 packets transmitted, 0 received");
        }
    }

    @Test
    void shouldRunTheLoopAsPrinted() throws Exception {
        String loop = Example.printed("(set 'divertSocket", "(net-send-to (rlist 0)", """
                (set 'divertSocket (net-listen divertPort "" "divert"))
                (until (net-error)
                    (set 'rlist (net-receive-from divertSocket maxBytes))
                    (set 'buffer (rlist 1))
                    (net-send-to (rlist 0) divertPort buffer divertSocket)
                """);
        Path script = Files.writeString(
                folder.resolve("printed.lsp"), "(set 'divertPort 20309 'maxBytes 65535)\n" + loop + ")\n");
        Path out = folder.resolve("out");
        try (RouterLab lab = RouterLab.create()) {
            Process running = ScriptLab.start(lab.router(), script, out);
            ScriptLab.await("the queue", () -> hasQueue(lab.router(), "20309"));
            lab.router().run("iptables -w -t mangle -A POSTROUTING -o wan -j NFQUEUE --queue-num 20309");

            String pings = lab.client().run("ping -n -c 5 -i 0.05 -W 5 " + RouterLab.SERVER_ADDRESS);

            assertThat(pings).contains("5 packets transmitted, 5 received");
            assertThat(running.isAlive()).isTrue();
            assertThat(ScriptLab.text(out)).as("the loop prints nothing").isEmpty();
            running.destroyForcibly().waitFor();
        }
    }

    /** A line per queue, its number first. */
    private static boolean hasQueue(Host host, String number) {
        return host.call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/netfilter/nfnetlink_queue")).stream()
                .anyMatch(line -> line.strip().startsWith(number + " ")));
    }
}
