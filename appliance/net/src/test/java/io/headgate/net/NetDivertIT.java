package io.headgate.net;

import static io.headgate.net.NetPair.bytes;
import static io.headgate.net.NetPair.errorOf;
import static io.headgate.net.NetPair.open;
import static io.headgate.net.NetPair.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.net.divert.linux.QueueTable;
import io.headgate.net.lab.LabException;
import io.headgate.net.lab.RequiresRoot;
import io.headgate.net.lab.RouterLab;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Divert ports by their handles, between real hosts. */
@RequiresRoot
@Timeout(60)
class NetDivertIT {
    private static final int QUEUE = 77;
    private static final int PING_BYTES = 84;
    private static final int TTL = 8;
    private static final int MOST_US = 10_000_000;

    private static RouterLab lab;

    /** One thread, as a {@code Net} wants it; inside the router. */
    private static ExecutorService router;

    private final Net net = new Net();

    @BeforeAll
    static void createLab() {
        lab = RouterLab.create();
        router = lab.router().call(() -> {
            ExecutorService executor = Executors.newSingleThreadExecutor();
            executor.submit(() -> {}).get(); // Its thread starts here, and so belongs here.
            return executor;
        });
    }

    @AfterAll
    static void removeLab() {
        router.shutdown();
        lab.close();
    }

    @AfterEach
    void reset() {
        inRouter(() -> {
            net.close();
            return null;
        });
        lab.router().run("iptables -w -t raw -F");
    }

    /** Diverts what comes in by an interface of the router. */
    private static void divert(String interfaceName, String more) {
        lab.router()
                .run("iptables -w -t raw -A PREROUTING -i " + interfaceName + more + " -j NFQUEUE --queue-num " + QUEUE
                        + " --queue-bypass");
    }

