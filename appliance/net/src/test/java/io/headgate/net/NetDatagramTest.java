package io.headgate.net;

import static io.headgate.net.NetPair.LOOPBACK;
import static io.headgate.net.NetPair.bytes;
import static io.headgate.net.NetPair.errorOf;
import static io.headgate.net.NetPair.open;
import static io.headgate.net.NetPair.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP over loopback. */
@Timeout(60)
class NetDatagramTest {
    private static final int LARGEST = 65_507;

    private final NetPair pair = new NetPair();
    private final Net client = pair.client;
    private final Net server = pair.server;

    @AfterEach
    void close() {
        pair.close();
    }

    private int bound(Net net) {
        return open(net, net.listen(0, LOOPBACK, "udp"));
    }

    private static int portOf(Net net, int handle) {
        return net.local(handle).port();
    }

    @Test
    void shouldAnswerWhereADatagramCameFrom() {
        int to = bound(server);
        int from = bound(client);

        assertThat(client.sendTo(LOOPBACK, portOf(server, to), bytes("a\0b"), from))
                .isEqualTo(3);
        Datagram asked = server.receiveFrom(to, 20);
        assertThat(server.sendTo(asked.address(), asked.port(), bytes("answer"), to))
                .isEqualTo(6);

        assertThat(text(asked.data())).isEqualTo("a\0b");
        assertThat(asked.address()).isEqualTo(LOOPBACK);
        assertThat(asked.port()).isEqualTo(portOf(client, from));
        assertThat(text(client.receive(from, 20))).isEqualTo("answer");
        assertThat(server.peer(to)).isNull();
        assertThat(server.error()).isEqualTo(new NetError(16, "Not a valid socket"));
    }

    @Test
    void shouldTakeAPortAsSixteenBits() {
        int to = bound(server);
        int from = bound(client);
        int port = portOf(server, to);

        assertThat(client.sendTo(LOOPBACK, port - 65_536, bytes("negative"), from))
                .isEqualTo(8);
        assertThat(client.sendUdp(LOOPBACK, port + 65_536, bytes("large"), false))
                .isEqualTo(5);

        assertThat(text(server.receive(to, 20))).isEqualTo("negative");
        assertThat(text(server.receive(to, 20))).isEqualTo("large");
    }

    @Test
    void shouldLoseWhatWasNotAskedFor() {
        int to = bound(server);
        int port = portOf(server, to);
        for (String each : new String[] {"first", "second", "third", "fourth"}) {
            client.sendUdp(LOOPBACK, port, bytes(each), false);
        }

        assertThat(text(server.receive(to, 2))).isEqualTo("fi");
        assertThat(text(server.receiveFrom(to, 3).data())).isEqualTo("sec");
        assertThat(server.receiveFrom(to, 0).data()).isEmpty();
        assertThat(server.peek(to)).isEqualTo(6);
        assertThat(text(server.receive(to, 20))).isEqualTo("fourth");
        assertThat(server.peek(to)).isZero();
        assertThat(server.error()).isNull();
    }

