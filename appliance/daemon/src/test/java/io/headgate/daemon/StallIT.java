package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.HeadgateProcess.Result;
import io.headgate.daemon.cli.Json;
import io.headgate.net.lab.RouterLab;
import io.headgate.testkit.RequiresRoot;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that does not return from a packet: the process ends, is started anew, and goes on without the plugin. */
@RequiresRoot
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class StallIT {
    private static final int MARKED_PORT = 4242;

    private static final String PLUGIN = """
            import io.headgate.api.*;

            public final class Looping implements FilterFactory, Filter {
                @Override
                public String name() {
                    return "looping";
                }

                @Override
                public String summary() {
                    return "Never returns from a datagram to port 4242.";
                }

                @Override
                public Filter create(Settings with) {
                    return this;
                }

                @Override
                public Verdict onPacket(Packet packet) {
                    Udp udp = packet.udp();
                    while (udp != null && udp.destinationPort() == 4242) {
                        Thread.onSpinWait();
                    }
                    return Verdict.PASS;
                }
            }
            """;

    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                divert: { interfaces: [wan] }
                stall-limit: 500ms
                chain: [{ plugin: looping }, { plugin: ttl, with: { set: 77 } }]
            state: state
            """;

    @TempDir
    private Path folder;

    private Path config() throws IOException {
        return Files.writeString(folder.resolve("edge.yaml"), CONFIG);
    }

    private String classPath() throws IOException {
        return PluginJar.build(folder, "Looping", PLUGIN) + File.pathSeparator + System.getProperty("java.class.path");
    }

    private static void sendMarked(RouterLab lab) {
        lab.client().call(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                InetSocketAddress to = new InetSocketAddress(RouterLab.SERVER_ADDRESS, MARKED_PORT);
                socket.send(new DatagramPacket(new byte[10], 10, to));
            }
            return null;
        });
    }

    /** Without bypass: what nobody decides about is dropped, so an answered ping was filtered. */
    private static void divert(RouterLab lab) {
        lab.router().run("iptables -w -t mangle -A POSTROUTING -o wan -j NFQUEUE --queue-num 8668");
    }

    @Test
    void shouldEndWithItsOwnStatusAndNameFilterAndStack() throws Exception {
        List<String> run = HeadgateProcess.commandWith(classPath(), "run", "-c", config().toString());
        try (RouterLab lab = RouterLab.create();
                HeadgateProcess appliance = HeadgateProcess.start(lab.router().inside(run.toArray(String[]::new)))) {
            assertThat(appliance.readLine()).isEqualTo("ready");
            divert(lab);

            sendMarked(lab);

            assertThat(appliance.awaitError("did not return"))
                    .contains("lane=edge filter=looping did not return within 500ms (stall-limit)");
            assertThat(appliance.awaitError("Looping.onPacket")).contains("Looping.java:");
            assertThat(appliance.awaitExit(10)).isEqualTo(70);
        }

        assertThat(Files.readString(folder.resolve("state/quarantine")))
                .matches(
                        "edge/looping sha256:[0-9a-f]{16} \\S+Z did not return from a call within 500ms \\(stall-limit\\)\n");
        String config = config().toString();
        Result list = HeadgateProcess.run(HeadgateProcess.command("quarantine", "list", "--json", "-c", config));
        assertThat(Json.parse(list.out()).get("quarantined").toString()).contains("lane=edge, filter=looping");
        Result unknown = HeadgateProcess.run(HeadgateProcess.command("quarantine", "clear", "loopin", "-c", config));
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("no filter 'loopin' is on the list").endsWith("there are: edge/looping");
        Result clear =
                HeadgateProcess.run(HeadgateProcess.command("quarantine", "clear", "edge/looping", "-c", config));
        assertThat(clear.out()).isEqualTo("cleared edge/looping");
        assertThat(folder.resolve("state/quarantine")).isEmptyFile();
    }

    @Test
    void shouldStartWithoutAFilterThatHungInTheSelfTest() throws Exception {
        String hanging = PluginJar.build(folder, "Looping", PLUGIN.replace("udp.destinationPort() == 4242", "true"))
                + File.pathSeparator
                + System.getProperty("java.class.path");
        List<String> run = HeadgateProcess.commandWith(hanging, "run", "-c", config().toString());
        try (RouterLab lab = RouterLab.create()) {
            List<String> inside = lab.router().inside(run.toArray(String[]::new));

            Result first = HeadgateProcess.run(inside);

            assertThat(first.status()).as(first.err()).isEqualTo(70);
            assertThat(first.err())
                    .contains("lane=edge filter=looping did not return within 2000 ms; ending with status 70")
                    .contains("Looping.onPacket")
                    .endsWith("headgate: lane edge: filter looping did not return within 2000 ms");
            try (HeadgateProcess second = HeadgateProcess.start(inside)) {
                assertThat(second.readLine()).isEqualTo("ready");
            }
        }
    }

    @Test
    void shouldLetTrafficFlowAgainWithinThreeSeconds() throws Exception {
        List<String> run = new ArrayList<>(List.of("sh", SuperviseTest.SCRIPT.toString()));
        run.addAll(HeadgateProcess.commandWith(classPath(), "run", "--json", "-c", config().toString()));
        try (RouterLab lab = RouterLab.create();
                HeadgateProcess supervised = HeadgateProcess.start(lab.router().inside(run.toArray(String[]::new)))) {
            assertThat(Json.parse(supervised.readLine())).containsEntry("event", "ready");
            divert(lab);
            lab.client().run("ping -n -c 1 -W 2 " + RouterLab.SERVER_ADDRESS);

            long stalledNs = System.nanoTime();
            sendMarked(lab);
            awaitAnsweredPing(lab);
            Duration outage = Duration.ofNanos(System.nanoTime() - stalledNs);

            System.out.println("StallIT: from the packet that stalled to the first ping answered: " + outage.toMillis()
                    + " ms, of which stall-limit: 500 ms");
            assertThat(Json.parse(supervised.readLine())).as("started anew").containsEntry("event", "ready");
            assertThat(supervised.awaitError("is quarantined since"))
                    .contains("lane=edge filter=looping")
                    .contains("headgate quarantine clear edge/looping");
            assertThat(outage).isBetween(Duration.ofMillis(500), Duration.ofSeconds(3));

            sendMarked(lab);
            lab.client().run("ping -n -c 20 -i 0.01 -W 2 " + RouterLab.SERVER_ADDRESS);
            supervised.process().toHandle().destroy();
            Map<String, Object> stopped = Json.parse(supervised.readLine());
            assertThat(stopped.get("packets").toString()).contains("dropped=0");
            assertThat(stopped.get("filterHealth").toString()).contains("state=quarantined-at-start, packets=0");
            assertThat(supervised.awaitExit(10)).isZero();
        }
    }

    private static void awaitAnsweredPing(RouterLab lab) throws IOException {
        List<String> words = lab.client().inside("ping", "-n", "-i", "0.02", "-w", "20", RouterLab.SERVER_ADDRESS);
        Process ping = new ProcessBuilder(words).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(ping.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null && !line.contains("bytes from")) {
                line = out.readLine();
            }
            assertThat(line).as("an answer within 20 s").isNotNull();
        } finally {
            ping.destroyForcibly();
        }
    }
}
