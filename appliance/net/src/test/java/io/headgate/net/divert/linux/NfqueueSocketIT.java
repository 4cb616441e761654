package io.headgate.net.divert.linux;

import static io.headgate.net.divert.linux.DivertLab.QUEUE;
import static io.headgate.net.divert.linux.DivertLab.SLOTS;
import static io.headgate.net.divert.linux.DivertLab.any;
import static io.headgate.net.divert.linux.DivertLab.chain;
import static io.headgate.net.divert.linux.DivertLab.ttl;
import static io.headgate.net.divert.linux.DivertLab.wire;
import static io.headgate.net.lab.RouterLab.PEER_INTERFACE;
import static io.headgate.net.lab.RouterLab.SERVER_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.lane.FilterStatus;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.Threading;
import io.headgate.net.DivertSockets;
import io.headgate.net.divert.DivertBackend;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.KernelQueue;
import io.headgate.net.divert.linux.DivertLab.RunningLane;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RequiresRoot;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Verdicts of every kind, and the life of a queue, with the real kernel. */
@RequiresRoot
@Timeout(60)
class NfqueueSocketIT extends InDivertLab {
    private static String ping(int count) {
        return lab.client().run("ping -c " + count + " -i 0.01 -W 2 " + SERVER_ADDRESS);
    }

    /** Ping fails if nothing comes back. */
    private static void pingInVain(int count) {
        assertThatThrownBy(() -> lab.client().run("ping -c " + count + " -i 0.01 -W 0.3 " + SERVER_ADDRESS))
                .hasMessageContaining(" 0 received");
    }

