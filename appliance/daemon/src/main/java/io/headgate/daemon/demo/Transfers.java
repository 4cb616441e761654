package io.headgate.daemon.demo;

import io.headgate.daemon.demo.CheckList.NotAsExpected;
import io.headgate.net.lab.RouterLab;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** TCP between client and server, with real sockets inside their namespaces. */
final class Transfers implements AutoCloseable {
    private static final int BYTES = 10_000_000;
    private static final int PORT = 8080;
    private static final int TIMEOUT_MS = 5_000;

    private final RouterLab lab;
    private final ExecutorService server = Executors.newCachedThreadPool(body -> {
        Thread thread = new Thread(body, "demo-server");
        thread.setDaemon(true);
        return thread;
    });

    Transfers(RouterLab lab) {
        this.lab = lab;
    }

    /** Downloads from the server over TCP and compares hashes. */
    String download(long seed) throws Exception {
        return transfer(seed, true, PORT, PORT);
    }

    /** As {@link #download}, from another port than the one that the server listens at. */
    String downloadFrom(long seed, int seenPort, int realPort) throws Exception {
        return transfer(seed, true, seenPort, realPort) + ", port " + seenPort + " is " + realPort;
    }

    /** Uploads to the server over TCP and compares hashes. */
    String upload(long seed) throws Exception {
        return transfer(seed, false, PORT, PORT);
    }

    private String transfer(long seed, boolean isDownload, int seenPort, int realPort) throws Exception {
        byte[] content = new byte[BYTES];
        new Random(seed).nextBytes(content);
        try (ServerSocket listener = lab.server().call(() -> listen(realPort))) {
            Future<byte[]> serving = server.submit(() -> {
                try (Socket socket = accept(listener)) {
                    return isDownload ? send(socket, content) : sha256(socket.getInputStream());
                }
            });
            long startNs = System.nanoTime();
            byte[] atClient;
            try (Socket socket = lab.client().call(() -> connect(seenPort))) {
                atClient = isDownload ? sha256(socket.getInputStream()) : send(socket, content);
            }
            byte[] atServer = serving.get();
            long ms = Math.max(1, (System.nanoTime() - startNs) / 1_000_000);
            if (!Arrays.equals(atClient, atServer)) {
                throw new NotAsExpected("what arrived has another sha-256 than what was sent");
            }
            return BYTES + " bytes, sha-256 " + HexFormat.of().formatHex(atClient, 0, 4) + "… equal, "
                    + BYTES * 8L / 1000 / ms + " Mbit/s";
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

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(RouterLab.SERVER_ADDRESS, port));
        listener.setSoTimeout(TIMEOUT_MS);
        return listener;
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(RouterLab.SERVER_ADDRESS, port), TIMEOUT_MS);
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

    @Override
    public void close() {
        server.shutdownNow();
    }
}
