package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.HeadgateProcess.Result;
import io.headgate.daemon.cli.Json;
import io.headgate.net.Datagram;
import io.headgate.net.Net;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import io.headgate.testkit.RequiresRoot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups and ports relayed by {@code headgate run}: client, router and server are hosts of the lab. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@RequiresRoot
class RelayIT {
    private static final String GROUP = "239.91.0.1";
    private static final String OTHER_GROUP = "239.91.0.2";
    private static final String RELAYED = "239.91.0.9";
    private static final long LIMIT_US = 10_000_000;
    private static final int MAX = 65_535;

    @TempDir
    private Path folder;

    /** What one test needs of the hosts; sockets belong to the host whose thread opened them. */
    private static final class Lab implements AutoCloseable {
        private final RouterLab hosts = RouterLab.create();
        private final Net net = new Net();

        Lab() {
            for (Host peer : List.of(hosts.client(), hosts.server())) {
                peer.run("ip route add 224.0.0.0/4 dev " + RouterLab.PEER_INTERFACE);
            }
        }

        int at(Host host, ToIntFunction<Net> open) {
            int handle = host.call(() -> open.applyAsInt(net));
            assertThat(handle).as("%s", net.error()).isPositive();
            return handle;
        }

        HeadgateProcess run(Path config) throws Exception {
            List<String> command = HeadgateProcess.command("run", "--json", "-c", config.toString());
            HeadgateProcess run = HeadgateProcess.start(hosts.router().inside(command.toArray(String[]::new)));
            assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
            return run;
        }

        Datagram next(int handle) {
            assertThat(net.select(handle, 'r', LIMIT_US)).as("a datagram came").isTrue();
            return net.receiveFrom(handle, MAX);
        }

        boolean isEmpty(int handle) {
            return !net.select(handle, 'r', 0);
        }

        @Override
        public void close() {
            net.close();
            hosts.close();
        }
    }

    private Path config(String listen, String sendTo, String chain) throws Exception {
        return Files.writeString(folder.resolve("feed.yaml"), """
                lanes:
                  - name: feed
                    listen: [%s]
                    send-to: [%s]
                    chain: [%s]
                """.formatted(listen, sendTo, chain));
    }

    private static String group(String address) {
        return "{ port: 4096, mode: multi, address: " + address + ", interface: lan }";
    }

