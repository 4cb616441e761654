package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.divert.DivertOptions;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real HTTP server behind an appliance that replaces parts of its bodies by longer and shorter ones, over paths of several
 * kinds: what arrives is what it should become, byte for byte.
 */
@RequiresRoot
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class PayloadReplaceIT {
    /** What the packets meet beside the appliance. */
    enum Way {
        CLEAN,
        /** Of a hundred packets three are lost before the appliance and three behind it, in both directions. */
        LOSSY,
        /** A queue of some packets before the client: what comes in a burst is lost. */
        NARROW,
        /** A link before the client that takes shorter packets than both ends believe: its router says so by ICMP. */
        TIGHT;

        void lay(RouterLab lab) {
            switch (this) {
                case CLEAN -> {}
                case LOSSY -> {
                    for (String tool : List.of("iptables", "ip6tables")) {
                        for (String hook : List.of("PREROUTING -i wan", "PREROUTING -i lan", "POSTROUTING -o lan")) {
                            String table = hook.startsWith("PRE") ? "raw" : "mangle";
                            lab.router()
                                    .run(tool + " -w -t " + table + " -I " + hook
                                            + " -m statistic --mode random --probability 0.03 -j DROP");
                        }
                    }
                }
                case TIGHT -> lab.router().run("ip link set lan mtu 1280");
                case NARROW -> lab.router().run("tc qdisc add dev lan root tbf rate 40mbit burst 6kb limit 12kb");
            }
        }
    }

    private static final int QUEUE = 8668;
    private static final int PORT = 8080;
    private static final int BODIES = 40;
    private static final int AT_ONCE = 4;
    private static final long SEED = 9_110;

    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668, mode: divert }]
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
                      split: %s
                    on-error: drop
                    time-budget: 1s
                on-full: fail-closed
            """;

    @TempDir
    private Path folder;

    private RouterLab lab;
    private HeadgateProcess run;
    private HeadgateProcess server;
    private final List<HttpBody> bodies = new ArrayList<>();

    @BeforeEach
    void makeLab() {
        lab = RouterLab.create();
        lab.addIpv6();
        lab.setOffloads(false);
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

    private void start(boolean isSplitting) throws Exception {
        for (int i = 0; i < bodies.size(); i++) {
            Files.writeString(folder.resolve("body-" + i), bodies.get(i).file(), StandardCharsets.ISO_8859_1);
        }
        Path script = Path.of(getClass().getResource("/replace/server.py").toURI());
        server = HeadgateProcess.start(
                lab.server().inside("python3", script.toString(), Integer.toString(PORT), folder.toString()));
        assertThat(server.readLine()).isEqualTo("ready");
        Path file = Files.writeString(
                folder.resolve("edge.yaml"),
                CONFIG.formatted(
                        HttpBody.LONGER, HttpBody.LONGER_BY, HttpBody.SHORTER, HttpBody.SHORTER_BY, isSplitting));
        List<String> command = HeadgateProcess.command("run", "--json", "-c", file.toString());
        run = HeadgateProcess.start(lab.router().inside(command.toArray(String[]::new)));
        assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
        new IptablesRules(RouterLab.WAN, QUEUE, 1, false, DivertOptions.INJECT_MARK, List.of())
                .add()
                .forEach(lab.router()::run);
    }

    /** Ends the appliance; what it counted. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> stop() throws Exception {
        run.process().toHandle().destroy();
        Map<String, Object> stopped = Json.parse(run.readLine());
        assertThat(run.awaitExit(10)).isZero();
        assertThat((Map<String, Object>) stopped.get("packets")).containsEntry("balanced", true);
        List<Map<String, Object>> filters = (List<Map<String, Object>>) stopped.get("filters");
        Map<String, Object> counters = (Map<String, Object>) filters.get(0).get("counters");
        System.out.println("PayloadReplaceIT " + stopped.get("packets") + " " + counters);
        return counters;
    }

    /** One request; with {@code isLast} over a connection of its own, which is closed behind it. */
    private String fetch(int number, boolean isLast) throws Exception {
        String host = number % 2 == 0 ? RouterLab.SERVER_ADDRESS : "[" + RouterLab.SERVER_IPV6 + "]";
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + host + ":" + PORT + "/body-" + number)
                .toURL()
                .openConnection();
        connection.setReadTimeout(60_000);
        if (isLast) {
            connection.setRequestProperty("Connection", "close");
        }
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private int fetchAll() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<String>> arriving = new ArrayList<>();
            for (int i = 0; i < bodies.size(); i++) {
                int number = i;
                arriving.add(clients.submit(() -> lab.client().call(() -> fetch(number, true))));
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

    private void makeBodies(int pieces, int most) {
        Random random = new Random(SEED);
        for (int i = 0; i < BODIES; i++) {
            bodies.add(HttpBody.random(random, pieces, most));
        }
    }

    private int markers() {
        return bodies.stream().mapToInt(HttpBody::markers).sum();
    }

    @ParameterizedTest
    @EnumSource(value = Way.class, mode = EnumSource.Mode.EXCLUDE, names = "TIGHT")
    void shouldReplaceInEveryConnection(Way way) throws Exception {
        makeBodies(60, 1);
        start(false);
        way.lay(lab);

        assertThat(fetchAll())
                .as("bodies with the right SHA-256, of %d", BODIES)
                .isEqualTo(BODIES);

        assertThat(stop())
                .containsEntry("left-alone", 0)
                .containsEntry("unshifted", 0)
                .containsEntry("evicted", 0)
                .hasEntrySatisfying(
                        "replaced", count -> assertThat((Integer) count).isGreaterThanOrEqualTo(markers()));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldSplitWhatNoLongerFits(Way way) throws Exception {
        makeBodies(40, 4);
        start(true);
        way.lay(lab);

        assertThat(fetchAll())
                .as("bodies with the right SHA-256, of %d", BODIES)
                .isEqualTo(BODIES);

        Map<String, Object> counters = stop();
        assertThat(counters)
                .containsEntry("left-alone", 0)
                .hasEntrySatisfying(
                        "split", count -> assertThat((Integer) count).isGreaterThan(100));
        if (way == Way.TIGHT) {
            assertThat((Integer) counters.get("errors-translated"))
                    .as("ICMP errors")
                    .isPositive();
        }
    }

    /** Several bodies over one connection, which is silent for longer than its keep-alives let it live unanswered. */
    @Test
    void shouldKeepAConnectionAlive() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < 6; i += 2) {
            List<String> pieces = new ArrayList<>(HttpBody.random(random, 20, 1).pieces());
            pieces.set(10, "!" + HttpBody.LONGER);
            bodies.add(new HttpBody(pieces));
            bodies.add(bodies.get(i));
        }
        start(false);

        int right = 0;
        for (int i = 0; i < 6; i += 2) {
            int number = i;
            String arrived = lab.client().call(() -> fetch(number, number == 4));
            right += arrived.equals(bodies.get(i).replaced()) ? 1 : 0;
        }

        assertThat(right).isEqualTo(3);
        assertThat(stop()).containsEntry("connections", 1).containsEntry("left-alone", 0);
    }
}
