package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.IptablesRules;
import io.headgate.testkit.RequiresRoot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What both kernels take for the other's largest segment, when the SYNs between them were clamped on their way. */
@RequiresRoot
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MssClampIT {
    private static final int QUEUE = 8668;
    private static final int PORT = 7_000;
    private static final int BYTES = 300_000;

    /** Timestamps in every segment take so much of it (RFC 6691). */
    private static final int TIMESTAMPS = 12;

    private static final Pattern MSS = Pattern.compile(" mss:(\\d+) ");

    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                divert: { interfaces: [wan] }
                chain:
                  - { plugin: mss-clamp, with: { mtu: 1300 } }
                on-full: fail-closed
            """;

    @TempDir
    private Path folder;

    private RouterLab lab;
    private HeadgateProcess run;

    @BeforeEach
    void start() throws Exception {
        lab = RouterLab.create();
        lab.addIpv6();
        Path file = Files.writeString(folder.resolve("edge.yaml"), CONFIG);
        List<String> command = HeadgateProcess.command("run", "--json", "-c", file.toString());
        run = HeadgateProcess.start(lab.router().inside(command.toArray(String[]::new)));
        assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
    }

    @AfterEach
    void closeAll() {
        if (run != null) {
            run.close();
        }
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({RouterLab.SERVER_ADDRESS + ", 1460, 1260", RouterLab.SERVER_IPV6 + ", 1440, 1240"})
    void shouldLowerTheSegmentsOfBothSides(String address, int offered, int clamped) throws Exception {
        transfer(address, offered - TIMESTAMPS);
        new IptablesRules(RouterLab.WAN, QUEUE, 1, false, DivertOptions.INJECT_MARK, List.of())
                .add()
                .forEach(lab.router()::run);

        transfer(address, clamped - TIMESTAMPS);

        run.process().toHandle().destroy();
        Map<String, Object> packets = map(Json.parse(run.readLine()).get("packets"));
        assertThat(run.awaitExit(10)).isZero();
        // The two SYNs; the rest went by untouched.
        assertThat(packets).containsEntry("changed", 2).containsEntry("dropped", 0);
        assertThat((int) packets.get("received")).isGreaterThan(20);
    }

    /** Sends to and fro, and looks at what the kernels then think of each other. */
    private void transfer(String address, int mss) throws Exception {
        byte[] sent = new byte[BYTES];
        new Random(BYTES).nextBytes(sent);
        InetSocketAddress there = new InetSocketAddress(InetAddress.getByName(address), PORT);
        try (ServerSocket listening = lab.server().call(() -> new ServerSocket(PORT, 1, there.getAddress()));
                Socket here = lab.client().call(() -> new Socket(there.getAddress(), PORT));
                Socket accepted = listening.accept()) {
            assertThat(carried(here, accepted, sent)).isEqualTo(sent);
            assertThat(carried(accepted, here, sent)).isEqualTo(sent);

            assertThat(mss(lab.client())).isEqualTo(mss);
            assertThat(mss(lab.server())).isEqualTo(mss);
        }
    }

    private static byte[] carried(Socket from, Socket to, byte[] bytes) throws Exception {
        to.setSoTimeout(10_000);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(from, bytes));
        byte[] received = to.getInputStream().readNBytes(bytes.length);
        sending.get(10, TimeUnit.SECONDS);
        return received;
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The most data that a host puts into a segment of its only connection. */
    private static int mss(Host host) {
        String shown = host.run("ss -Htin state established");
        Matcher mss = MSS.matcher(shown);
        assertThat(mss.find()).as(shown).isTrue();
        return Integer.parseInt(mss.group(1));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object json) {
        return (Map<String, Object>) json;
    }
}
