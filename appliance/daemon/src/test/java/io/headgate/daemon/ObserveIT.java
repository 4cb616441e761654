package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.ExemptPort;
import io.headgate.rules.kernel.IptablesRules;
import io.headgate.testkit.RequiresRoot;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real packets through an appliance that enforces, and through the same one that only observes. */
@RequiresRoot
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ObserveIT {
    private static final int QUEUE = 8668;
    private static final int CLOSED = 9999;
    private static final int PINGS = 5;

    /** What was sent, less the router's own hop. */
    private static final int PLAIN_TTL = 63;

    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                divert: { interfaces: [wan], exempt: [udp port 5353] }
                enforce: %s
                chain:
                  - { plugin: ttl, with: { set: 77 } }
                  - { plugin: drop, with: { protocol: udp, port: 9999 } }
                on-full: fail-closed
            """;

    private static final byte[] SENT = "through and back".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    /** Sends to the server's port until it arrives there, at most {@code times}; returns whether it did. */
    private static boolean arrives(RouterLab lab, int port, int times) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(RouterLab.SERVER_ADDRESS), port);
        try (DatagramSocket server = lab.server().call(() -> new DatagramSocket(address));
                DatagramSocket client = lab.client().call(() -> new DatagramSocket())) {
            server.setSoTimeout(200);
            boolean isThere = false;
            for (int i = 0; i < times && !isThere; i++) {
                client.send(new DatagramPacket(SENT, SENT.length, address));
                isThere = receives(server);
            }
            return isThere;
        }
    }

    private static boolean receives(DatagramSocket server) throws IOException {
        DatagramPacket received = new DatagramPacket(new byte[100], 100);
        try {
            server.receive(received);
        } catch (SocketTimeoutException silent) {
            return false;
        }
        assertThat(Arrays.copyOf(received.getData(), received.getLength())).isEqualTo(SENT);
        return true;
    }

    private static void divert(RouterLab lab) {
        new IptablesRules(
                        RouterLab.WAN,
                        QUEUE,
                        1,
                        false,
                        DivertOptions.INJECT_MARK,
                        List.of(ExemptPort.parse("udp port 5353")))
                .add()
                .forEach(lab.router()::run);
    }

    private HeadgateProcess start(RouterLab lab, boolean isEnforcing) throws Exception {
        Path file = Files.writeString(folder.resolve("edge.yaml"), CONFIG.formatted(isEnforcing));
        List<String> command = HeadgateProcess.command("run", "--json", "-c", file.toString());
        HeadgateProcess run = HeadgateProcess.start(lab.router().inside(command.toArray(String[]::new)));
        assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
        return run;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> stop(HeadgateProcess run) throws Exception {
        run.process().toHandle().destroy();
        Map<String, Object> packets =
                (Map<String, Object>) Json.parse(run.readLine()).get("packets");
        assertThat(run.awaitExit(5)).isZero();
        assertThat(packets).containsEntry("balanced", true).containsEntry("errors", 0);
        return packets;
    }

    private static String ping(RouterLab lab) {
        return lab.client().run("ping -n -c " + PINGS + " -i 0.01 -W 2 " + RouterLab.SERVER_ADDRESS);
    }

    @Test
    void shouldChangeAndDropNothingWhileItObserves() throws Exception {
        try (RouterLab lab = RouterLab.create()) {
            divert(lab);
            try (HeadgateProcess run = start(lab, false)) {
                assertThat(ping(lab)).contains("ttl=" + PLAIN_TTL).doesNotContain("ttl=76");
                assertThat(arrives(lab, CLOSED, 1)).isTrue();
                assertThat(run.awaitError("would have dropped"))
                        .contains("lane=edge", "packets=1", "reason=closed-port");

                Map<String, Object> packets = stop(run);

                assertThat(packets)
                        .containsEntry("received", 2 * PINGS + 1)
                        .containsEntry("reinjected", 2 * PINGS + 1)
                        .containsEntry("dropped", 0)
                        .containsEntry("changed", 0)
                        .containsEntry("observedDropped", 1)
                        .containsEntry("observedDroppedByReason", Map.of("closed-port", 1))
                        .containsEntry("observedChanged", 2 * PINGS);
            }
        }
    }

    @Test
    void shouldChangeAndDropWhenItEnforces() throws Exception {
        try (RouterLab lab = RouterLab.create()) {
            divert(lab);
            try (HeadgateProcess run = start(lab, true)) {
                assertThat(ping(lab)).contains("ttl=76").doesNotContain("ttl=" + PLAIN_TTL);
                assertThat(arrives(lab, CLOSED, 3)).isFalse();

                assertThat(stop(run))
                        .containsEntry("dropped", 3)
                        .containsEntry("changed", 2 * PINGS)
                        .containsEntry("observedDropped", 0)
                        .containsEntry("observedChanged", 0);
            }
        }
    }

    @Test
    void shouldNeverSeeExemptTraffic() throws Exception {
        try (RouterLab lab = RouterLab.create()) {
            divert(lab);

            // Nobody owns the queue and nothing bypasses it: only what is exempt gets through.
            assertThat(arrives(lab, 5353, 1)).isTrue();
            assertThat(arrives(lab, 5354, 2)).isFalse();
            try (HeadgateProcess run = start(lab, false)) {
                assertThat(arrives(lab, 5353, 1)).isTrue();
                assertThat(arrives(lab, 5354, 1)).isTrue();

                assertThat(stop(run)).containsEntry("received", 1);
            }
        }
    }

    @Test
    void shouldRemoveItsRules() {
        try (RouterLab lab = RouterLab.create()) {
            divert(lab);
            List<String> exempt = new IptablesRules(
                            RouterLab.WAN,
                            QUEUE,
                            1,
                            false,
                            DivertOptions.INJECT_MARK,
                            List.of(ExemptPort.parse("udp port 5353")))
                    .remove();

            exempt.forEach(lab.router()::run);

            for (String table : List.of("raw", "mangle")) {
                assertThat(Command.run(lab.router().inside("iptables-save", "-t", table)))
                        .doesNotContain("-A ");
            }
        }
    }
}
