package headgate.daemon.demo;

import headgate.daemon.demo.CheckList.NotAsExpected;
import headgate.net.lab.Command;
import headgate.net.lab.RouterLab;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/**
 * The client and the server of the demo: real sockets inside their namespaces. What they report is what they saw.
 */
final class Peers implements AutoCloseable {
    private static final int TRANSFER_BYTES = 10_000_000;
    private static final int DATAGRAMS = 200;

    private static final int TRANSFER_PORT = 8080;
    private static final int ECHO_PORT = 7;
    private static final int TIMEOUT_MS = 5_000;
    private static final Pattern TTL = Pattern.compile("ttl=(\\d+)");

    private final RouterLab lab;
    private final ExecutorService server = Executors.newCachedThreadPool(body -> {
        Thread thread = new Thread(body, "demo-server");
        thread.setDaemon(true);
        return thread;
    });

    Peers(RouterLab lab) {
        this.lab = lab;
    }

    /** The time to live with which answers reach the client, the same for all of {@code count} pings. */
    int pingTtl(int count) throws NotAsExpected {
        String[] ping = {"ping", "-n", "-c", "" + count, "-i", "0.02", "-W", "2", RouterLab.SERVER_ADDRESS};
        Command.Result result = Command.tryRun(lab.client().inside(ping));
        List<Integer> ttls = TTL.matcher(result.output())
                .results()
                .map(match -> Integer.parseInt(match.group(1)))
                .toList();
        if (result.status() != 0
                || ttls.size() != count
                || ttls.stream().distinct().count() != 1) {
            throw new NotAsExpected(ttls.size() + " of " + count + " pings answered, with ttl " + ttls);
        }
        return ttls.get(0);
    }

    /** Downloads from the server over TCP and compares hashes. */
    String download(long seed) throws Exception {
        return transfer(seed, true);
    }

    /** Uploads to the server over TCP and compares hashes. */
    String upload(long seed) throws Exception {
        return transfer(seed, false);
    }

    private String transfer(long seed, boolean isDownload) throws Exception {
        byte[] content = new byte[TRANSFER_BYTES];
        new Random(seed).nextBytes(content);
        try (ServerSocket listener = lab.server().call(Peers::listen)) {
            Future<byte[]> serving = server.submit(() -> {
                try (Socket socket = accept(listener)) {
                    return isDownload ? send(socket, content) : sha256(socket.getInputStream());
                }
            });
            long startNs = System.nanoTime();
            byte[] atClient;
            try (Socket socket = lab.client().call(Peers::connect)) {
                atClient = isDownload ? sha256(socket.getInputStream()) : send(socket, content);
            }
            byte[] atServer = serving.get();
            long ms = Math.max(1, (System.nanoTime() - startNs) / 1_000_000);
            if (!Arrays.equals(atClient, atServer)) {
                throw new NotAsExpected("what arrived has another sha-256 than what was sent");
            }
            return TRANSFER_BYTES + " bytes, sha-256 " + HexFormat.of().formatHex(atClient, 0, 4) + "… equal, "
                    + TRANSFER_BYTES * 8L / 1000 / ms + " Mbit/s";
        }
    }

    private static Socket accept(ServerSocket listener) throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    /** Sends everything; returns the hash of what was sent. */
    private static byte[] send(Socket socket, byte[] content) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(content);
        out.flush();
        return sha256(content);
    }

    private static ServerSocket listen() throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(RouterLab.SERVER_ADDRESS, TRANSFER_PORT));
        listener.setSoTimeout(TIMEOUT_MS);
        return listener;
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(RouterLab.SERVER_ADDRESS, TRANSFER_PORT), TIMEOUT_MS);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    private static byte[] sha256(byte[] content) {
        return digest().digest(content);
    }

    private static byte[] sha256(InputStream in) throws IOException {
        MessageDigest digest = digest();
        byte[] chunk = new byte[65_536];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            digest.update(chunk, 0, read);
        }
        return digest.digest();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
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
        return lab.server().call(() -> {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(RouterLab.SERVER_ADDRESS, port));
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

    @Override
    public void close() {
        server.shutdownNow();
    }
}
