package io.headgate.net;

import static io.headgate.net.NetPair.LOOPBACK;
import static io.headgate.net.NetPair.bytes;
import static io.headgate.net.NetPair.errorOf;
import static io.headgate.net.NetPair.open;
import static io.headgate.net.NetPair.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.net.NetPair.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Select, interrupts, names and errors. */
@Timeout(60)
class NetTest {
    private final NetPair pair = new NetPair();
    private final Net client = pair.client;
    private final Net server = pair.server;

    @AfterEach
    void close() {
        pair.close();
    }

    // ---- select

    @Test
    void shouldGiveTheReadyOnesInTheirOrder() {
        Connection connection = pair.connectTcp();
        int listener = connection.listener();
        int accepted = connection.server();

        assertThat(server.select(List.of(listener, accepted), 'r', 1_000)).isEmpty();
        assertThat(server.select(accepted, 'w', 1_000)).isTrue();
        assertThat(server.select(List.of(listener, accepted), 'w', 1_000)).containsExactly(accepted);
        client.send(connection.client(), bytes("x"));
        assertThat(server.select(List.of(accepted, listener, accepted), 'r', 5_000_000))
                .containsExactly(accepted, accepted);
        open(client, client.connect(LOOPBACK, server.local(listener).port()));
        assertThat(server.select(List.of(listener, accepted), 'r', -1)).containsExactly(listener, accepted);
        assertThat(server.select(accepted, 'e', 1_000)).isFalse();
        assertThat(server.error()).isNull();
    }

    @Test
    void shouldWaitOutTheTimeAndNoLonger() {
        Connection connection = pair.connectTcp();
        client.close(connection.client());

        for (List<Integer> idle : List.of(List.<Integer>of(), List.of(connection.listener()))) {
            long startNs = System.nanoTime();
            assertThat(server.select(idle, 'r', 30_000)).isEmpty();
            assertThat(System.nanoTime() - startNs).isGreaterThan(29_000_000L);
        }
        // The peer's end is reported to every poll, asked for or not.
        long startNs = System.nanoTime();
        assertThat(server.select(connection.server(), 'e', 30_000)).isFalse();
        assertThat(System.nanoTime() - startNs).isGreaterThan(29_000_000L);
        assertThat(server.select(connection.server(), 'r', 0)).isTrue();
    }

