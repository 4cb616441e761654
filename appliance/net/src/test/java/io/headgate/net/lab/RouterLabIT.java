package io.headgate.net.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RequiresRoot
@Timeout(60)
class RouterLabIT {
    private static List<String> namespaces() {
        return Command.run(List.of("ip", "netns", "list"))
                .lines()
                .map(line -> line.split(" ", -1)[0])
                .toList();
    }

    private static List<String> ours() {
        String prefix = "headgate-" + ProcessHandle.current().pid() + "-";
        return namespaces().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    @Test
    void shouldConnectClientAndServerThroughTheRouter() {
        try (RouterLab lab = RouterLab.create()) {
            assertThat(ours()).hasSize(3);

            String output = lab.client().run("ping -c 3 -i 0.05 -W 2 " + RouterLab.SERVER_ADDRESS);

            assertThat(output).contains("3 received").contains("ttl=63");
        }
    }

    @Test
    void shouldCarryNothingButTheUsersPackets() {
        try (RouterLab lab = RouterLab.create()) {
            lab.client().run("ping -c 5 -i 0.05 -W 2 " + RouterLab.SERVER_ADDRESS);

            assertThat(lab.server().traffic(RouterLab.PEER_INTERFACE)).isEqualTo(new Host.Traffic(5, 5));
            assertThat(lab.client().traffic(RouterLab.PEER_INTERFACE)).isEqualTo(new Host.Traffic(5, 5));
            assertThat(lab.router().traffic(RouterLab.WAN)).isEqualTo(new Host.Traffic(5, 5));
            assertThat(lab.router().traffic(RouterLab.LAN)).isEqualTo(new Host.Traffic(5, 5));
        }
    }

    @Test
    void shouldCarryNothingButTheUsersIpv6Packets() {
        try (RouterLab lab = RouterLab.create()) {
            lab.addIpv6();
            String output = lab.client().run("ping -6 -c 5 -i 0.05 -W 2 " + RouterLab.SERVER_IPV6);

            assertThat(output).contains("5 received").contains("ttl=63");
            assertThat(lab.server().traffic(RouterLab.PEER_INTERFACE)).isEqualTo(new Host.Traffic(5, 5));
            assertThat(lab.client().traffic(RouterLab.PEER_INTERFACE)).isEqualTo(new Host.Traffic(5, 5));
            assertThat(lab.router().traffic(RouterLab.WAN)).isEqualTo(new Host.Traffic(5, 5));
        }
    }

    @Test
    void shouldOpenSocketsInsideAHost() throws IOException {
        try (RouterLab lab = RouterLab.create();
                ServerSocket inside = lab.server().call(() -> new ServerSocket(7777));
                ServerSocket outside = lab.client().call(() -> new ServerSocket(7777))) {
            assertThat(inside.isBound()).isTrue();
            assertThat(outside.isBound()).isTrue();
            assertThat(lab.server().run("ss -ltn")).contains(":7777");
            assertThat(lab.router().run("ss -ltn")).doesNotContain(":7777");
        }
    }

    @Test
    void shouldSayWhatFailedInsideAHost() {
        try (RouterLab lab = RouterLab.create()) {
            assertThatThrownBy(() -> lab.router().run("ip link show nosuch"))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("ip link show nosuch")
                    .hasMessageContaining("does not exist");
            assertThatThrownBy(() -> lab.router().traffic("nosuch")).hasMessageContaining("no interface nosuch");
            assertThatThrownBy(() -> lab.router().call(() -> {
                        throw new IOException("from inside");
                    }))
                    .hasMessageContaining("from inside");
        }
        assertThatThrownBy(() -> new Host("headgate-nosuch").call(() -> 1)).hasMessageContaining("ENOENT");
    }

    @Test
    void shouldSwitchOffloads() {
        try (RouterLab lab = RouterLab.create()) {
            assertThat(features(lab)).contains("tcp-segmentation-offload: on").contains("tx-checksumming: on");

            lab.setOffloads(false);
            assertThat(features(lab)).contains("tcp-segmentation-offload: off").contains("tx-checksumming: off");

            lab.setOffloads(true);
            assertThat(features(lab)).contains("tcp-segmentation-offload: on").contains("tx-checksumming: on");
        }
    }

    private static String features(RouterLab lab) {
        return lab.router().run("ethtool -k " + RouterLab.WAN);
    }

    @Test
    void shouldLeaveNothingBehind() throws Exception {
        RouterLab lab = RouterLab.create();
        Process left = new ProcessBuilder(lab.server().inside("sleep", "1000")).start();
        try {
            awaitInside(lab.server(), left);

            lab.close();
            lab.close();

            assertThat(ours()).isEmpty();
            assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            left.destroyForcibly();
        }
    }

    /** A second lab of one process has no names left; it must not take the first one down with it. */
    @Test
    void shouldRefuseASecondLabAndKeepTheFirst() {
        try (RouterLab lab = RouterLab.create()) {
            assertThatThrownBy(RouterLab::create).isInstanceOf(LabException.class);

            assertThat(ours()).hasSize(3);
            assertThat(lab.client().run("ping -c 1 -W 2 " + RouterLab.SERVER_ADDRESS))
                    .contains("1 received");
        }
        assertThat(ours()).isEmpty();
    }

    @Test
    void shouldRemoveWhatADeadProcessLeft() throws Exception {
        Host abandoned = new Host("headgate-" + deadPid() + "-server");
        Command.run(List.of("ip", "netns", "add", abandoned.namespace()));
        Process sleeper = new ProcessBuilder(abandoned.inside("sleep", "1000")).start();
        try {
            awaitInside(abandoned, sleeper);

            RouterLab.create().close();

            assertThat(namespaces()).doesNotContain(abandoned.namespace());
            assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            sleeper.destroyForcibly();
            Command.tryRun(List.of("ip", "netns", "del", abandoned.namespace()));
        }
    }

    @Test
    void shouldLeaveOthersAlone() throws IOException {
        // A name that only begins like ours.
        String stranger = "headgate-" + deadPid() + "-clients";
        Command.run(List.of("ip", "netns", "add", stranger));
        try (RouterLab lab = RouterLab.create()) {
            assertThat(namespaces()).contains(stranger, lab.client().namespace());
        } finally {
            Command.run(List.of("ip", "netns", "del", stranger));
        }
    }

    private static long deadPid() throws IOException {
        Process process = new ProcessBuilder("true").start();
        process.onExit().join();
        return process.pid();
    }

    /** The command enters the namespace a moment after it was started. */
    private static void awaitInside(Host host, Process process) {
        List<String> pids = List.of("ip", "netns", "pids", host.namespace());
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Command.run(pids).lines().noneMatch(pid -> pid.equals(Long.toString(process.pid())))) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
        }
    }
}
