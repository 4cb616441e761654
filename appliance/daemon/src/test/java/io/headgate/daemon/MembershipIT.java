package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.Host;
import io.headgate.testkit.RequiresRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code headgate run} on a host at a switch that asks for memberships every second.
 *
 * <pre>
 *   switch 10.92.0.254 (br0, querier) --(port)--[eth0]-- host 10.92.0.1
 * </pre>
 */
@RequiresRoot
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MembershipIT {
    private static final String PREFIX = "hgmember-" + ProcessHandle.current().pid() + "-";
    private static final String GROUP = "239.92.1.1";
    private static final int PORT = 5_000;
    private static final String CONFIG = """
            lanes:
              - name: feed
                listen: [{ port: 5000, mode: multi, address: 239.92.1.1, interface: eth0 }]
                send-to: [{ address: 10.92.0.254, port: 5001 }]
                chain: [{ plugin: passthru }]
            """;

    private final Host host = new Host(PREFIX + "host");
    private final Host bridge = new Host(PREFIX + "switch");

    @TempDir
    private Path folder;

    @BeforeEach
    void build() {
        for (Host made : List.of(host, bridge)) {
            Command.run(List.of("ip", "netns", "add", made.namespace()));
        }
        bridge.run("ip link add br0 type bridge mcast_snooping 1 mcast_querier 1 mcast_igmp_version 3"
                + " mcast_query_interval 100 mcast_query_response_interval 50 mcast_startup_query_interval 100"
                + " mcast_query_use_ifaddr 1");
        bridge.run("ip addr add 10.92.0.254/24 dev br0");
        bridge.run("ip link set br0 up");
        plug();
        switchOn();
    }

    private void plug() {
        bridge.run("ip link add port type veth peer name eth0 netns " + host.namespace());
    }

    private void switchOn() {
        bridge.run("ip link set port master br0");
        bridge.run("ip link set port up");
        host.run("ip addr add 10.92.0.1/24 dev eth0");
        host.run("ip link set eth0 up");
    }

    @AfterEach
    void remove() {
        for (Host made : List.of(host, bridge)) {
            Command.tryRun(List.of("ip", "netns", "del", made.namespace()));
        }
    }

    private HeadgateProcess run(String config) throws IOException {
        Path file = Files.writeString(folder.resolve("feed.yaml"), config);
        List<String> command = HeadgateProcess.command("run", "--json", "-c", file.toString());
        return start(command);
    }

    /** Ended in any case after a while: to wait for a line that never comes is to see the end. */
    private HeadgateProcess start(List<String> command) throws IOException {
        HeadgateProcess run = HeadgateProcess.start(host.inside(command.toArray(String[]::new)));
        CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(run::close);
        return run;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> only(Map<String, Object> stopped, String list) {
        List<Map<String, Object>> entries = (List<Map<String, Object>>) stopped.get(list);
        assertThat(entries).as(list).hasSize(1);
        return entries.get(0);
    }

    private static Map<String, Object> stop(HeadgateProcess run) throws IOException, InterruptedException {
        run.process().toHandle().destroy();
        Map<String, Object> stopped = Json.parse(run.readLine());
        assertThat(run.awaitExit(10)).isZero();
        return stopped;
    }

    @Test
    void shouldSayWhoAsksAndWhatIsMissing() throws Exception {
        try (HeadgateProcess run = run(CONFIG)) {
            assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
            assertThat(run.awaitError("IGMPv3 querier"))
                    .contains("lane=feed IGMPv3 querier 10.92.0.254 on eth0 asks every 1 s");

            host.run("iptables -A OUTPUT -p igmp -j DROP");
            assertThat(run.awaitError("no report of")).contains("no report of 239.92.1.1 on eth0");
            host.run("iptables -F OUTPUT");
            assertThat(run.awaitError("reported again")).contains("membership of 239.92.1.1 on eth0");

            bridge.run("ip link set br0 type bridge mcast_querier 0");
            assertThat(run.awaitError("no IGMP query")).contains("lane=feed").contains("enable a querier");
            bridge.run("ip link set br0 type bridge mcast_querier 1");
            assertThat(run.awaitError("IGMP queries on eth0 again")).contains("by 10.92.0.254");

            Map<String, Object> group = only(stop(run), "groups");
            assertThat(group)
                    .containsEntry("lane", "feed")
                    .containsEntry("group", GROUP)
                    .containsEntry("interface", "eth0")
                    .containsEntry("watched", true)
                    .containsEntry("querier", "10.92.0.254")
                    .containsEntry("querierVersion", 3)
                    .containsEntry("rejoins", 0);
            assertThat((Integer) group.get("lastQueryAgeMs")).isBetween(0, 10_000);
            assertThat((Integer) group.get("lastReportAgeMs")).isBetween(0, 20_000);
        }
    }

    @Test
    void shouldGoOnWatchingAnInterfaceThatComesBack() throws Exception {
        try (HeadgateProcess run = run(CONFIG)) {
            assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
            assertThat(run.awaitError("IGMPv3 querier")).contains("on eth0");

            host.run("ip link del eth0");
            assertThat(run.awaitError("is gone")).contains("interface=eth0");
            // Seen first without address and down, as it is while somebody sets it up.
            plug();
            assertThat(run.awaitError("is back")).contains("interface=eth0");
            switchOn();

            assertThat(run.awaitError("IGMPv3 querier")).contains("lane=feed IGMPv3 querier 10.92.0.254 on eth0");
            assertThat(only(stop(run), "groups")).containsEntry("watched", true);
        }
    }

    @Test
    void shouldRejoinOnTheWireWithoutLosingADatagram() throws Exception {
        // Nobody asks: what is reported as the present state is said by us, unasked.
        bridge.run("ip link set br0 type bridge mcast_querier 0");
        AtomicBoolean isEnough = new AtomicBoolean();
        try (HeadgateProcess run = run(CONFIG + "    rejoin: 10\n")) {
            assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
            Process tap = tap();
            try (BufferedReader lines = tap.inputReader(StandardCharsets.UTF_8)) {
                await(lines, "listening on");
                CompletableFuture<Integer> stream = CompletableFuture.supplyAsync(() -> send(isEnough));

                String report = await(lines, "gaddr " + GROUP);
                assertThat(report).contains("igmp v3 report").contains("is_ex { }");
                isEnough.set(true);
                int sent = stream.get(20, TimeUnit.SECONDS);

                Map<String, Object> stopped = stop(run);
                assertThat(only(stopped, "groups")).containsEntry("rejoins", 1);
                assertThat(stopped.get("packets").toString())
                        .contains("received=" + sent + ", reinjected=" + sent + ",")
                        .contains("kernelLoss=0");
                assertThat(only(stopped, "receivers").get("counters").toString())
                        .contains("sent=" + sent)
                        .contains("ttl-expired=0");
                assertThat(sent).isGreaterThan(1_000);
            } finally {
                tap.destroy();
            }
        }
    }

    /** What comes in at the switch's end of the wire, once the reports of joining are over. */
    private Process tap() throws IOException {
        List<String> command = bridge.inside(
                "timeout",
                "40",
                "tcpdump",
                "--immediate-mode",
                "-Qin",
                "-lnvv",
                "-i",
                "port",
                "igmp[0] == 0x22" + " and igmp[8] == 2");
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String await(BufferedReader lines, String part) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(part)) {
            line = lines.readLine();
        }
        assertThat(line).as("tcpdump ended before '%s'", part).isNotNull();
        return line;
    }

    /** About a thousand a second, and five hundred more when it is enough; returns how many. */
    private int send(AtomicBoolean isEnough) {
        return bridge.call(() -> {
            try (MulticastSocket socket = new MulticastSocket()) {
                socket.setNetworkInterface(NetworkInterface.getByName("br0"));
                int sent = 0;
                int more = 500;
                while (!isEnough.get() || more-- > 0) {
                    byte[] payload = Integer.toString(sent).getBytes(StandardCharsets.US_ASCII);
                    socket.send(new DatagramPacket(payload, payload.length, InetAddress.getByName(GROUP), PORT));
                    sent++;
                    LockSupport.parkNanos(1_000_000);
                }
                return sent;
            }
        });
    }

    @Test
    void shouldGoOnUnwatchedWithoutTheRight() throws Exception {
        Path file = Files.writeString(folder.resolve("feed.yaml"), CONFIG + "    rejoin: 10\n");
        List<String> command = HeadgateProcess.commandAsNobody(folder, "run", "--json", "-c", file.toString());

        try (HeadgateProcess run = start(command)) {
            assertThat(run.awaitError("watch"))
                    .contains("lane=feed cannot watch memberships on eth0: EPERM")
                    .contains("CAP_NET_RAW; the lane goes on unwatched, without rejoin");
            assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
            assertThat(only(stop(run), "groups"))
                    .containsEntry("watched", false)
                    .doesNotContainKey("querier");
        }
    }
}