    @Test
    void shouldTakeAnEmptyDatagramForAnEndExceptByReceiveFrom() {
        int to = bound(server);
        int from = bound(client);
        int port = portOf(server, to);
        assertThat(client.sendTo(LOOPBACK, port, bytes(""), from)).isZero();
        assertThat(client.sendTo(LOOPBACK, port, bytes(""), from)).isZero();
        assertThat(client.error()).isNull();

        assertThat(server.select(to, 'r', 5_000_000)).isTrue();
        assertThat(server.peek(to)).isZero();
        assertThat(server.receiveFrom(to, 20).data()).isEmpty();
        assertThat(server.receive(to, 20)).isNull();

        assertThat(errorOf(server)).isEqualTo(6);
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void shouldCollectFirstBytesForAWaitString() {
        int to = bound(server);
        int port = portOf(server, to);
        for (String each : new String[] {"apple", "bean", "cress", "dill"}) {
            client.sendUdp(LOOPBACK, port, bytes(each), false);
        }

        assertThat(text(server.receive(to, 20, bytes("bc")))).isEqualTo("abc");
        assertThat(server.peek(to)).isEqualTo(4);
    }

    @Test
    void shouldCarryTheLargestDatagramAndNoLarger() {
        int to = bound(server);
        int from = bound(client);
        byte[] largest = new byte[LARGEST];
        new Random(4711).nextBytes(largest);

        assertThat(client.sendTo(LOOPBACK, portOf(server, to), largest, from)).isEqualTo(LARGEST);
        assertThat(server.peek(to)).isEqualTo(LARGEST);
        assertThat(server.receiveFrom(to, 1 << 20).data()).isEqualTo(largest);
        assertThat(client.sendTo(LOOPBACK, portOf(server, to), new byte[LARGEST + 1], from))
                .isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sendTo(LOOPBACK, portOf(server, to), new byte[70_000], from))
                .isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sessions()).containsExactly(from);
    }

    @Test
    void shouldSayWhyADatagramCannotBeSent() {
        int from = bound(client);

        assertThat(client.sendTo("no.such.host.invalid", 9, bytes("x"), from)).isEqualTo(-1);
        assertThat(client.error()).isEqualTo(new NetError(2, "DNS resolution failed"));
        assertThat(client.sendTo("", 9, bytes("x"), from)).isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sendTo(LOOPBACK, 0, bytes("x"), from)).isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sendTo("127.255.255.255", 9, bytes("x"), from)).isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sendTo(LOOPBACK, 9, bytes("x"), 99)).isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sessions()).containsExactly(from);
        assertThat(client.send(from, bytes("x"))).isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sessions()).isEmpty();
        assertThat(client.sendUdp("", 9, bytes("x"), false)).isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sendUdp("no.such.host.invalid", 9, bytes("x"), false)).isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(2);
    }

    @Test
    void shouldConnectToOnePeer() {
        int to = bound(server);
        int other = bound(server);
        int from = open(client, client.connect(LOOPBACK, portOf(server, to), "UDP"));
        Endpoint own = client.local(from);

        assertThat(client.send(from, bytes("sent"))).isEqualTo(4);
        assertThat(client.sendTo("", 1, bytes("sent to"), from)).isEqualTo(7);
        assertThat(text(server.receive(to, 20))).isEqualTo("sent");
        assertThat(text(server.receive(to, 20))).isEqualTo("sent to");
        assertThat(client.sendTo(LOOPBACK, portOf(server, other), bytes("elsewhere"), from))
                .isEqualTo(9);
        assertThat(text(server.receive(other, 20))).isEqualTo("elsewhere");
        server.sendTo(own.address(), own.port(), bytes("a stranger"), other);
        server.sendTo(own.address(), own.port(), bytes("the peer"), to);
        assertThat(text(client.receive(from, 20))).isEqualTo("the peer");
        assertThat(client.peer(from)).isEqualTo(server.local(to));
    }

    @Test
    void shouldOpenASocketWithoutPeer() {
        int to = bound(server);
        int from = open(client, client.connect("", 0, "u"));

        assertThat(client.local(from)).isEqualTo(new Endpoint("0.0.0.0", 0));
        assertThat(client.peer(from)).isNull();
        assertThat(errorOf(client)).isEqualTo(16);
        assertThat(client.sendTo(LOOPBACK, portOf(server, to), bytes("x"), from))
                .isEqualTo(1);
        assertThat(client.send(from, bytes("x"))).isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sessions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellThatNobodyListens(boolean isSending) {
        int gone = bound(server);
        int port = portOf(server, gone);
        server.close(gone);
        int from = open(client, client.connect(LOOPBACK, port, "udp"));
        assertThat(client.send(from, bytes("x"))).isEqualTo(1);
        assertThat(client.select(from, 'r', 5_000_000)).isTrue();

        if (isSending) {
            assertThat(client.send(from, bytes("y"))).isEqualTo(-1);
        } else {
            assertThat(client.receive(from, 20)).isNull();
        }

        assertThat(errorOf(client)).isEqualTo(isSending ? 9 : 8);
        assertThat(client.errorDetail()).contains("ECONNREFUSED");
        assertThat(client.sessions()).isEmpty();
    }

    @Test
    void shouldBroadcastOnlyWhenAsked() {
        int to = open(server, server.listen(0, "", "udp"));
        int port = portOf(server, to);
        int from = open(client, client.connect("127.255.255.255", port, "broadcast"));

        assertThat(client.send(from, bytes("all"))).isEqualTo(3);
        assertThat(text(server.receive(to, 20))).isEqualTo("all");
        assertThat(client.connect("127.255.255.255", port, "udp")).isZero();
        assertThat(errorOf(client)).isEqualTo(4);
        assertThat(client.sendUdp("127.255.255.255", port, bytes("x"), false)).isEqualTo(-1);
        assertThat(errorOf(client)).isEqualTo(9);
        assertThat(client.sendUdp("127.255.255.255", port, bytes("flagged"), true))
                .isEqualTo(7);
        assertThat(text(server.receive(to, 20))).isEqualTo("flagged");
    }

    // ---- one shot

    @Test
    void shouldReceiveOnceAndLeaveNothingOpen() {
        int from = bound(client);
        int port = freePort();
        CompletableFuture<Datagram> received =
                CompletableFuture.supplyAsync(() -> server.receiveUdp(port, 20, 10_000_000, LOOPBACK));
        while (!received.isDone()) {
            client.sendTo(LOOPBACK, port, bytes("once"), from);
            client.select(from, 'r', 10_000);
        }

        assertThat(text(received.join().data())).isEqualTo("once");
        assertThat(received.join().port()).isEqualTo(portOf(client, from));
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void shouldGiveUpWhenTheTimeIsOver() {
        long startNs = System.nanoTime();

        assertThat(server.receiveUdp(0, 20, 50_000, "")).isNull();

        assertThat(System.nanoTime() - startNs).isBetween(49_000_000L, 10_000_000_000L);
        assertThat(server.error()).isEqualTo(new NetError(18, "Operation timed out"));
        assertThat(server.errorDetail()).contains("50000 µs");
        assertThat(server.sessions()).isEmpty();
        assertThat(server.receiveUdp(0, 20, 50_000, "198.51.100.7")).isNull();
        assertThat(errorOf(server)).isEqualTo(10);
        assertThat(server.receiveUdp(0, 20, 50_000, "no.such.host.invalid")).isNull();
        assertThat(errorOf(server)).isEqualTo(2);
    }

    private int freePort() {
        int handle = bound(server);
        int port = portOf(server, handle);
        server.close(handle);
        return port;
    }

    @Test
    void shouldSpeakIpv6() {
        server.ipv(6);
        client.ipv(6);
        int to = open(server, server.listen(0, "::1", "udp"));
        int from = open(client, client.connect("", 0, "udp"));

        assertThat(client.local(from)).isEqualTo(new Endpoint("::", 0));
        assertThat(client.sendTo("::1", portOf(server, to), bytes("six"), from)).isEqualTo(3);

        assertThat(server.receiveFrom(to, 20).address()).isEqualTo("::1");
    }

    // ---- groups, as far as they need no multicast route

    @Test
    void shouldBindWhatIsNoGroupWithoutJoining() {
        int garbage = open(server, server.listen(0, "garbage", "multi"));
        int unicast = open(server, server.listen(0, LOOPBACK, "m"));
        int nothing = open(server, server.listen(0, "", "MULTI"));
        int tooLarge = open(server, server.listen(0, "224.0.0.300", "multi"));

        assertThat(server.error()).isNull();
        for (int handle : new int[] {garbage, unicast, nothing, tooLarge}) {
            assertThat(server.local(handle).address()).isEqualTo("0.0.0.0");
            client.sendUdp(LOOPBACK, portOf(server, handle), bytes("x"), false);
            assertThat(text(server.receive(handle, 9))).isEqualTo("x");
        }
    }

    @Test
    void shouldJoinAnIpv6GroupOnAnInterfaceByItsAddress() {
        server.ipv(6);

        server.interfaceAddress("::1");
        assertThat(server.listen(0, "ff15::1", "multi")).isPositive();
        server.interfaceAddress("2001:db8::1");
        assertThat(server.listen(0, "ff15::1", "multi")).isZero();
        assertThat(server.error()).isEqualTo(new NetError(10, "Cannot bind socket"));
        assertThat(server.errorDetail()).contains("no interface has the address");
    }

    @Test
    void shouldRefuseAnIpv4GroupOfAnIpv6Socket() throws IOException {
        server.ipv(6);
        assertThat(server.listen(0, "ff15::1", "multi")).isIn(0, 3); // Loads all classes; a route may be missing.
        long before = descriptors();

        for (int i = 0; i < 100; i++) {
            assertThat(server.listen(0, "::ffff:226.0.0.1", "multi")).isZero();
            assertThat(errorOf(server)).isEqualTo(10);
            assertThat(server.errorDetail()).contains("226.0.0.1 is no IPV6 address");
        }
        server.interfaceAddress("::ffff:127.0.0.1");
        assertThat(server.listen(0, "ff15::1", "multi")).isZero();
        assertThat(errorOf(server)).isEqualTo(10);

        assertThat(descriptors()).isCloseTo(before, within(5L));
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    void shouldFailToConnectByAnInterfaceThatIsNotThere() {
        client.ipv(6);
        client.interfaceAddress("2001:db8::1");

        assertThat(client.connect("", 0, "multi")).isZero();
        assertThat(errorOf(client)).isEqualTo(4);
    }
}
