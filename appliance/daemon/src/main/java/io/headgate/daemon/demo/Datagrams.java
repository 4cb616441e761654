package io.headgate.daemon.demo;

import io.headgate.daemon.demo.CheckList.NotAsExpected;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RouterLab;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;

/** UDP between client and server, with real sockets inside their namespaces. What they report is what they saw. */
final class Datagrams {
    private static final int DATAGRAMS = 200;
    private static final int ECHO_PORT = 7;
    private static final int TIMEOUT_MS = 5_000;

    private final RouterLab lab;

    Datagrams(RouterLab lab) {
        this.lab = lab;
    }

    /** Sends datagrams of many sizes to the server, which sends each back; also tells whom the server saw. */
    String exchange(String expectedSender) throws Exception {
        try (DatagramSocket echo = openServer(ECHO_PORT);
                DatagramSocket client = lab.client().call(() -> new DatagramSocket())) {
            client.setSoTimeout(TIMEOUT_MS);
            Random random = new Random(1);
            for (int i = 0; i < DATAGRAMS; i++) {
                byte[] sent = new byte[1 + i * 7];
                random.nextBytes(sent);
                send(client, sent, RouterLab.SERVER_ADDRESS, ECHO_PORT);
                DatagramPacket heard = receive(echo);
                String sender = heard.getAddress().getHostAddress();
                if (!sender.equals(expectedSender)) {
                    throw new NotAsExpected("the server saw " + sender + " instead of " + expectedSender);
                }
                echo.send(heard);
                DatagramPacket answer = receive(client);
                if (!Arrays.equals(sent, Arrays.copyOf(answer.getData(), answer.getLength()))) {
                    throw new NotAsExpected("datagram " + i + " came back changed");
                }
            }
            return DATAGRAMS + " datagrams out and back, the server saw " + expectedSender;
        }
    }

    /**
     * The server sends to an address of the router, the client answers whom it saw: with both ends rewritten, each way, each
     * peer sees only what it should.
     *
     * @param target where the server sends to
     * @param seenSender whom the client must see
     */
    String translatedEcho(InetSocketAddress target, int serverPort, int clientPort, InetSocketAddress seenSender)
            throws Exception {
        try (DatagramSocket asking = open(lab.server(), RouterLab.SERVER_ADDRESS, serverPort);
                DatagramSocket echo = open(lab.client(), RouterLab.CLIENT_ADDRESS, clientPort)) {
            Random random = new Random(2);
            for (int i = 0; i < DATAGRAMS; i++) {
                byte[] sent = new byte[1 + i * 7];
                random.nextBytes(sent);
                asking.send(new DatagramPacket(sent, sent.length, target));
                DatagramPacket heard = receive(echo);
                requireSender(heard, seenSender);
                echo.send(heard);
                DatagramPacket answer = receive(asking);
                requireSender(answer, target);
                if (!Arrays.equals(sent, Arrays.copyOf(answer.getData(), answer.getLength()))) {
                    throw new NotAsExpected("datagram " + i + " came back changed");
                }
            }
            return DATAGRAMS + " datagrams to " + text(target) + " and back, the client saw " + text(seenSender);
        }
    }

    /**
     * As {@link #translatedEcho}, but nobody listens at the client: its refusal quotes the datagram as the client saw it, and
     * reaches the server's socket only if it is translated back with all that it quotes.
     */
    String refused(InetSocketAddress target, int serverPort) throws Exception {
        try (DatagramSocket asking = open(lab.server(), RouterLab.SERVER_ADDRESS, serverPort)) {
            asking.connect(target);
            asking.send(new DatagramPacket(new byte[] {1}, 1));
            receive(asking);
        } catch (PortUnreachableException refused) {
            return "port unreachable, for a datagram to " + text(target);
        }
        throw new NotAsExpected("an answer came from a port that nobody listens at");
    }

    private static void requireSender(DatagramPacket packet, InetSocketAddress expected) throws NotAsExpected {
        if (!packet.getSocketAddress().equals(expected)) {
            throw new NotAsExpected("a datagram came from " + packet.getSocketAddress() + " instead of " + expected);
        }
    }

    private static String text(InetSocketAddress end) {
        return end.getAddress().getHostAddress() + ":" + end.getPort();
    }

    /**
     * Sends to a port that nobody should reach, then to one that answers: packets keep their order, so once the answer
     * is there nothing is still on its way.
     */
    String silence(int port, int datagrams) throws Exception {
        try (DatagramSocket closed = openServer(port);
                DatagramSocket echo = openServer(ECHO_PORT);
                DatagramSocket client = lab.client().call(() -> new DatagramSocket())) {
            for (int i = 0; i < datagrams; i++) {
                send(client, new byte[] {1}, RouterLab.SERVER_ADDRESS, port);
            }
            send(client, new byte[] {2}, RouterLab.SERVER_ADDRESS, ECHO_PORT);
            receive(echo);
            return requireNothing(closed, datagrams + " datagrams sent to port " + port + ", none arrived");
        }
    }

    /** The server sends to the client unasked, then answers a question: only the answer may get through. */
    String unasked() throws Exception {
        try (DatagramSocket echo = openServer(ECHO_PORT);
                DatagramSocket asked = lab.client().call(() -> new DatagramSocket());
                DatagramSocket unasked = lab.client().call(() -> new DatagramSocket())) {
            asked.setSoTimeout(TIMEOUT_MS);
            send(echo, new byte[] {1}, RouterLab.CLIENT_ADDRESS, unasked.getLocalPort());
            send(asked, new byte[] {2}, RouterLab.SERVER_ADDRESS, ECHO_PORT);
            echo.send(receive(echo));
            receive(asked);
            return requireNothing(unasked, "an unasked datagram stopped, an answer let in");
        }
    }

    private static String requireNothing(DatagramSocket socket, String detail) throws Exception {
        socket.setSoTimeout(1);
        try {
            receive(socket);
        } catch (SocketTimeoutException nothing) {
            return detail;
        }
        throw new NotAsExpected("something arrived at port " + socket.getLocalPort());
    }

    private DatagramSocket openServer(int port) {
        return open(lab.server(), RouterLab.SERVER_ADDRESS, port);
    }

    private static DatagramSocket open(Host host, String address, int port) {
        return host.call(() -> {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, port));
            socket.setSoTimeout(TIMEOUT_MS);
            return socket;
        });
    }

    private static void send(DatagramSocket socket, byte[] data, String address, int port) throws IOException {
        socket.send(new DatagramPacket(data, data.length, new InetSocketAddress(address, port)));
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        socket.receive(packet);
        return packet;
    }
}
