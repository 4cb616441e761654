package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.IptablesRules;
import io.headgate.testkit.RequiresRoot;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * HTTP bodies through two appliances: one replaces parts of them by longer and shorter ones, the other is a bad network
 * between it and the server. TCP's own repeating, and the rewriting of what is repeated, must make them right.
 */
@RequiresRoot
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class BadNetworkIT {
    private static final int REPLACING = 8668;
    private static final int IMPAIRING = 8669;
    private static final int PORT = 8080;
    private static final int AT_ONCE = 5;
    private static final long SEED = 9_293;

    private static final String REPLACE = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                divert: { interfaces: [wan] }
                chain:
                  - plugin: payload-replace
                    with:
                      replace:
                        - { find: '%s', with: '%s' }
                        - { find: '%s', with: '%s' }
                      protocol: tcp
                      ports: [8080]
                      grow: 200
                    on-error: drop
                    time-budget: 1s
                on-full: fail-closed
            """;

    private static final String IMPAIR = """
            lanes:
              - name: bad
                listen: [{ port: 8669 }]
                divert: { interfaces: [upper] }
                seed: 9293
                chain:
                  - plugin: impair
                    with: { delay: 4ms, jitter: 1ms, loss: 1.5%, duplicate: 1%, reorder: 2%, corrupt: 0.5% }
                on-full: fail-closed
            """;

    @TempDir
    private Path folder;

    private RouterLab lab;
    private SecondRouter second;
    private HeadgateProcess replacing;
    private HeadgateProcess impairing;
    private HeadgateProcess server;

    @BeforeEach
    void makeLab() {
        lab = RouterLab.create();
        lab.setOffloads(false);
        second = SecondRouter.join(lab);
    }

    @AfterEach
    void closeAll() {
        for (HeadgateProcess process : new HeadgateProcess[] {replacing, impairing, server}) {
            if (process != null) {
                process.close();
            }
        }
        if (second != null) {
            second.close();
        }
        lab.close();
    }

    private HeadgateProcess start(Host host, String name, String config) throws Exception {
        Path file = Files.writeString(folder.resolve(name), config);
        List<String> command = HeadgateProcess.command("run", "--json", "-c", file.toString());
        return HeadgateProcess.start(host.inside(command.toArray(String[]::new)));
    }

    private static void divert(HeadgateProcess appliance, Host host, String interfaceName, int queue) throws Exception {
        assertThat(Json.parse(appliance.readLine())).containsEntry("event", "ready");
        new IptablesRules(interfaceName, queue, 1, false, DivertOptions.INJECT_MARK, List.of())
                .add()
                .forEach(host::run);
    }

    private void start(List<HttpBody> bodies) throws Exception {
        replacing = start(
                lab.router(),
                "edge.yaml",
                REPLACE.formatted(HttpBody.LONGER, HttpBody.LONGER_BY, HttpBody.SHORTER, HttpBody.SHORTER_BY));
        impairing = start(second.host(), "bad.yaml", IMPAIR);
        for (int i = 0; i < bodies.size(); i++) {
            Files.writeString(folder.resolve("body-" + i), bodies.get(i).file(), StandardCharsets.ISO_8859_1);
        }
        Path script = Path.of(getClass().getResource("/replace/server.py").toURI());
        server = HeadgateProcess.start(
                lab.server().inside("python3", script.toString(), Integer.toString(PORT), folder.toString()));
        assertThat(server.readLine()).isEqualTo("ready");
        divert(replacing, lab.router(), RouterLab.WAN, REPLACING);
        divert(impairing, second.host(), SecondRouter.UP, IMPAIRING);
    }

    /** What an appliance said at its end: of its packets by why they were dropped, and what its filter counted. */
    private record Stopped(Map<String, Object> dropped, Map<String, Object> counters) {}

    @SuppressWarnings("unchecked")
    private static Stopped stop(HeadgateProcess appliance) throws Exception {
        appliance.process().toHandle().destroy();
        Map<String, Object> stopped = Json.parse(appliance.readLine());
        assertThat(appliance.awaitExit(10)).isZero();
        Map<String, Object> packets = (Map<String, Object>) stopped.get("packets");
        assertThat(packets).containsEntry("balanced", true);
        List<Map<String, Object>> filters = (List<Map<String, Object>>) stopped.get("filters");
        System.out.println("BadNetworkIT " + packets + " " + filters.get(0));
        return new Stopped((Map<String, Object>) packets.get("droppedByReason"), (Map<String, Object>)
                filters.get(0).get("counters"));
    }

    private static String fetch(int number) throws Exception {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://" + RouterLab.SERVER_ADDRESS + ":" + PORT + "/body-" + number)
                        .toURL()
                        .openConnection();
        connection.setReadTimeout(120_000);
        connection.setRequestProperty("Connection", "close");
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private int right(List<HttpBody> bodies) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<String>> arriving = new ArrayList<>();
            for (int i = 0; i < bodies.size(); i++) {
                int number = i;
                arriving.add(clients.submit(() -> lab.client().call(() -> fetch(number))));
            }
            int right = 0;
            for (int i = 0; i < bodies.size(); i++) {
                String arrived = HttpBody.sha256(arriving.get(i).get());
                right += arrived.equals(HttpBody.sha256(bodies.get(i).replaced())) ? 1 : 0;
            }
            return right;
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void shouldBringTwentyBodiesRight() throws Exception {
        bring(20);
    }

    @Test
    @Tag("long")
    void shouldBringTwoHundredBodiesRight() throws Exception {
        bring(200);
    }

    private void bring(int count) throws Exception {
        Random random = new Random(SEED);
        List<HttpBody> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(HttpBody.random(random, 30, 1));
        }
        int markers = bodies.stream().mapToInt(HttpBody::markers).sum();
        start(bodies);

        long startNs = System.nanoTime();
        assertThat(right(bodies))
                .as("bodies with the right SHA-256, of %d", count)
                .isEqualTo(count);
        System.out.printf(
                "BadNetworkIT %d bodies, %d replaced, %d ms%n",
                count, markers, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));

        Map<String, Object> replaced = stop(replacing).counters();
        assertThat(replaced).containsEntry("left-alone", 0).containsEntry("unshifted", 0);
        assertThat((Integer) replaced.get("replaced")).isGreaterThanOrEqualTo(markers);
        Stopped impaired = stop(impairing);
        for (String effect : List.of("duplicated", "overtook", "corrupted")) {
            assertThat((Integer) impaired.counters().get(effect)).as(effect).isPositive();
        }
        assertThat((Integer) impaired.dropped().getOrDefault("loss", 0))
                .as("lost")
                .isPositive();
    }
}
