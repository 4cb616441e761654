package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.IptablesRules;
import io.headgate.testkit.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code dig} asks a real name server for names through an appliance that leads some of them elsewhere. */
@RequiresRoot
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DnsSteerIT {
    private static final int QUEUE = 8668;
    private static final String ADDRESS = "203.0.113.9";

    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668, mode: divert }]
                divert: { interfaces: [wan] }
                chain:
                  - plugin: dns-steer
                    with:
                      mode: %s
                      steer:
                        - { name: app.example, to: [10.0.0.5, 10.0.0.6, '2001:db8::5'], choose: all, ttl: 20 }
                on-full: fail-closed
            """;

    @TempDir
    private Path folder;

    private RouterLab lab;
    private HeadgateProcess run;
    private HeadgateProcess server;

    @BeforeEach
    void makeLab() {
        lab = RouterLab.create();
        lab.addIpv6();
    }

    @AfterEach
    void closeAll() {
        if (run != null) {
            run.close();
        }
        if (server != null) {
            server.close();
        }
        lab.close();
    }

    private void start(String mode) throws Exception {
        Path script = Path.of(getClass().getResource("/names/dns.py").toURI());
        server = HeadgateProcess.start(lab.server().inside("python3", script.toString(), ADDRESS, "53"));
        assertThat(server.readLine()).isEqualTo("ready");
        Path file = Files.writeString(folder.resolve("edge.yaml"), CONFIG.formatted(mode));
        List<String> command = HeadgateProcess.command("run", "--json", "-c", file.toString());
        run = HeadgateProcess.start(lab.router().inside(command.toArray(String[]::new)));
        assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
        new IptablesRules(RouterLab.WAN, QUEUE, 1, false, DivertOptions.INJECT_MARK, List.of())
                .add()
                .forEach(lab.router()::run);
    }

    /** What dig prints. */
    private String dig(String server, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("dig", "+tries=1", "+time=5", "@" + server));
        all.addAll(List.of(words));
        return HeadgateProcess.run(lab.client().inside(all.toArray(String[]::new)))
                .out();
    }

    private static List<String> lines(String shortAnswer) {
        return shortAnswer.lines().toList();
    }

    /** Ends the appliance; what it counted. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> stop() throws Exception {
        run.process().toHandle().destroy();
        Map<String, Object> stopped = Json.parse(run.readLine());
        assertThat(run.awaitExit(10)).isZero();
        assertThat((Map<String, Object>) stopped.get("packets")).containsEntry("balanced", true);
        List<Map<String, Object>> filters = (List<Map<String, Object>>) stopped.get("filters");
        return (Map<String, Object>) filters.get(0).get("counters");
    }

    @Test
    void shouldAnswerForTheServer() throws Exception {
        start("answer");

        assertThat(dig(RouterLab.SERVER_ADDRESS, "App.example"))
                .contains(
                        "status: NOERROR", "flags: qr rd ra;", "ANSWER: 2", "10.0.0.5", "10.0.0.6", "EDNS: version: 0")
                .containsPattern("(?i)app\\.example\\.\\s+20\\s+IN\\s+A")
                .doesNotContain("WARNING", "malformed", ADDRESS);
        assertThat(lines(dig(RouterLab.SERVER_IPV6, "+short", "app.example", "AAAA")))
                .containsExactly("2001:db8::5");
        assertThat(dig(RouterLab.SERVER_ADDRESS, "app.example", "MX")).contains("status: NOERROR", "ANSWER: 0");
        assertThat(lines(dig(RouterLab.SERVER_ADDRESS, "+short", "other.example")))
                .containsExactly(ADDRESS);
        assertThat(lines(dig(RouterLab.SERVER_IPV6, "+short", "www.app.example")))
                .containsExactly(ADDRESS);

        assertThat(stop()).containsEntry("steered", 3).containsEntry("unanswered", 0);
        assertThat(List.of(server.readLine(), server.readLine()))
                .as("what the server was asked")
                .containsExactly("udp other.example", "udp www.app.example");
    }

    @Test
    void shouldRewriteTheServersAnswers() throws Exception {
        start("rewrite");

        for (String host : List.of(RouterLab.SERVER_ADDRESS, RouterLab.SERVER_IPV6)) {
            assertThat(dig(host, "app.example"))
                    .contains("status: NOERROR", "ANSWER: 1")
                    .containsPattern("app\\.example\\.\\s+20\\s+IN\\s+A\\s+10\\.0\\.0\\.5")
                    .doesNotContain("WARNING", "malformed", ADDRESS);
            assertThat(dig(host, "other.example"))
                    .containsPattern("other\\.example\\.\\s+300\\s+IN\\s+A\\s+" + ADDRESS.replace(".", "\\."));
        }
        assertThat(lines(dig(RouterLab.SERVER_ADDRESS, "+tcp", "+short", "app.example")))
                .as("over TCP it passes")
                .containsExactly(ADDRESS);

        assertThat(stop()).containsEntry("steered", 2).containsEntry("truncated", 0);
        assertThat(List.of(server.readLine(), server.readLine(), server.readLine()))
                .as("what the server was asked")
                .containsExactly("udp app.example", "udp other.example", "udp app.example");
    }
}