    @Test
    void shouldRefuseToSelectWhatItCannot() {
        int listener = open(server, server.listen(0, LOOPBACK));

        assertThat(server.select(List.of(listener, 99), 'r', 0)).isNull();
        assertThat(server.error()).isEqualTo(new NetError(14, "Select failed"));
        assertThat(server.select(listener, 'r', -2)).isFalse();
        assertThat(errorOf(server)).isEqualTo(14);
        assertThat(server.select(Collections.nCopies(1_025, listener), 'r', 0)).isNull();
        assertThat(errorOf(server)).isEqualTo(11);
        assertThat(server.select(Collections.nCopies(1_024, listener), 'r', 0)).isEmpty();
        assertThat(server.error()).isNull();
        assertThatThrownBy(() -> server.select(listener, 'R', 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNotPeekWhereNothingCanBeRead() {
        int listener = open(server, server.listen(0, LOOPBACK));

        assertThat(server.peek(listener)).isEqualTo(-1);
        assertThat(server.error()).isEqualTo(new NetError(15, "Peek failed"));
        assertThat(server.peek(99)).isEqualTo(-1);
        assertThat(errorOf(server)).isEqualTo(15);
    }

    // ---- interrupts

    /** Interrupts until the call has ended; it cannot end by itself. */
    private static <T> T interrupted(Net net, Supplier<T> call) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(call);
        assertThatThrownBy(() -> result.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        net.interrupt();
        try {
            return result.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new AssertionError("the call does not end", failed);
        }
    }

    @Test
    void shouldEndEveryWaitAndLeaveTheSocketAsItWas() {
        Connection connection = pair.connectTcp();
        int datagrams = open(server, server.listen(0, LOOPBACK, "udp"));
        int stream = connection.server();

        assertThat(interrupted(server, () -> server.accept(connection.listener())))
                .isZero();
        assertThat(errorOf(server)).isEqualTo(5);
        assertThat(interrupted(server, () -> server.receive(stream, 9) == null)).isTrue();
        assertThat(errorOf(server)).isEqualTo(8);
        assertThat(interrupted(server, () -> server.receiveFrom(datagrams, 9) == null))
                .isTrue();
        assertThat(errorOf(server)).isEqualTo(8);
        assertThat(interrupted(server, () -> server.receiveUdp(0, 9, 0, LOOPBACK) == null))
                .isTrue();
        assertThat(errorOf(server)).isEqualTo(8);
        assertThat(interrupted(server, () -> server.select(datagrams, 'r', -1))).isFalse();
        assertThat(errorOf(server)).isEqualTo(14);

        assertThat(server.sessions()).containsExactly(datagrams, stream, connection.listener());
        client.send(connection.client(), bytes("works"));
        assertThat(text(server.receive(stream, 9))).isEqualTo("works");
    }

    @Test
    void shouldKeepWhatWasCollectedForAWaitString() {
        Connection connection = pair.connectTcp();
        int stream = connection.server();
        client.send(connection.client(), bytes("half"));

        assertThat(interrupted(server, () -> server.receive(stream, 100, bytes("\n")) == null))
                .isTrue();
        assertThat(errorOf(server)).isEqualTo(6);
        assertThat(server.peek(stream)).isEqualTo(4);
        assertThat(server.select(stream, 'r', 0)).isTrue();
        client.send(connection.client(), bytes(" a line\nrest"));

        assertThat(text(server.receive(stream, 100, bytes("\n")))).isEqualTo("half a line\n");
        assertThat(text(server.receive(stream, 100))).isEqualTo("rest");
    }

    /** The first bytes of datagrams are no datagram: nothing is left that would count as input. */
    @Test
    void shouldKeepNothingOfDatagrams() {
        int to = open(server, server.listen(0, LOOPBACK, "udp"));
        int port = server.local(to).port();
        client.sendUdp(LOOPBACK, port, bytes("first"), false);

        assertThat(interrupted(server, () -> server.receive(to, 100, bytes("\n")) == null))
                .isTrue();

        assertThat(server.peek(to)).isZero();
        assertThat(server.select(to, 'r', 0)).isFalse();
        client.sendUdp(LOOPBACK, port, bytes("second"), false);
        assertThat(text(server.receiveFrom(to, 100).data())).isEqualTo("second");
        assertThat(server.select(to, 'r', 0)).isFalse();
    }

    @Test
    void shouldEndASendToASlowReaderWhileOthersGoOn() {
        Connection slow = pair.connectTcp();
        Connection quick = pair.connectTcp();
        Net other = new Net();
        int datagrams = open(other, other.listen(0, LOOPBACK, "udp"));

        CompletableFuture<Integer> sent =
                CompletableFuture.supplyAsync(() -> client.send(slow.client(), new byte[64 << 20]));
        for (int i = 0; i < 100; i++) {
            assertThat(server.send(quick.server(), bytes("tick"))).isEqualTo(4);
            server.sendUdp(LOOPBACK, other.local(datagrams).port(), bytes("tock"), false);
            assertThat(text(other.receive(datagrams, 9))).isEqualTo("tock");
        }
        assertThat(sent).isNotDone();
        client.interrupt();

        assertThat(sent.join()).isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sessions()).containsExactly(quick.client());
        assertThat(text(client.receive(quick.client(), 4))).isEqualTo("tick");
        other.close();
    }

    @Test
    void shouldEndTheNextWaitUnlessTakenBack() {
        int datagrams = open(server, server.listen(0, LOOPBACK, "udp"));

        server.interrupt();
        server.interrupt();
        assertThat(server.receive(datagrams, 9)).isNull();
        assertThat(server.select(datagrams, 'r', 1_000)).isFalse();
        assertThat(server.error()).isNull();
        server.interrupt();
        assertThat(server.clearInterrupt()).isTrue();
        assertThat(server.clearInterrupt()).isFalse();
        assertThat(server.select(datagrams, 'r', 1_000)).isFalse();
        assertThat(server.error()).isNull();
    }

    @Test
    void shouldTakeAnInterruptAfterClose() {
        server.close();
        server.close();

        server.interrupt();

        assertThat(server.sessions()).isEmpty();
    }

    // ---- errors, names

    @Test
    void shouldKnowTheTextOfEveryNumber() {
        List<String> texts = new ArrayList<>();
        for (int i = -1; i <= 27; i++) {
            assertThat(Net.error(i).number()).isEqualTo(i);
            texts.add(Net.error(i).text());
        }

        assertThat(texts)
                .containsExactly(
                        "Unknown error",
                        "No error",
                        "Cannot open socket",
                        "DNS resolution failed",
                        "Not a valid service",
                        "Connection failed",
                        "Accept failed",
                        "Connection closed",
                        "Connection broken",
                        "Socket recv failed",
                        "Socket send failed",
                        "Cannot bind socket",
                        "Too many sockets",
                        "Listen failed",
                        "Badly formed IP",
                        "Select failed",
                        "Peek failed",
                        "Not a valid socket",
                        "Cannot block or unblock socket",
                        "Operation timed out",
                        "HTTP bad formed URL",
                        "HTTP file operation failed",
                        "HTTP transfer failed",
                        "HTTP invalid response from server",
                        "HTTP no response from server",
                        "HTTP not content",
                        "HTTP error in header",
                        "HTTP error in chunked format",
                        "Unknown error");
    }

    @Test
    void shouldBindToTheDefaultInterface() {
        assertThat(server.interfaceAddress()).isEqualTo("0.0.0.0");
        assertThat(server.interfaceAddress("localhost")).isEqualTo(LOOPBACK);
        assertThat(server.local(open(server, server.listen(0))).address()).isEqualTo(LOOPBACK);
        assertThat(server.local(open(server, server.listen(0, "", "udp"))).address())
                .isEqualTo(LOOPBACK);
        assertThat(server.interfaceAddress("bad..host")).isNull();
        assertThat(errorOf(server)).isEqualTo(2);
        assertThat(server.interfaceAddress("")).isEqualTo(LOOPBACK);
        assertThat(server.error()).isNull();
        assertThat(server.ipv(6)).isEqualTo(6);
        assertThat(server.interfaceAddress()).isEqualTo("::");
        assertThat(server.interfaceAddress("0:0:0::1")).isEqualTo("::1");
        assertThat(server.ipv(4)).isEqualTo(4);
        assertThat(server.interfaceAddress()).isEqualTo("0.0.0.0");
        assertThatThrownBy(() -> server.ipv(5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldLookUpNamesAndNumbers() {
        assertThat(server.lookup("localhost", false)).isEqualTo(LOOPBACK);
        assertThat(server.lookup(LOOPBACK, false)).isEqualTo("localhost");
        assertThat(server.lookup(LOOPBACK, true)).isEqualTo(LOOPBACK);
        assertThat(server.lookup("192.0.2.1", false)).isNull();
        assertThat(errorOf(server)).isEqualTo(2);
        assertThat(server.lookup("1and.invalid", false)).isNull();
        assertThat(errorOf(server)).isEqualTo(2);
        assertThat(server.lookup("no.such.host.invalid", true)).isNull();
        assertThat(errorOf(server)).isEqualTo(2);
    }

    @Test
    void shouldRefuseUnknownModesWithoutOpeningAnything() {
        assertThatThrownBy(() -> server.listen(0, "", "tcp"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tcp");
        assertThatThrownBy(() -> server.listen(0, "", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.connect(LOOPBACK, 1, "divert")).isInstanceOf(IllegalArgumentException.class);

        assertThat(server.sessions()).isEmpty();
    }
}