    // ---- pass and change

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldPassPingsUnchangedAndSayWhereTheyCameFrom(Threading threading) {
        divert.divertWan();
        lab.router().run("iptables -w -t raw -I PREROUTING -i wan -j MARK --set-mark 0x1234");
        Set<String> seen = ConcurrentHashMap.newKeySet();
        RunningLane lane = divert.start(threading, any(packet -> {
            seen.add(packet.direction() + " " + packet.interfaceName() + " " + Integer.toHexString(packet.mark()) + " "
                    + packet.backend());
            return Verdict.PASS;
        }));
        Host.Traffic before = lab.server().traffic(PEER_INTERFACE);

        assertThat(ping(20)).contains(" 20 received").contains("ttl=63");

        Ledger ledger = lane.stop();
        Host.Traffic after = lab.server().traffic(PEER_INTERFACE);
        assertThat(seen).containsExactlyInAnyOrder("OUT wan 0 NFQUEUE", "IN wan 1234 NFQUEUE");
        assertThat(ledger.received())
                .isEqualTo(after.received() - before.received() + after.sent() - before.sent())
                .isEqualTo(40);
        assertThat(ledger.reinjected()).isEqualTo(40);
        assertThat(ledger.changed()).isZero();
        assertThat(ledger.isBalanced()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldPassChangedPings(Threading threading) {
        divert.divertWan();
        RunningLane lane = divert.start(threading, ttl(42));

        assertThat(ping(20)).contains(" 20 received").contains("ttl=41");

        Ledger ledger = lane.stop();
        assertThat(ledger.changed()).isEqualTo(40);
        assertThat(ledger.isBalanced()).isTrue();
    }

    @Test
    void shouldMendTheSumOfAChangedPing() {
        divert.divertWan();
        RunningLane lane = divert.start(Threading.SHARED, any(packet -> {
            // Both ways, so that ping knows its own again.
            packet.icmp().identifier(packet.icmp().identifier() ^ 0x5555);
            return Verdict.PASS;
        }));

        assertThat(ping(20)).contains(" 20 received");
        assertThat(lane.stop().changed()).isEqualTo(40);
    }

    // ---- drop and failure

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldDropSilentlyAndCount(Threading threading) {
        divert.divertWan();
        RunningLane lane = divert.start(threading, new Filter() {
            private Verdict drop;

            @Override
            public void onAttach(FilterContext context) {
                drop = context.drop("not-today", "every packet");
            }

            @Override
            public Verdict onPacket(Packet packet) {
                packet.ipv4().ttl(1);
                return drop;
            }
        });
        Host.Traffic before = lab.server().traffic(PEER_INTERFACE);

        pingInVain(10);

        Ledger ledger = lane.stop();
        assertThat(lab.server().traffic(PEER_INTERFACE)).isEqualTo(before);
        assertThat(ledger.dropped()).isEqualTo(Map.of("not-today", 10L));
        assertThat(ledger.received()).isEqualTo(10);
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(lane.kernelQueue().waiting()).isZero();
    }

    @Test
    void shouldGoOnWhenAFilterFails() {
        divert.divertWan();
        AtomicInteger calls = new AtomicInteger();
        RunningLane lane = divert.start(Threading.DEDICATED, any(packet -> {
            packet.ipv4().ttl(9);
            int call = calls.incrementAndGet();
            if (call % 3 == 0) {
                throw new IllegalStateException("every third");
            }
            return call % 3 == 1 ? null : Verdict.PASS;
        }));

        String output = ping(30);

        assertThat(output).contains(" 30 received");
        Ledger ledger = lane.stop();
        assertThat(ledger.received()).isEqualTo(60);
        assertThat(ledger.changed())
                .as("what a failing filter changed is undone")
                .isEqualTo(20);
        assertThat(lane.runner().lane().filterStatus())
                .extracting(FilterStatus::errors)
                .containsExactly(40L);
        assertThat(ledger.isBalanced()).isTrue();
    }

    // ---- queues

    @Test
    void shouldKeepBothDirectionsOfAFlowOnOneOfTwoQueues() {
        divert.divertWan("--queue-balance " + QUEUE + ":" + (QUEUE + 1) + " --queue-bypass");
        Map<Integer, Set<Integer>> lanesOfFlow = new ConcurrentHashMap<>();
        RunningLane[] lanes = new RunningLane[2];
        for (int i = 0; i < 2; i++) {
            int number = i;
            lanes[i] = divert.start(
                    DivertOptions.of(QUEUE + i, Segments.ANY, true), Threading.DEDICATED, SLOTS, chain(any(packet -> {
                        int flow = packet.ipv4().source() ^ packet.ipv4().destination();
                        lanesOfFlow
                                .computeIfAbsent(flow, any -> ConcurrentHashMap.newKeySet())
                                .add(number);
                        return Verdict.PASS;
                    })));
        }
        for (int i = 11; i < 27; i++) {
            lab.client().run("ip addr add 10.91.1." + i + "/24 dev eth0");
            lab.router().run("ip neigh replace 10.91.1." + i + " lladdr 02:00:00:00:01:01 dev lan nud permanent");
            assertThat(lab.client().run("ping -c 1 -W 2 -I 10.91.1." + i + " " + SERVER_ADDRESS))
                    .contains(" 1 received");
        }

        Ledger first = lanes[0].stop();
        Ledger second = lanes[1].stop();
        assertThat(lanesOfFlow).hasSize(16);
        assertThat(lanesOfFlow.values()).allMatch(numbers -> numbers.size() == 1);
        assertThat(first.received()).isPositive();
        assertThat(second.received()).isPositive();
        assertThat(first.received() + second.received()).isEqualTo(32);
    }

    @Test
    void shouldNameTheOwnerOfAQueueThatIsTaken() {
        divert.start(Threading.SHARED, ttl(5));

        assertThatThrownBy(() -> divert.start(Threading.SHARED, ttl(6)))
                .rootCause()
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("queue " + QUEUE + " is taken by process "
                        + ProcessHandle.current().pid() + " (java)");
    }

    @Test
    void shouldGoOnWithAQueueThatWasLostUnderTraffic() throws Exception {
        divert.divertWan();
        RunningLane lane = divert.start(Threading.DEDICATED, ttl(42));
        CompletableFuture<String> pings = CompletableFuture.supplyAsync(() -> ping(200));
        lane.await("packets before the loss", ledger -> ledger.received() >= 50);

        lane.socket().netlink.send(QueueConfiguration.unbind(QUEUE));
        lane.socket().requestReopen();
        DivertLab.await(
                "the queue to be open again",
                () -> lane.kernelQueue().isOpen() && lane.socket().counters().get(Counter.REOPENED) == 1);

        String output = pings.get(30, TimeUnit.SECONDS);
        // Only what the kernel held at that moment may be lost.
        assertThat(received(output)).isBetween(190, 200);
        long before = lane.ledger().received();
        assertThat(ping(10)).contains(" 10 received").contains("ttl=41");
        Ledger ledger = lane.stop();
        assertThat(ledger.received()).isEqualTo(before + 20);
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(lane.socket().counters().get(Counter.REOPENED)).isEqualTo(1);
    }

    private static int received(String pingOutput) {
        var matcher = java.util.regex.Pattern.compile("(\\d+) received").matcher(pingOutput);
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldGoOnWithAQueueThatWasLostWhileIdle(Threading threading) {
        divert.divertWan();
        RunningLane lane = divert.start(threading, ttl(42));
        lane.socket().netlink.send(QueueConfiguration.unbind(QUEUE));
        assertThat(lane.kernelQueue()).isEqualTo(KernelQueue.GONE);
        assertThat(ping(3)).as("by the rule's bypass").contains(" 3 received").contains("ttl=63");

        lane.socket().requestReopen();
        DivertLab.await("the queue to be open again", () -> lane.kernelQueue().isOpen());

        assertThat(ping(3)).contains(" 3 received").contains("ttl=41");
    }

    // ---- inject

    /** UDP without checksum, to port 7000 of {@code destination}. */
    private static ByteBuffer udp(String destination, int length) {
        ByteBuffer packet = ByteBuffer.allocateDirect(64 + length).position(64);
        packet.putInt(0x4500_0000).putInt(0).putInt(0x4011_0000);
        packet.put(new byte[] {10, 91, 2, 2});
        for (String part : destination.split("\\.", -1)) {
            packet.put((byte) Integer.parseInt(part));
        }
        packet.putShort((short) 7001).putShort((short) 7000).putShort((short) (length - 20));
        packet.putShort((short) 0).putInt(0x1122_3344);
        return packet.position(64);
    }

    private static int inject(RunningLane lane, ByteBuffer packet) throws Exception {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        lane.runner().lane().submit(() -> result.complete(lane.socket().inject(packet)));
        return result.get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldInjectWithoutDivertingItsOwn() throws Exception {
        divert.divertWan();
        RunningLane lane = divert.start(Threading.DEDICATED, ttl(42));
        try (DatagramSocket server = lab.server().call(() -> new DatagramSocket(7000))) {
            server.setSoTimeout(5000);
            DatagramPacket datagram = new DatagramPacket(new byte[100], 100);

            assertThat(inject(lane, udp(SERVER_ADDRESS, 40))).isZero();
            server.receive(datagram);

            assertThat(datagram.getLength()).isEqualTo(12);
            assertThat(ByteBuffer.wrap(datagram.getData()).getInt()).isEqualTo(0x1122_3344);
            assertThat(datagram.getPort()).isEqualTo(7001);
        }
        assertThat(lane.stop().received()).isZero();
    }

    @Test
    void shouldReturnWhyAPacketCannotBeInjected() throws Exception {
        RunningLane lane = divert.start(Threading.SHARED, ttl(42));

        assertThat(inject(lane, udp(SERVER_ADDRESS, 1501))).isEqualTo(-90);
        assertThat(inject(lane, udp("192.0.2.1", 40))).isEqualTo(-101);
        assertThat(inject(lane, udp(SERVER_ADDRESS, 1500))).isZero();
    }

    // ---- descriptors

    @Test
    void shouldLeakNoDescriptors() throws Exception {
        openAndClose();
        Map<String, Integer> before = descriptors();

        for (int i = 0; i < 20; i++) {
            openAndClose();
        }

        assertThat(descriptors()).isEqualTo(before);
    }

    private static void openAndClose() {
        lab.router().call(() -> {
            DivertOptions options = DivertOptions.of(QUEUE, Segments.ANY, true);
            var socket = DivertSockets.open(DivertBackend.AUTO, options, TestRings.of(2));
            assertThatThrownBy(() -> DivertSockets.open(DivertBackend.AUTO, options, TestRings.of(2)))
                    .isInstanceOf(SourceException.class);
            socket.close();
            return null;
        });
    }

    /** Sockets and events by kind; files and jars come and go with the virtual machine's own work. */
    private static Map<String, Integer> descriptors() throws Exception {
        Map<String, Integer> result = new HashMap<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                if (Files.exists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    String target = Files.readSymbolicLink(link).toString();
                    if (target.startsWith("socket:") || target.startsWith("anon_inode:")) {
                        result.merge(target.replaceAll("\\d+", ""), 1, Integer::sum);
                    }
                }
            }
        }
        return result;
    }

    @Test
    void shouldAskForCutSegmentsWhereAFilterNeedsThem() {
        assertThat(chain(wire(packet -> Verdict.PASS)).segments()).isEqualTo(Segments.WIRE);
        RunningLane lane = divert.start(Threading.SHARED, wire(packet -> Verdict.PASS));

        assertThat(lane.socket().description()).contains("segments=WIRE", "port=" + QUEUE, "receive-buffer=");
    }
}
