package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.HeadgateProcess.Result;
import io.headgate.daemon.cli.Json;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.RouterLab;
import io.headgate.testkit.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that talk to a running appliance, as an operator calls them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ControlIT {
    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                chain: [{ plugin: ttl, with: { set: 77 } }, { plugin: passthru }]
            control: [{ listen: { path: %s, permissions: "0600" } }]
            """;

    @TempDir
    private Path folder;

    private Path socket;
    private Path config;

    @BeforeEach
    void write() throws IOException {
        socket = folder.resolve("run/headgate.sock");
        config = Files.writeString(folder.resolve("edge.yaml"), CONFIG.formatted(socket));
    }

    private static Result headgate(String... arguments) throws Exception {
        return HeadgateProcess.run(HeadgateProcess.command(arguments));
    }

    @Test
    @RequiresRoot
    void shouldAskARunningAppliance() throws Exception {
        try (RouterLab lab = RouterLab.create()) {
            List<String> run = HeadgateProcess.command("run", "-c", config.toString());
            try (HeadgateProcess appliance = HeadgateProcess.start(lab.router().inside(run.toArray(String[]::new)))) {
                assertThat(appliance.readLine()).isEqualTo("ready");
                lab.router().run("iptables -w -t mangle -A POSTROUTING -o wan -j NFQUEUE --queue-num 8668");
                lab.client().run("ping -n -c 5 -i 0.01 -W 2 " + RouterLab.SERVER_ADDRESS);

                Result status = headgate("status", "-c", config.toString());
                assertThat(status.err()).isEmpty();
                assertThat(status.out())
                        .contains("lane edge: queue 8668, enforces\n")
                        .contains("received 5 = reinjected 5 + dropped 0")
                        .contains("\n  balanced");
                String json = headgate("status", "--socket", socket.toString(), "--json")
                        .out();
                assertThat(Json.parse(json).get("lanes").toString())
                        .contains("lane=edge", "listens=queue 8668", "received=5", "balanced=true");

                Result filters = headgate("filters", "--socket", socket.toString());
                assertThat(filters.out().lines().toList().get(0)).matches("LANE +PLACE +FILTER +VERSION +STATE .*");
                assertThat(filters.out()).containsPattern("edge +1 +ttl +\\S.* +running +5 +0");
                assertThat(Json.parse(headgate("filters", "--socket", socket.toString(), "--json")
                                        .out())
                                .get("filters")
                                .toString())
                        .contains("place=2, ", "filter=passthru", "state=running");

                Result swap = headgate("swap", "ttl", "--lane", "edge", "--socket", socket.toString());
                assertThat(swap.status()).as(swap.err()).isZero();
                assertThat(swap.out()).contains(" on 1 lane\n  lane edge: 0 bytes of state handed over, ");

                Result unknown = headgate("swap", "tll", "--socket", socket.toString());
                assertThat(unknown.status()).isEqualTo(1);
                assertThat(unknown.err())
                        .isEqualTo(
                                "headgate: no lane has a plugin 'tll'; did you mean 'ttl'? there are: passthru, ttl");

                assertSecondApplianceIsRefused(appliance);
                assertDeniedToOthers();

                lab.client().run("ping -n -c 5 -i 0.01 -W 2 " + RouterLab.SERVER_ADDRESS);
                appliance.process().toHandle().destroy();
                assertThat(appliance.readLine()).startsWith("received 10 = reinjected 10 ");
                assertThat(appliance.awaitExit(5)).isZero();
                assertThat(socket).doesNotExist();
            }
        }
    }

    private void assertSecondApplianceIsRefused(HeadgateProcess first) throws Exception {
        String other = Files.readString(config).replace("8668", "8669");
        Path second = Files.writeString(folder.resolve("second.yaml"), other);

        Result refused = headgate("run", "-c", second.toString());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("headgate: control socket " + socket + " belongs to process "
                        + first.process().pid() + ", which is running: stop it, or choose another 'path'");
    }

    private void assertDeniedToOthers() throws Exception {
        Path copies = Files.createDirectory(folder.resolve("nobody"));
        Command.run(List.of("chmod", "a+rx", folder.toString()));

        Result denied =
                HeadgateProcess.run(HeadgateProcess.commandAsNobody(copies, "status", "--socket", socket.toString()));

        assertThat(denied.status()).isEqualTo(1);
        assertThat(denied.err()).startsWith("headgate: " + socket + ": permission denied for ");
    }

    @Test
    void shouldSayThatNobodyIsThere() throws Exception {
        Result result = headgate("status", "-c", config.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("headgate: " + socket + ": there is no socket; is the appliance running, and does its"
                        + " configuration say 'control: [{ listen: { path: " + socket + " } }]'?");
    }

    @Test
    void shouldTellWrongUsage() throws Exception {
        Result both = headgate("filters", "--socket", socket.toString(), "-c", config.toString());
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).isEqualTo("headgate: give --socket or -c, not both");

        Path without = Files.writeString(
                folder.resolve("without.yaml"), Files.readString(config).replaceAll("control: .*", ""));
        Result none = headgate("swap", "ttl", "-c", without.toString());
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("has no control socket; add 'control: [{ listen: {} }]'");

        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"),
                Files.readString(config)
                        .replaceAll(
                                "control: .*", "control: [{ listen: { path: here, permissions: rw, port: 1 } }, {}]"));
        Result refused = headgate("check", "-c", wrong.toString());
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err().lines())
                .contains(
                        wrong + ":5:48: 'permissions' is 'rw', but must be three octal digits, as in \"0660\"",
                        wrong + ":5:52: 'port' is not supported by this version",
                        wrong + ":5:65: missing key 'listen': give a block with 'path'");
    }
}
