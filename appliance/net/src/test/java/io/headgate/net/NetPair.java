package io.headgate.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** A client and a server on loopback, each with a {@code Net} of its own, so that each has its own error. */
final class NetPair implements AutoCloseable {
    static final String LOOPBACK = "127.0.0.1";

    final Net client = new Net();
    final Net server = new Net();

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        assertThat(bytes).as("received").isNotNull();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The number of the last error, 0 for none. */
    static int errorOf(Net net) {
        return net.error() == null ? 0 : net.error().number();
    }

    static int open(Net net, int handle) {
        assertThat(handle)
                .as(() -> "a handle, but " + net.error() + " " + net.errorDetail())
                .isPositive();
        return handle;
    }

    /** Handles of a connection. */
    record Connection(int listener, int client, int server) {}

    Connection connectTcp() {
        int listener = open(server, server.listen(0, LOOPBACK));
        int port = server.local(listener).port();
        int from = open(client, client.connect(LOOPBACK, port));
        return new Connection(listener, from, open(server, server.accept(listener)));
    }

    Connection connectUnix(String path) {
        int listener = open(server, server.listen(path));
        int from = open(client, client.connect(path));
        return new Connection(listener, from, open(server, server.accept(listener)));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