    private static <T> T inRouter(Callable<T> body) {
        try {
            return router.submit(body).get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause().getMessage(), failed.getCause());
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private int listen() {
        return inRouter(() -> open(net, net.listen(QUEUE, "", "divert")));
    }

    private static CompletableFuture<String> ping(int count) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return lab.client().run("ping -c " + count + " -i 0.01 -W 1 " + RouterLab.SERVER_ADDRESS);
            } catch (LabException lost) {
                return lost.getMessage();
            }
        });
    }

    private Datagram next(int handle) {
        assertThat(net.select(handle, 'r', MOST_US)).as("a packet").isTrue();
        return net.receiveFrom(handle, 65_536);
    }

    @Test
    void shouldRewriteAndReinject() {
        divert("wan", "");
        lab.router().run("iptables -w -t raw -I PREROUTING -i wan -j MARK --set-mark 0x51234");
        int port = listen();
        CompletableFuture<String> ping = ping(20);

        inRouter(() -> {
            for (int i = 0; i < 20; i++) {
                assertThat(net.select(port, 'r', MOST_US)).isTrue();
                assertThat(net.peek(port)).isEqualTo(PING_BYTES);
                Datagram packet = net.receiveFrom(port, 65_536);
                assertThat(packet.data()).hasSize(PING_BYTES);
                assertThat(packet.address()).isEqualTo("in/wan#" + (i + 1));
                assertThat(packet.port()).isEqualTo(0x1234);
                packet.data()[TTL] = 33;
                assertThat(net.sendTo(packet.address(), packet.port(), packet.data(), port))
                        .isEqualTo(PING_BYTES);
                assertThat(net.error()).isNull();
            }
            return null;
        });

        assertThat(ping.join()).contains(" 20 received").contains("ttl=32").doesNotContain("ttl=63");
        assertThat(net.isDivert(port)).isTrue();
        assertThat(net.local(port)).isEqualTo(new Endpoint("0.0.0.0", QUEUE));
        assertThat(net.refusedPackets(port)).isZero();
    }

    @Test
    void shouldReinjectUnchangedPacketsInAnyOrder() {
        divert("wan", "");
        int port = listen();
        CompletableFuture<String> ping = ping(10);

        inRouter(() -> {
            List<Datagram> packets = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                packets.add(next(port));
            }
            for (int i : new int[] {9, 0, 5, 4, 8, 1, 2, 7, 3, 6}) {
                Datagram packet = packets.get(i);
                assertThat(net.sendTo(packet.address(), 0, packet.data(), port)).isEqualTo(PING_BYTES);
            }
            return null;
        });

        assertThat(ping.join()).contains(" 10 received").contains("ttl=63");
    }

    @Test
    void shouldSendBackMoreThanItReceived() throws Exception {
        divert("lan", " -p udp");
        int port = listen();
        try (Net peer = new Net()) {
            int to = lab.server().call(() -> open(peer, peer.listen(4_000, "", "udp")));
            lab.client().call(() -> {
                try (Net client = new Net()) {
                    return client.sendUdp(RouterLab.SERVER_ADDRESS, 4_000, bytes("hello"), false);
                }
            });

            inRouter(() -> {
                Datagram packet = next(port);
                byte[] grown = Arrays.copyOf(packet.data(), packet.data().length + 7);
                System.arraycopy(bytes(", world"), 0, grown, packet.data().length, 7);
                ByteBuffer fields = ByteBuffer.wrap(grown);
                fields.putShort(2, (short) grown.length);
                fields.putShort(24, (short) (grown.length - 20));
                fields.putShort(26, (short) 0); // No UDP checksum.
                assertThat(net.sendTo(packet.address(), 0, grown, port)).isEqualTo(grown.length);
                return null;
            });

            assertThat(peer.select(to, 'r', MOST_US)).isTrue();
            assertThat(text(peer.receive(to, 100))).isEqualTo("hello, world");
        }
    }

    @Test
    void shouldDropWhatIsNotSentBackAndLeaveNothingBehind() throws IOException {
        divert("wan", "");
        long before = descriptors();
        int port = listen();
        CompletableFuture<String> ping = ping(3);
        inRouter(() -> {
            for (int i = 0; i < 3; i++) {
                next(port);
            }
            return null;
        });

        assertThat(ping.join()).contains(" 0 received");
        assertThat(inRouter(() -> new QueueTable(Path.of("/proc")).find(QUEUE))).isPresent();
        assertThat(inRouter(() -> net.close(port))).isTrue();

        assertThat(inRouter(() -> new QueueTable(Path.of("/proc")).find(QUEUE))).isEmpty();
        assertThat(descriptors()).isEqualTo(before);
        assertThat(ping(3).join()).contains(" 3 received");
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(NetDivertIT::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().matches("socket:.*|.*eventfd.*");
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void shouldDropTheOldestWhenTooManyWait() {
        divert("wan", "");
        int port = listen();
        CompletableFuture<String> ping = ping(100);

        inRouter(() -> {
            List<Datagram> packets = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                packets.add(next(port));
            }
            int sent = 0;
            for (Datagram packet : packets) {
                sent += net.sendTo(packet.address(), 0, packet.data(), port) > 0 ? 1 : 0;
                assertThat(net.error()).isNull();
            }
            assertThat(sent).isBetween(63, 64);
            assertThat(net.refusedPackets(port)).isEqualTo(100 - sent);
            assertThat(net.sendTo(packets.get(0).address(), 0, packets.get(0).data(), port))
                    .isEqualTo(-1);
            assertThat(net.errorDetail()).contains("in/wan#1");
            assertThat(packets.get(99).address()).isEqualTo("in/wan#100");
            return null;
        });

        assertThat(ping.join()).containsPattern(" 6[34] received");
    }

    @Test
    void shouldRefuseWhatIsNoPacketAndKeepTheOneItStandsFor() {
        divert("wan", "");
        int port = listen();
        CompletableFuture<String> ping = ping(1);

        inRouter(() -> {
            Datagram packet = next(port);
            byte[] whole = packet.data();
            List<byte[]> wrong =
                    List.of(bytes(""), bytes("hello"), Arrays.copyOf(whole, 40), new byte[84], new byte[70_000]);
            for (byte[] data : wrong) {
                assertThat(net.sendTo(packet.address(), 0, data, port)).isEqualTo(-1);
                assertThat(net.error()).isNull();
                assertThat(net.errorDetail()).contains(packet.address());
            }
            assertThat(net.sendTo("E", 0, whole, port)).isEqualTo(-1);
            assertThat(net.refusedPackets(port)).isEqualTo(6);
            assertThat(net.sendTo(packet.address(), 0, whole, port)).isEqualTo(PING_BYTES);
            assertThat(net.sendTo(packet.address(), 0, whole, port)).isEqualTo(-1);
            assertThat(net.error()).isNull();
            return null;
        });

        assertThat(ping.join()).contains(" 1 received");
    }

    @Test
    void shouldCutToWhatIsAskedFor() {
        divert("wan", "");
        int port = listen();
        CompletableFuture<String> ping = ping(3);

        inRouter(() -> {
            assertThat(net.select(port, 'r', MOST_US)).isTrue();
            assertThat(net.receiveFrom(port, 20).data()).hasSize(20);
            assertThat(net.receive(port, 65_536)).hasSize(PING_BYTES);
            assertThat(text(net.receive(port, 9, bytes("E")))).isEqualTo("E");
            return null;
        });

        assertThat(ping.join()).contains(" 0 received");
    }

    @Test
    void shouldRefuseAQueueThatIsTaken() {
        listen();

        assertThat(inRouter(() -> net.listen(QUEUE, "", "divert"))).isZero();

        assertThat(net.error()).isEqualTo(new NetError(10, "Cannot bind socket"));
        assertThat(net.errorDetail())
                .contains("is taken by process " + ProcessHandle.current().pid());
    }

    @Test
    void shouldBeASocketAmongOthers() {
        divert("wan", "");
        int port = listen();
        inRouter(() -> checkAmongOthers(port));
    }

    private Void checkAmongOthers(int port) {
        int other = open(net, net.listen(0, "127.0.0.1", "udp"));

        assertThat(net.peek(port)).isZero();
        assertThat(net.select(List.of(other, port), 'r', 10_000)).isEmpty();
        assertThat(net.select(List.of(other, port), 'w', 10_000)).containsExactly(other, port);
        CompletableFuture<String> ping = ping(1);
        assertThat(net.select(List.of(other, port), 'r', MOST_US)).containsExactly(port);
        Datagram packet = net.receiveFrom(port, 65_536);
        net.sendTo(packet.address(), 0, packet.data(), port);
        assertThat(ping.join()).contains(" 1 received");
        net.interrupt();
        assertThat(net.receiveFrom(port, 9)).isNull();
        assertThat(errorOf(net)).isEqualTo(8);
        assertThat(net.peer(port)).isNull();
        assertThat(errorOf(net)).isEqualTo(16);
        assertThat(net.accept(port)).isZero();
        assertThat(errorOf(net)).isEqualTo(5);
        assertThat(net.sessions()).containsExactly(other, port);
        assertThat(net.send(port, bytes("x"))).isEqualTo(-1);
        assertThat(errorOf(net)).isEqualTo(9);
        assertThat(net.sessions()).containsExactly(other);
        return null;
    }
}
