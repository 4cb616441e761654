package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.daemon.cli.Json;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.Command;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import io.headgate.rules.kernel.IptablesRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Client, router with a NAT, server, and behind a link with a small MTU one host more. The client is inside; server and the
 * host beyond have no route to it, so that it only gets answers sent to the outside address.
 *
 * <pre>
 *   client ---- lan router wan ---- server ---- MTU 1,000 ---- beyond
 *   10.91.1.1      nat 10.91.2.2    10.91.2.1                  203.0.113.9
 * </pre>
 */
final class NatLab implements AutoCloseable {
    static final String OUTSIDE_ADDRESS = RouterLab.ROUTER_WAN_ADDRESS;
    static final String BEYOND_ADDRESS = "203.0.113.9";

    private static final String CONFIG = """
            lanes:
              - name: edge
                listen: [{ port: 8668 }]
                divert: { interfaces: [%s] }
                chain:
                  - plugin: nat
                    with: { inside: [10.91.1.0/24], outside: [10.91.2.2]%s }
                    on-error: drop
                    time-budget: 1s
                on-full: fail-closed
            """;
    private static final int QUEUE = 8668;

    private final RouterLab lab = RouterLab.create();
    private final Host beyond = new Host("headgate-" + ProcessHandle.current().pid() + "-beyond");
    private HeadgateProcess run;

    /** Makes the hosts and starts the appliance. */
    static NatLab start(Path folder) throws IOException {
        return start(folder, "", RouterLab.WAN);
    }

    /**
     * Makes the hosts and starts the appliance.
     *
     * @param with more settings, each behind a comma
     * @param interfaces whose packets it gets
     */
    static NatLab start(Path folder, String with, String... interfaces) throws IOException {
        NatLab lab = new NatLab();
        try {
            lab.build();
            lab.startAppliance(folder, with, List.of(interfaces));
        } catch (IOException | RuntimeException | Error failed) {
            lab.close();
            throw failed;
        }
        return lab;
    }

    private void build() {
        lab.server().run("ip route del default");
        lab.router().run("ip route add 203.0.113.0/24 via " + RouterLab.SERVER_ADDRESS);
        lab.server().call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1"));
        Command.run(List.of("ip", "netns", "add", beyond.namespace()));
        lab.server().run("ip link add far type veth peer name eth0 netns " + beyond.namespace());
        lab.server().run("ip addr add 203.0.113.1/24 dev far");
        lab.server().run("ip link set far mtu 1000 up");
        beyond.run("ip addr add " + BEYOND_ADDRESS + "/24 dev eth0");
        beyond.run("ip link set eth0 up");
        beyond.run("ip route add 10.91.2.0/24 via 203.0.113.1");
    }

    private void startAppliance(Path folder, String with, List<String> interfaces) throws IOException {
        for (String name : interfaces) {
            new IptablesRules(name, QUEUE, 1, false, DivertOptions.INJECT_MARK)
                    .withWholeDatagrams()
                    .add()
                    .forEach(lab.router()::run);
        }
        String config = CONFIG.formatted(String.join(", ", interfaces), with);
        Path file = Files.writeString(folder.resolve("nat.yaml"), config);
        List<String> command = HeadgateProcess.command("run", "--json", "-c", file.toString());
        run = HeadgateProcess.start(lab.router().inside(command.toArray(String[]::new)));
        assertThat(Json.parse(run.readLine())).containsEntry("event", "ready");
    }

    Host router() {
        return lab.router();
    }

    Host client() {
        return lab.client();
    }

    Host server() {
        return lab.server();
    }

    Host beyond() {
        return beyond;
    }

    /** Stops the appliance; returns its ledger, which balances and has no errors. */
    @SuppressWarnings("unchecked")
    Map<String, Object> stop() throws Exception {
        run.process().toHandle().destroy();
        Map<String, Object> packets =
                (Map<String, Object>) Json.parse(run.readLine()).get("packets");
        assertThat(run.awaitExit(10)).isZero();
        assertThat(packets).containsEntry("balanced", true).containsEntry("errors", 0);
        return packets;
    }

    @Override
    public void close() {
        if (run != null) {
            run.close();
        }
        Command.tryRun(List.of("ip", "netns", "del", beyond.namespace()));
        lab.close();
    }
}