    private static Map<String, Object> stop(HeadgateProcess run) throws Exception {
        run.process().toHandle().destroy();
        Map<String, Object> stopped = Json.parse(run.readLine());
        assertThat(run.awaitExit(5)).isZero();
        return stopped;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldRelayAGroupToAHostAndAGroup() throws Exception {
        Path config = config(
                group(GROUP),
                "{ address: " + RouterLab.SERVER_ADDRESS + ", port: 5001 }," + " { address: " + RELAYED
                        + ", port: 5003, interface: wan, ttl: 4 }",
                "{ plugin: ttl, with: { set: 9 } }");
        try (Lab lab = new Lab();
                HeadgateProcess run = lab.run(config)) {
            int host = lab.at(lab.hosts.server(), net -> net.listen(5001, RouterLab.SERVER_ADDRESS, "udp"));
            int member = lab.at(lab.hosts.server(), net -> net.listen(5003, RELAYED, "multi"));
            int sender = lab.at(lab.hosts.client(), net -> net.connect(GROUP, 4096, "multi", 8));

            List<String> sent = IntStream.range(0, 100)
                    .mapToObj(i -> "datagram " + i + " " + "x".repeat(i % 7))
                    .toList();
            sent.forEach(text -> assertThat(lab.net.send(sender, bytes(text))).isEqualTo(text.length()));
            assertThat(lab.net.sendTo("", 0, new byte[0], sender))
                    .as("an empty one")
                    .isZero();

            for (int handle : List.of(host, member)) {
                for (String text : sent) {
                    assertThat(lab.next(handle).data()).asString().isEqualTo(text);
                }
                assertThat(lab.next(handle).data()).isEmpty();
                assertThat(lab.isEmpty(handle)).isTrue();
            }
            Map<String, Object> stopped = stop(run);
            assertThat(stopped.get("packets").toString())
                    .contains("received=101, reinjected=101, dropped=0, held=0, errors=0")
                    .contains("changed=101");
        }
    }

    @Test
    void shouldMakeOneStreamOfTwoFeeds() throws Exception {
        Path config = config(
                group(GROUP) + ", " + group(OTHER_GROUP),
                "{ address: " + RouterLab.SERVER_ADDRESS + ", port: 5001 }",
                "{ plugin: arbitrate, with: { a: \"" + GROUP + ":4096\", b: \"" + OTHER_GROUP
                        + ":4096\", field: integer, offset: 0, width: 4 } },"
                        + " { plugin: sequence, with: { field: integer, offset: 0, width: 4 } }");
        try (Lab lab = new Lab();
                HeadgateProcess run = lab.run(config)) {
            int host = lab.at(lab.hosts.server(), net -> net.listen(5001, RouterLab.SERVER_ADDRESS, "udp"));
            int feedA = lab.at(lab.hosts.client(), net -> net.connect(GROUP, 4096, "multi", 8));
            int feedB = lab.at(lab.hosts.client(), net -> net.connect(OTHER_GROUP, 4096, "multi", 8));

            List<Integer> expected = new ArrayList<>();
            for (int number = 0; number < 100; number++) {
                byte[] data = ByteBuffer.allocate(8).putInt(number).array();
                boolean isLostByA = number % 10 == 3;
                boolean isLostByB = number % 15 == 3;
                if (!isLostByA) {
                    lab.net.send(feedA, data);
                }
                if (!isLostByB) {
                    lab.net.send(feedB, data);
                }
                if (!isLostByA || !isLostByB) {
                    expected.add(number);
                }
            }
            List<Integer> got = new ArrayList<>();
            for (int i = 0; i < expected.size(); i++) {
                got.add(ByteBuffer.wrap(lab.next(host).data()).getInt());
            }

            assertThat(got).isEqualTo(expected);
            assertThat(lab.isEmpty(host)).isTrue();
            Map<String, Object> stopped = stop(run);
            assertThat(stopped.get("packets").toString()).contains("reinjected=" + expected.size() + ",");
            assertThat(stopped.get("filters").toString())
                    .as("what the two feeds together lost")
                    .contains("packets=" + expected.size() + ", unnumbered=0, lost=" + (100 - expected.size())
                            + ", reordered=0, duplicates=0,");
        }
    }

    @Test
    void shouldRelayAPortOfThisHost() throws Exception {
        Path config = config(
                "{ port: 8125, mode: udp }",
                "{ address: " + RouterLab.SERVER_ADDRESS + ", port: 5001 }," + " { address: 10.91.99.1, port: 5001 }",
                "{ plugin: passthru }");
        try (Lab lab = new Lab();
                HeadgateProcess run = lab.run(config)) {
            lab.hosts.router().run("ip route add unreachable 10.91.99.0/24");
            int host = lab.at(lab.hosts.server(), net -> net.listen(5001, RouterLab.SERVER_ADDRESS, "udp"));
            int sender = lab.at(lab.hosts.client(), net -> net.connect("10.91.1.2", 8125, "udp"));
            byte[] large = new byte[65_507];
            large[65_506] = 1;

            lab.net.send(sender, large);

            assertThat(lab.next(host).data()).isEqualTo(large);
            assertThat(run.awaitError("did not get datagrams"))
                    .contains("lane=feed receiver=10.91.99.1:5001 did not get datagrams=1 errors={EHOSTUNREACH=1}");
            assertThat(stop(run).get("packets").toString()).contains("received=1, reinjected=1,");
        }
    }

    @Test
    void shouldSayWhatCannotBeJoinedOrReached() throws Exception {
        Path unknownInput = config(
                group(GROUP).replace("lan", "nowhere"),
                "{ address: " + RouterLab.SERVER_ADDRESS + ", port: 5001 }",
                "{ plugin: passthru }");
        try (Lab lab = new Lab()) {
            String[] run = HeadgateProcess.command("run", "-c", unknownInput.toString())
                    .toArray(String[]::new);
            Result result = HeadgateProcess.run(lab.hosts.router().inside(run));

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).contains("interface nowhere");

            config(
                    group(GROUP),
                    "{ address: " + RELAYED + ", port: 5003, interface: elsewhere }",
                    "{ plugin: passthru }");
            result = HeadgateProcess.run(lab.hosts.router().inside(run));

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).contains("interface elsewhere");
        }
    }
}
