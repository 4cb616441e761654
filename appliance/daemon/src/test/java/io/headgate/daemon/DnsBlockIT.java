package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.IptablesRules;
import io.headgate.testkit.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code dig} asks a real name server for names through an appliance that blocks some of them. */
@RequiresRoot
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DnsBlockIT {
    private static final int QUEUE = 8668;
    private static final String ADDRESS = "203.0.113.9";

    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668, mode: divert }]
                divert: { interfaces: [wan] }
                chain:
                  - plugin: dns-block
                    with: { lists: [{ file: ads.txt }], reload: 20ms%s }
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

    private void start(String more) throws Exception {
        Path script = Path.of(getClass().getResource("/names/dns.py").toURI());
        server = HeadgateProcess.start(lab.server().inside("python3", script.toString(), ADDRESS, "53"));
        assertThat(server.readLine()).isEqualTo("ready");
        Files.writeString(folder.resolve("ads.txt"), "ads.example\n");
        Path file = Files.writeString(folder.resolve("edge.yaml"), CONFIG.formatted(more));
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
        start("");

        assertThat(dig(RouterLab.SERVER_ADDRESS, "good.example")).contains("status: NOERROR", ADDRESS);
        assertThat(dig(RouterLab.SERVER_ADDRESS, "www.Ads.example"))
                .contains("status: NXDOMAIN", "www.Ads.example.", "EDNS: version: 0", "flags: qr rd ra;")
                .doesNotContain("WARNING", "malformed");
        assertThat(dig(RouterLab.SERVER_IPV6, "ads.example", "AAAA", "+noedns")).contains("status: NXDOMAIN");
        assertThat(dig(RouterLab.SERVER_IPV6, "good.example", "A")).contains(ADDRESS);
        assertThat(dig(RouterLab.SERVER_ADDRESS, "+tcp", "good.example")).contains(ADDRESS);
        assertThat(dig(RouterLab.SERVER_ADDRESS, "+tcp", "ads.example"))
                .contains("reset")
                .doesNotContain("status:");

        assertThat(stop()).containsEntry("answered", 2).containsEntry("unanswered", 0);
        assertThat(List.of(server.readLine(), server.readLine(), server.readLine()))
                .as("what the server was asked")
                .containsExactly("udp good.example", "udp good.example", "tcp good.example");
    }

    @Test
    void shouldGiveAnAddressOfItsOwnAndTakeChangedLists() throws Exception {
        start(", answer: sinkhole, ipv4: 192.0.2.80, ipv6: '2001:db8::80', ttl: 30");

        assertThat(dig(RouterLab.SERVER_ADDRESS, "+short", "ads.example")).isEqualTo("192.0.2.80");
        assertThat(dig(RouterLab.SERVER_IPV6, "+short", "ads.example", "AAAA")).isEqualTo("2001:db8::80");
        assertThat(dig(RouterLab.SERVER_ADDRESS, "ads.example", "MX")).contains("status: NOERROR", "ANSWER: 0");

        Path fresh = Files.writeString(folder.resolve("fresh"), "other.example\n");
        Files.move(fresh, folder.resolve("ads.txt"), StandardCopyOption.ATOMIC_MOVE);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!dig(RouterLab.SERVER_ADDRESS, "+short", "ads.example").equals(ADDRESS)) {
            assertThat(System.nanoTime()).as("the new list is read").isLessThan(deadlineNs);
        }
        assertThat(dig(RouterLab.SERVER_ADDRESS, "+short", "other.example")).isEqualTo("192.0.2.80");
        assertThat(stop()).containsEntry("reloads", 1).containsEntry("reload-failures", 0);
    }
}
