package io.headgate.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.net.lab.Command;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import io.headgate.testkit.RequiresRoot;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real hosts behind a real NAT: what they exchange with a peer that sees nothing but the outside address. */
@RequiresRoot
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NatIT {
    private static final int LIMIT_MS = 10_000;
    private static final int PORT = 7_000;
    private static final int CONNECTIONS = 10_000;

    @TempDir
    private Path folder;

    @Test
    void shouldCarryTcpUdpAndIcmpAndTheErrorsAboutThem() throws Exception {
        try (NatLab lab = NatLab.start(folder)) {
            ping(lab);
            echoDatagrams(lab);
            refuseDatagrams(lab);
            transfer(lab, lab.server(), RouterLab.SERVER_ADDRESS);
            exceedHops(lab);
            // Larger segments than the far link takes: the error has to find the connection.
            transfer(lab, lab.beyond(), NatLab.BEYOND_ADDRESS);
            assertThat(lab.client().run("ip route get " + NatLab.BEYOND_ADDRESS))
                    .contains("mtu 1000");
            exceedMtu(lab);

            assertThat(lab.stop()).containsEntry("dropped", 0);
        }
    }

    private static String ping(Host host, String... options) {
        String[] words = Arrays.copyOf(new String[] {"ping", "-n", "-c", "1", "-W", "5"}, 6 + options.length);
        System.arraycopy(options, 0, words, 6, options.length);
        return Command.tryRun(host.inside(words)).output();
    }

    private static void ping(NatLab lab) {
        assertThat(ping(lab.client(), RouterLab.SERVER_ADDRESS)).contains("1 received");
        assertThat(ping(lab.client(), NatLab.BEYOND_ADDRESS)).contains("1 received");
        assertThat(ping(lab.client(), NatLab.OUTSIDE_ADDRESS)).contains("1 received");
    }

    /** A router beyond the NAT has to tell the client that its packet has gone too far. */
    private static void exceedHops(NatLab lab) {
        assertThat(ping(lab.client(), "-t", "2", NatLab.BEYOND_ADDRESS))
                .contains("From " + RouterLab.SERVER_ADDRESS)
                .contains("Time to live exceeded");
    }

    private static void exceedMtu(NatLab lab) {
        lab.client().run("ip route flush cache");

        assertThat(ping(lab.client(), "-M", "do", "-s", "1200", NatLab.BEYOND_ADDRESS))
                .contains("From " + RouterLab.SERVER_ADDRESS)
                .contains("mtu = 1000");
    }

    private static DatagramSocket open(Host host, SocketAddress local) {
        return host.call(() -> {
            DatagramSocket socket = new DatagramSocket(local);
            socket.setSoTimeout(LIMIT_MS);
            return socket;
        });
    }

    private static SocketAddress at(String address, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }

    /** Also one that is sent in fragments. */
    private static void echoDatagrams(NatLab lab) throws IOException {
        SocketAddress server = at(RouterLab.SERVER_ADDRESS, PORT);
        try (DatagramSocket there = open(lab.server(), server);
                DatagramSocket here = open(lab.client(), at(RouterLab.CLIENT_ADDRESS, 0))) {
            for (int length : new int[] {10, 3_000}) {
                byte[] sent = new byte[length];
                new Random(length).nextBytes(sent);
                here.send(new DatagramPacket(sent, length, server));

                DatagramPacket seen = new DatagramPacket(new byte[4_000], 4_000);
                there.receive(seen);
                assertThat(seen.getAddress().getHostAddress()).isEqualTo(NatLab.OUTSIDE_ADDRESS);
                there.send(seen);

                DatagramPacket echoed = new DatagramPacket(new byte[4_000], 4_000);
                here.receive(echoed);
                assertThat(Arrays.copyOf(echoed.getData(), echoed.getLength())).isEqualTo(sent);
                assertThat(echoed.getSocketAddress()).isEqualTo(server);
            }
        }
    }

    /** Ports without owner, outside and then inside: each side is told by the other. */
    private static void refuseDatagrams(NatLab lab) throws IOException {
        SocketAddress server = at(RouterLab.SERVER_ADDRESS, PORT);
        DatagramPacket empty = new DatagramPacket(new byte[1], 1);
        try (DatagramSocket here = open(lab.client(), at(RouterLab.CLIENT_ADDRESS, 0))) {
            here.connect(server);
            here.send(empty);
            assertThatThrownBy(() -> here.receive(empty)).isInstanceOf(PortUnreachableException.class);
        }
        try (DatagramSocket there = open(lab.server(), server)) {
            DatagramPacket seen = new DatagramPacket(new byte[1], 1);
            try (DatagramSocket here = open(lab.client(), at(RouterLab.CLIENT_ADDRESS, 0))) {
                here.send(new DatagramPacket(new byte[1], 1, server));
                there.receive(seen);
            }
            there.connect(seen.getSocketAddress());
            there.send(new DatagramPacket(new byte[1], 1));
            assertThatThrownBy(() -> there.receive(seen)).isInstanceOf(PortUnreachableException.class);
        }
    }

    /** Sends bytes to a host that sends them back. */
    private static void transfer(NatLab lab, Host host, String address) throws Exception {
        byte[] sent = new byte[300_000];
        new Random(5).nextBytes(sent);
        try (ServerSocket there = host.call(() -> new ServerSocket(PORT, 5, InetAddress.getByName(address)));
                Socket here = lab.client().call(() -> {
                    Socket socket = new Socket();
                    socket.bind(at(RouterLab.CLIENT_ADDRESS, 0));
                    return socket;
                })) {
            CompletableFuture<String> peer = CompletableFuture.supplyAsync(() -> sendBack(there));
            here.setSoTimeout(LIMIT_MS);
            here.connect(there.getLocalSocketAddress(), LIMIT_MS);
            here.getOutputStream().write(sent);
            here.shutdownOutput();

            assertThat(here.getInputStream().readAllBytes()).isEqualTo(sent);
            assertThat(peer.get(LIMIT_MS, TimeUnit.MILLISECONDS)).isEqualTo(NatLab.OUTSIDE_ADDRESS);
        }
    }

    private static String sendBack(ServerSocket there) {
        try (Socket connection = there.accept()) {
            connection.setSoTimeout(LIMIT_MS);
            connection.getOutputStream().write(connection.getInputStream().readAllBytes());
            return connection.getInetAddress().getHostAddress();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Two inside hosts, which are one here, by their outside ends; the router takes its own address for a source. */
    @Test
    void shouldTurnRoundBetweenInsideHosts() throws Exception {
        String with = ", outside-interface: wan, filtering: endpoint-independent";
        try (NatLab lab = NatLab.start(folder, with, RouterLab.WAN, RouterLab.LAN)) {
            lab.client().run("ip addr add 10.91.1.11/24 dev " + RouterLab.PEER_INTERFACE);
            lab.router().run("sysctl -q net.ipv4.conf.lan.accept_local=1 net.ipv4.conf.lan.rp_filter=0");
            ping(lab);
            try (DatagramSocket there = open(lab.server(), at(RouterLab.SERVER_ADDRESS, PORT));
                    DatagramSocket here = open(lab.client(), at(RouterLab.CLIENT_ADDRESS, 0));
                    DatagramSocket neighbour = open(lab.client(), at("10.91.1.11", 0))) {
                DatagramPacket seen = new DatagramPacket(new byte[1], 1);
                neighbour.send(new DatagramPacket(new byte[1], 1, there.getLocalSocketAddress()));
                there.receive(seen);
                SocketAddress outsideEnd = seen.getSocketAddress();

                here.send(new DatagramPacket(new byte[1], 1, outsideEnd));
                neighbour.receive(seen);
                assertThat(seen.getAddress().getHostAddress()).isEqualTo(NatLab.OUTSIDE_ADDRESS);
                neighbour.send(seen);
                here.receive(seen);
                assertThat(seen.getSocketAddress()).isEqualTo(outsideEnd);
            }
            assertThat(lab.stop()).containsEntry("dropped", 0);
        }
    }

    /** From four hosts, the same 2,500 ports of each: three of four have to be given another one. */
    @Test
    void shouldCarryTenThousandConnectionsAtOnce() throws Exception {
        List<String> hosts = List.of("10.91.1.11", "10.91.1.12", "10.91.1.13", "10.91.1.14");
        try (NatLab lab = NatLab.start(folder)) {
            for (String host : hosts) {
                lab.client().run("ip addr add " + host + "/24 dev " + RouterLab.PEER_INTERFACE);
            }
            try (CrowdServer server = CrowdServer.start(lab.server(), RouterLab.SERVER_ADDRESS, PORT);
                    Crowd crowd = Crowd.open(lab.client(), hosts, CONNECTIONS / hosts.size())) {
                crowd.connect(at(RouterLab.SERVER_ADDRESS, PORT));
                String all = "open=" + CONNECTIONS + " peers=" + CONNECTIONS + " of=" + NatLab.OUTSIDE_ADDRESS;

                assertThat(server.awaitOpen(CONNECTIONS)).isEqualTo(all + " echoed=0");
                assertThat(crowd.connected()).isEqualTo(CONNECTIONS);
                assertThat(crowd.exchange()).isEqualTo(CONNECTIONS);
                assertThat(server.awaitOpen(CONNECTIONS)).isEqualTo(all + " echoed=" + CONNECTIONS);
            }
            assertThat(lab.stop()).containsEntry("dropped", 0);
        }
    }
}
