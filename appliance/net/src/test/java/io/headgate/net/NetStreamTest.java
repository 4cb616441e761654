package io.headgate.net;

import static io.headgate.net.NetPair.LOOPBACK;
import static io.headgate.net.NetPair.bytes;
import static io.headgate.net.NetPair.errorOf;
import static io.headgate.net.NetPair.open;
import static io.headgate.net.NetPair.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headgate.net.NetPair.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP and Unix streams over loopback. */
@Timeout(60)
class NetStreamTest {
    /** What one receive of the kernel gives at most. */
    private static final int PIECE = 65_536;

    private final NetPair pair = new NetPair();
    private final Net client = pair.client;
    private final Net server = pair.server;

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        pair.close();
    }

    private Connection connect(boolean isUnix) {
        return isUnix ? pair.connectUnix(directory.resolve("s").toString()) : pair.connectTcp();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryBytesBothWays(boolean isUnix) {
        Connection connection = connect(isUnix);

        assertThat(client.send(connection.client(), bytes("a\0b"))).isEqualTo(3);
        assertThat(text(server.receive(connection.server(), 100))).isEqualTo("a\0b");
        assertThat(server.send(connection.server(), bytes("answer"), 3)).isEqualTo(3);
        assertThat(text(client.receive(connection.client(), 100))).isEqualTo("ans");
        assertThat(client.error()).isNull();
        assertThat(server.error()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryEightMegabytesUnchanged(boolean isUnix) {
        Connection connection = connect(isUnix);
        byte[] sent = new byte[8 << 20];
        new Random(4711).nextBytes(sent);

        CompletableFuture<Integer> sender = CompletableFuture.supplyAsync(() -> client.send(connection.client(), sent));
        byte[] received = new byte[sent.length];
        int at = 0;
        while (at < received.length) {
            byte[] piece = server.receive(connection.server(), 200_000);
            assertThat(piece.length).isBetween(1, 200_000);
            System.arraycopy(piece, 0, received, at, piece.length);
            at += piece.length;
        }

        assertThat(sender.join()).isEqualTo(sent.length);
        assertThat(received).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldStopAtTheWaitStringAndLeaveTheRest(boolean isUnix) {
        Connection connection = connect(isUnix);
        client.send(connection.client(), bytes("one\r\ntwo\r\nthree"));

        assertThat(text(server.receive(connection.server(), 100, bytes("\r\n"))))
                .isEqualTo("one\r\n");
        assertThat(server.peek(connection.server())).isEqualTo(10);
        assertThat(text(server.receive(connection.server(), 100, bytes("o\r")))).isEqualTo("two\r");
        assertThat(text(server.receive(connection.server(), 100, bytes("")))).isEqualTo("\n");
        assertThat(text(server.receive(connection.server(), 3, bytes("zz")))).isEqualTo("thr");
        assertThat(text(server.receive(connection.server(), 2, bytes("ee")))).isEqualTo("ee");
    }

    @Test
    void shouldFindOverlappingAndLongWaitStrings() {
        Connection connection = pair.connectTcp();
        client.send(connection.client(), bytes("aaab" + "x".repeat(20_000) + "END."));

        assertThat(text(server.receive(connection.server(), 100, bytes("aab")))).isEqualTo("aaab");
        assertThat(text(server.receive(connection.server(), 30_000, bytes("END"))))
                .isEqualTo("x".repeat(20_000) + "END");
        assertThat(text(server.receive(connection.server(), 100))).isEqualTo(".");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFailAndCloseWhenThePeerHasClosed(boolean isUnix) {
        Connection connection = connect(isUnix);
        client.send(connection.client(), bytes("last"));
        client.close(connection.client());

        assertThat(text(server.receive(connection.server(), 100))).isEqualTo("last");
        assertThat(server.peek(connection.server())).isZero();
        assertThat(server.receive(connection.server(), 100)).isNull();

        assertThat(server.error()).isEqualTo(new NetError(6, "Connection closed"));
        assertThat(server.sessions()).containsExactly(connection.listener());
        assertThat(server.receive(connection.server(), 100)).isNull();
        assertThat(errorOf(server)).isEqualTo(8);
        assertThat(server.receive(connection.server(), 100, bytes("x"))).isNull();
        assertThat(errorOf(server)).isEqualTo(6);
    }

    @Test
    void shouldFailWhenThePeerIsGoneBeforeTheWaitString() {
        Connection connection = pair.connectTcp();
        client.send(connection.client(), bytes("half a line"));
        client.close(connection.client());

        assertThat(server.receive(connection.server(), 100, bytes("\n"))).isNull();

        assertThat(errorOf(server)).isEqualTo(6);
        assertThat(server.sessions()).containsExactly(connection.listener());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellAResetFromAnEnd(boolean hasWaitString) {
        Connection connection = pair.connectTcp();
        server.send(connection.server(), bytes("never read"));
        assertThat(client.select(connection.client(), 'r', 5_000_000)).isTrue();
        client.close(connection.client());

        byte[] received = hasWaitString
                ? server.receive(connection.server(), 10, bytes("x"))
                : server.receive(connection.server(), 10);

        assertThat(received).isNull();
        assertThat(errorOf(server)).isEqualTo(hasWaitString ? 6 : 8);
        assertThat(server.errorDetail()).contains("ECONNRESET");
    }

    /** The reset comes behind whole pieces of 64 KiB, of which one receive takes several. */
    @Test
    void shouldTellAResetBehindWholePieces() {
        Connection connection = pair.connectTcp();
        server.send(connection.server(), bytes("never read"));
        assertThat(client.select(connection.client(), 'r', 5_000_000)).isTrue();
        carry(connection, 8 << 20); // The window grows, so that both pieces fit.
        client.send(connection.client(), new byte[2 * PIECE]);
        awaitQueued(connection.server(), 2 * PIECE);
        client.close(connection.client());

        assertThat(server.receive(connection.server(), 1 << 20)).hasSize(2 * PIECE);
        assertThat(server.receive(connection.server(), 1 << 20)).isNull();

        assertThat(errorOf(server)).isEqualTo(8);
        assertThat(server.errorDetail()).contains("ECONNRESET");
    }

    private void carry(Connection connection, int count) {
        CompletableFuture<Integer> sender =
                CompletableFuture.supplyAsync(() -> client.send(connection.client(), new byte[count]));
        for (int left = count; left > 0; ) {
            left -= server.receive(connection.server(), left).length;
        }
        assertThat(sender.join()).isEqualTo(count);
    }

    private void awaitQueued(int handle, int count) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (server.peek(handle) < count) {
            assertThat(System.nanoTime()).as("queued: " + server.peek(handle)).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldCloseWhenNothingIsAskedFor() {
        Connection connection = pair.connectTcp();
        client.send(connection.client(), bytes("there"));

        assertThat(server.receive(connection.server(), 0)).isNull();

        assertThat(errorOf(server)).isEqualTo(6);
        assertThat(server.sessions()).containsExactly(connection.listener());
    }

    @Test
    void shouldFailTheSecondSendToAClosedPeer() {
        Connection connection = pair.connectTcp();
        server.close(connection.server());
        assertThat(client.select(connection.client(), 'r', 5_000_000)).isTrue();

        assertThat(client.send(connection.client(), bytes("first"))).isEqualTo(5);
        assertThat(client.select(connection.client(), 'e', 100_000)).isFalse();
        assertThat(client.send(connection.client(), bytes("second"))).isEqualTo(-1);

        assertThat(client.error()).isEqualTo(new NetError(9, "Socket send failed"));
        assertThat(client.sessions()).isEmpty();
    }

    @Test
    void shouldSendWhatIsAskedFor() {
        Connection connection = pair.connectTcp();

        assertThat(client.send(connection.client(), bytes("abc"), 0)).isZero();
        assertThat(client.send(connection.client(), bytes(""))).isZero();
        assertThat(client.send(connection.client(), bytes("abc"), -1)).isEqualTo(3);
        assertThat(client.send(connection.client(), bytes("abc"), 99)).isEqualTo(3);
        assertThat(client.send(connection.client(), bytes("abc"), 1)).isEqualTo(1);

        assertThat(text(server.receive(connection.server(), 7))).isEqualTo("abcabca");
    }

    @Test
    void shouldTreatAStreamAsADatagramSocketWithoutAddress() {
        Connection connection = pair.connectTcp();

        assertThat(client.sendTo("192.0.2.1", 9, bytes("to the peer"), connection.client()))
                .isEqualTo(11);
        Datagram received = server.receiveFrom(connection.server(), 100);
        client.close(connection.client());
        Datagram end = server.receiveFrom(connection.server(), 100);

        assertThat(text(received.data())).isEqualTo("to the peer");
        assertThat(received.address()).isEqualTo("0.0.0.0");
        assertThat(received.port()).isZero();
        assertThat(end.data()).isEmpty();
        assertThat(server.error()).isNull();
        assertThat(server.sessions()).contains(connection.server());
    }

    @Test
    void shouldSendToThePeerOnlyByAUnixSocket() {
        Connection connection = connect(true);

        assertThat(client.sendTo("", 0, bytes("yes"), connection.client())).isEqualTo(3);
        assertThat(client.sendTo(LOOPBACK, 1, bytes("no"), connection.client())).isEqualTo(-1);

        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.local(connection.client())).isEqualTo(new Endpoint("local", 0));
        assertThat(server.peer(connection.listener())).isEqualTo(new Endpoint("local", 0));
        assertThat(server.receiveFrom(connection.server(), 9).address()).isEqualTo("0.0.0.0");
    }

    // ---- opening

    @Test
    void shouldNameBothEnds() {
        Connection connection = pair.connectTcp();

        assertThat(client.peer(connection.client())).isEqualTo(server.local(connection.listener()));
        assertThat(server.peer(connection.server())).isEqualTo(client.local(connection.client()));
        assertThat(client.local(connection.client()).address()).isEqualTo(LOOPBACK);
        assertThat(server.peer(connection.listener())).isNull();
        assertThat(errorOf(server)).isEqualTo(16);
    }

    @Test
    void shouldRefuseAPortThatIsTakenAndListenAgainAfterClose() {
        Connection connection = pair.connectTcp();
        int port = server.local(connection.listener()).port();

        assertThat(server.listen(port, LOOPBACK)).isZero();
        assertThat(server.error()).isEqualTo(new NetError(10, "Cannot bind socket"));
        assertThat(server.errorDetail()).contains(LOOPBACK, String.valueOf(port), "EADDRINUSE");
        assertThat(server.close(connection.listener())).isTrue();
        assertThat(server.listen(port, LOOPBACK)).isPositive();
        assertThat(client.send(connection.client(), bytes("still"))).isEqualTo(5);
        assertThat(text(server.receive(connection.server(), 9))).isEqualTo("still");
    }

    @Test
    void shouldSayWhyItCannotOpen() {
        int listener = open(server, server.listen(0, LOOPBACK));
        int port = server.local(listener).port();
        server.close(listener);

        assertThat(client.connect(LOOPBACK, port)).isZero();
        assertThat(errorOf(client)).isEqualTo(4);
        assertThat(client.connect("no.such.host.invalid", 1)).isZero();
        assertThat(errorOf(client)).isEqualTo(2);
        assertThat(client.connect("", 1)).isZero();
        assertThat(errorOf(client)).isEqualTo(2);
        assertThat(client.connect(LOOPBACK, -5)).isZero();
        assertThat(errorOf(client)).isEqualTo(2);
        assertThat(client.connect(LOOPBACK, port, -1)).isZero();
        assertThat(errorOf(client)).isEqualTo(4);
        assertThat(client.listen(0, "198.51.100.7")).isZero();
        assertThat(errorOf(client)).isEqualTo(10);
        assertThat(client.listen(0, "no.such.host.invalid")).isZero();
        assertThat(errorOf(client)).isEqualTo(2);
        assertThat(client.accept(99)).isZero();
        assertThat(errorOf(client)).isEqualTo(5);
        assertThat(client.sessions()).isEmpty();
    }

    @Test
    void shouldCutPortsToSixteenBits() {
        int listener = open(server, server.listen(0, LOOPBACK));
        int port = server.local(listener).port();
        server.close(listener);

        assertThat(server.local(open(server, server.listen(65_536 + port, LOOPBACK))))
                .isEqualTo(new Endpoint(LOOPBACK, port));
    }

    @Test
    void shouldSpeakIpv6() {
        server.ipv(6);
        client.ipv(6);
        int listener = open(server, server.listen(0));
        int port = server.local(listener).port();
        int from = open(client, client.connect("::1", port));
        int accepted = open(server, server.accept(listener));

        assertThat(server.local(listener)).isEqualTo(new Endpoint("::", port));
        assertThat(server.peer(accepted).address()).isEqualTo("::1");
        client.ipv(4);
        open(client, client.connect(LOOPBACK, port));
        assertThat(server.peer(open(server, server.accept(listener))).address()).isEqualTo("::ffff:127.0.0.1");
        assertThat(client.peer(from)).isEqualTo(new Endpoint("::1", port));
    }

    @Test
    void shouldReplaceASocketFileButNoOther() throws IOException {
        Path path = directory.resolve("s");
        Path file = Files.writeString(directory.resolve("precious"), "kept");
        int older = open(server, server.listen(path.toString()));
        int newer = open(server, server.listen(path.toString()));

        open(client, client.connect(path.toString()));
        assertThat(server.select(newer, 'r', 5_000_000)).isTrue();
        assertThat(server.select(older, 'r', 0)).isFalse();
        assertThat(server.listen(file.toString())).isZero();
        assertThat(errorOf(server)).isEqualTo(10);
        assertThat(file).hasContent("kept");
        assertThat(server.listen(directory.resolve("no/such").toString())).isZero();
        assertThat(errorOf(server)).isEqualTo(10);
        assertThat(server.listen(directory.toString())).isZero();
        assertThat(errorOf(server)).isEqualTo(10);
        server.close(newer);
        assertThat(path).exists();
        assertThat(client.connect(path.toString())).isZero();
        assertThat(errorOf(client)).isEqualTo(4);
        assertThat(client.connect(file.toString())).isZero();
        assertThat(errorOf(client)).isEqualTo(4);
    }

    /** The path that is bound ends where the kernel's structure does; what has the whole name is another file. */
    @Test
    void shouldReplaceTheSocketAtThePathAsItIsCut() throws IOException {
        String whole = directory.resolve("x".repeat(150)).toString();
        Path cut = Path.of(whole.substring(0, 107));
        Path other = Files.writeString(Path.of(whole), "kept");

        open(server, server.listen(whole));
        open(server, server.listen(whole));

        assertThat(cut).exists();
        assertThat(other).hasContent("kept");
        open(client, client.connect(whole));
    }

    @Test
    void shouldLeakNoDescriptorOverTenThousandConnections() throws IOException {
        int listener = open(server, server.listen(0, LOOPBACK));
        int port = server.local(listener).port();
        client.connect("no.such.host.invalid", 1);
        long before = descriptors();

        for (int i = 0; i < 10_000; i++) {
            int from = open(client, client.connect(LOOPBACK, port));
            int accepted = open(server, server.accept(listener));
            if (i % 3 == 0) {
                server.close(accepted);
                client.receive(from, 1); // Fails at the end of the stream, and closes.
            } else {
                client.close(from);
                server.receive(accepted, 1, bytes("x"));
            }
            if (i % 100 == 0) {
                assertThat(client.connect("no.such.host.invalid", 1)).isZero();
                assertThat(client.listen(port, LOOPBACK)).isZero();
                assertThat(client.connect(directory.resolve("none").toString())).isZero();
            }
        }

        assertThat(server.sessions()).containsExactly(listener);
        assertThat(client.sessions()).isEmpty();
        assertThat(descriptors()).isCloseTo(before, within(5L));
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    void shouldNotMixUpHandlesOfFiles() {
        assertThat(server.close(0)).isFalse();
        assertThat(errorOf(server)).isEqualTo(16);
        int first = open(server, server.listen(0, LOOPBACK));
        int second = open(server, server.listen(0, LOOPBACK));

        assertThat(first).isGreaterThan(2);
        assertThat(server.sessions()).containsExactly(second, first);
        assertThat(server.close(first)).isTrue();
        assertThat(server.close(first)).isFalse();
        assertThat(server.receive(first, 1)).isNull();
    }
}
