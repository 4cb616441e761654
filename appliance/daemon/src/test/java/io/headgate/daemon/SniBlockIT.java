package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.IptablesRules;
import io.headgate.testkit.RequiresRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL's client reaches OpenSSL's server through an appliance by one name, and is cut off at once by another. */
@RequiresRoot
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SniBlockIT {
    private static final int QUEUE = 8668;

    /** A client that waits for its server would wait for minutes. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668, mode: divert }]
                divert: { interfaces: [wan] }
                chain:
                  - plugin: sni-block
                    with: { lists: [{ file: bad.txt }] }
                on-full: fail-closed
            """;

    @TempDir
    private Path folder;

    private RouterLab lab;
    private HeadgateProcess run;
    private HeadgateProcess server;

    @BeforeEach
    void start() throws Exception {
        lab = RouterLab.create();
        lab.addIpv6();
        lab.setOffloads(false);
        String key = folder.resolve("key.pem").toString();
        String certificate = folder.resolve("certificate.pem").toString();
        assertThat(HeadgateProcess.run(List.of(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-256",
                                "-nodes",
                                "-subj",
                                "/CN=example",
                                "-days",
                                "1",
                                "-keyout",
                                key,
                                "-out",
                                certificate))
                        .status())
                .isZero();
        server = HeadgateProcess.start(lab.server()
                .inside("openssl", "s_server", "-accept", "443", "-key", key, "-cert", certificate, "-www"));
        assertThat(server.readLine()).isNotNull();
        awaitServer();
        Files.writeString(folder.resolve("bad.txt"), "bad.example\n");
        Path file = Files.writeString(folder.resolve("edge.yaml"), CONFIG);
        List<String> command = HeadgateProcess.command("run", "--json", "-c", file.toString());
        run = HeadgateProcess.start(lab.router().inside(command.toArray(String[]::new)));
        assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
        new IptablesRules(RouterLab.WAN, QUEUE, 1, false, DivertOptions.INJECT_MARK, List.of())
                .add()
                .forEach(lab.router()::run);
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

    private void awaitServer() {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!lab.server().run("ss -Hltn").contains(":443")) {
            assertThat(System.nanoTime()).as("the server listens").isLessThan(deadlineNs);
        }
    }

    private HeadgateProcess.Result connect(String host, String name) throws Exception {
        return HeadgateProcess.run(lab.client()
                .inside(
                        "sh",
                        "-c",
                        "openssl s_client -connect " + host + ":443 -servername " + name + " </dev/null 2>&1"));
    }

    /** Over the second path the hello of IPv4 does not fit into one segment. */
    @ParameterizedTest
    @ValueSource(ints = {1_500, 250})
    @SuppressWarnings("unchecked")
    void shouldCutOffBlockedNamesAtOnce(int mtu) throws Exception {
        lab.client().run("ip route change default via 10.91.1.2 mtu lock " + mtu);

        HeadgateProcess.Result good = connect(RouterLab.SERVER_ADDRESS, "good.example");
        assertThat(good.out()).contains("subject=CN = example");

        for (String host : List.of(RouterLab.SERVER_ADDRESS, "[" + RouterLab.SERVER_IPV6 + "]")) {
            long beganNs = System.nanoTime();
            HeadgateProcess.Result bad = connect(host, "www.bad.example");
            Duration took = Duration.ofNanos(System.nanoTime() - beganNs);
            System.out.println("SniBlockIT: cut off after " + took.toMillis() + " ms");
            assertThat(bad.out()).doesNotContain("subject=").contains("104");
            assertThat(took).isLessThan(AT_ONCE);
        }
        assertThat(connect("[" + RouterLab.SERVER_IPV6 + "]", "good.example").out())
                .contains("subject=CN = example");
        assertThat(lab.server().run("ss -Htn state established"))
                .as("the server was told too")
                .isBlank();

        run.process().toHandle().destroy();
        Map<String, Object> stopped = Json.parse(run.readLine());
        assertThat(run.awaitExit(10)).isZero();
        List<Map<String, Object>> filters = (List<Map<String, Object>>) stopped.get("filters");
        Map<String, Object> counters = (Map<String, Object>) filters.get(0).get("counters");
        System.out.println("SniBlockIT " + stopped.get("packets") + " " + counters);
        assertThat(counters).containsEntry("hellos", 4).containsEntry("unsent", 0);
        if (mtu < 300) {
            assertThat((Integer) counters.get("split-hello")).isPositive();
        }
    }
}
