package io.headgate.net.divert.linux;

import static io.headgate.net.divert.linux.DivertLab.any;
import static io.headgate.net.divert.linux.DivertLab.ttl;
import static io.headgate.net.divert.linux.DivertLab.wire;
import static io.headgate.net.lab.RouterLab.ROUTER_WAN_ADDRESS;
import static io.headgate.net.lab.RouterLab.SERVER_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.api.Udp;
import io.headgate.api.Verdict;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.Threading;
import io.headgate.net.divert.linux.DivertLab.RunningLane;
import io.headgate.net.lab.RequiresRoot;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that cross a diverted link arrive as they were sent, whoever was to cut and sum them up. */
@RequiresRoot
@Timeout(60)
class NfqueueTransferIT extends InDivertLab {
    private static final int MEGABYTES = 4 << 20;
    private static final int SERVER = 0x0A5B_0201;
    private static final int CLIENT = 0x0A5B_0101;
    private static final int UDP_PORT = 6000;

    /** What kinds of packets a filter has seen. */
    private final AtomicInteger large = new AtomicInteger();

    private final AtomicInteger partial = new AtomicInteger();

    private Verdict note(Packet packet) {
        if (packet.isGso()) {
            large.incrementAndGet();
        }
        if (packet.checksumState() == ChecksumState.PARTIAL) {
            partial.incrementAndGet();
        }
        return Verdict.PASS;
    }

    private Verdict changeTtl(Packet packet) {
        packet.ipv4().ttl(33);
        return note(packet);
    }

    /** What the client calls port p the server calls p ^ 0x0800: in the header, in its sum, and in the pseudo-header. */
    private Verdict translate(Packet packet) {
        Tcp tcp = packet.tcp();
        if (packet.direction() == Direction.OUT) {
            tcp.sourcePort(tcp.sourcePort() ^ 0x0800);
        } else {
            tcp.destinationPort(tcp.destinationPort() ^ 0x0800);
        }
        return note(packet);
    }

    private void assertNothingLost(RunningLane lane) {
        Ledger ledger = lane.stop();
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(ledger.dropped()).isEmpty();
        assertThat(ledger.errors()).isEmpty();
        assertThat(ledger.bypassed()).isZero();
        assertThat(lane.socket().counters().get(Counter.UNREADABLE)).isZero();
        assertThat(lane.socket().counters().get(Counter.ID_GAPS)).isZero();
    }

    // ---- TCP

    @ParameterizedTest
    @CsvSource({"DEDICATED,true", "DEDICATED,false", "SHARED,true", "SHARED,false"})
    void shouldCarryTcpUnchanged(Threading threading, boolean offloads) throws Exception {
        lab.setOffloads(offloads);
        divert.divertWan();
        RunningLane lane = divert.start(threading, any(this::note));

        Transfer.bothWays(lab.client(), lab.server(), SERVER_ADDRESS, MEGABYTES);

        assertThat(large.get() > 0).isEqualTo(offloads);
        assertThat(partial.get() > 0).isEqualTo(offloads);
        assertNothingLost(lane);
    }

    @ParameterizedTest
    @CsvSource({"DEDICATED,true", "DEDICATED,false", "SHARED,true", "SHARED,false"})
    void shouldCarryTcpWithEveryPacketChanged(Threading threading, boolean offloads) throws Exception {
        lab.setOffloads(offloads);
        divert.divertWan();
        RunningLane lane = divert.start(threading, any(this::changeTtl));

        Transfer.bothWays(lab.client(), lab.server(), SERVER_ADDRESS, MEGABYTES);

        assertThat(large.get() > 0).isEqualTo(offloads);
        Ledger ledger = lane.ledger();
        assertThat(ledger.changed()).isEqualTo(ledger.reinjected());
        assertNothingLost(lane);
    }

    @ParameterizedTest
    @CsvSource({"DEDICATED,true", "DEDICATED,false", "SHARED,true", "SHARED,false"})
    void shouldCarryTcpWithEveryPortTranslated(Threading threading, boolean offloads) throws Exception {
        lab.setOffloads(offloads);
        divert.divertWan();
        RunningLane lane = divert.start(threading, any(this::translate));

        Transfer.bothWays(lab.client(), lab.server(), SERVER_ADDRESS, MEGABYTES);

        assertThat(large.get() > 0).isEqualTo(offloads);
        assertNothingLost(lane);
    }

    /** The peers hand over uncut segments; the router's interface must cut what it sends on. */
    @Test
    void shouldCarryTcpWhereOnlyTheRouterCuts() throws Exception {
        lab.router().run("ethtool -K wan tso off gso off tx off");
        divert.divertWan();
        RunningLane lane = divert.start(Threading.SHARED, any(this::translate));

        Transfer.bothWays(lab.client(), lab.server(), SERVER_ADDRESS, MEGABYTES);

        assertThat(large.get()).isPositive();
        assertNothingLost(lane);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSeeNoUncutSegmentsIfAFilterNeedsThemCut(boolean isChanging) throws Exception {
        divert.divertWan();
        AtomicInteger longest = new AtomicInteger();
        RunningLane lane = divert.start(Threading.DEDICATED, any(packet -> Verdict.PASS), wire(packet -> {
            longest.accumulateAndGet(packet.length(), Math::max);
            return isChanging ? translate(packet) : note(packet);
        }));

        Transfer.bothWays(lab.client(), lab.server(), SERVER_ADDRESS, MEGABYTES);

        assertThat(large).hasValue(0);
        assertThat(partial).hasValue(0);
        assertThat(longest.get()).isEqualTo(1500);
        assertNothingLost(lane);
    }

    /** Nobody cuts a segment that ends at a local socket: its sum must be whole when it comes back. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldDeliverUncutSegmentsToTheRouterItself(boolean isTranslating) throws Exception {
        divert.divertWan();
        AtomicInteger largeIn = new AtomicInteger();
        RunningLane lane = divert.start(Threading.SHARED, any(packet -> {
            boolean isIn = packet.direction() == Direction.IN;
            if (isIn && packet.isGso() && packet.checksumState() == ChecksumState.PARTIAL) {
                largeIn.incrementAndGet();
            }
            if (!isTranslating) {
                return changeTtl(packet);
            }
            // What the server sends from port p arrives from p ^ 0x0800.
            Tcp tcp = packet.tcp();
            if (isIn) {
                tcp.sourcePort(tcp.sourcePort() ^ 0x0800);
            } else {
                tcp.destinationPort(tcp.destinationPort() ^ 0x0800);
            }
            return Verdict.PASS;
        }));

        Transfer.bothWays(lab.server(), lab.router(), ROUTER_WAN_ADDRESS, MEGABYTES);

        assertThat(largeIn.get()).isPositive();
        assertNothingLost(lane);
    }

    // ---- UDP

    private static byte[] payload(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static DatagramSocket serverSocket() throws Exception {
        DatagramSocket socket = lab.server().call(() -> new DatagramSocket(UDP_PORT));
        socket.setSoTimeout(5000);
        return socket;
    }

    private static byte[] receive(DatagramSocket socket) throws Exception {
        DatagramPacket datagram = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(datagram);
        return Arrays.copyOf(datagram.getData(), datagram.getLength());
    }

    private static DatagramPacket toServer(byte[] payload) throws Exception {
        return new DatagramPacket(payload, payload.length, InetAddress.getByName(SERVER_ADDRESS), UDP_PORT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1472, 1473, 60_000})
    void shouldCarryUdpOfAnySize(int length) throws Exception {
        divert.divertWan();
        AtomicInteger fragments = new AtomicInteger();
        RunningLane lane = divert.start(Threading.SHARED, any(packet -> {
            fragments.addAndGet(packet.ipv4().isFragment() ? 1 : 0);
            return changeTtl(packet);
        }));
        byte[] sent = payload(length);
        try (DatagramSocket server = serverSocket();
                DatagramSocket client = lab.client().call(() -> new DatagramSocket())) {
            client.send(toServer(sent));

            assertThat(receive(server)).isEqualTo(sent);
        }
        assertThat(fragments.get() > 0).isEqualTo(length > 1472);
        assertNothingLost(lane);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLeaveUdpWithoutChecksumWithoutOne(boolean hasChecksum) throws Exception {
        divert.divertWan();
        AtomicInteger zeroSums = new AtomicInteger();
        RunningLane lane = divert.start(Threading.SHARED, any(packet -> {
            Udp udp = packet.udp();
            zeroSums.addAndGet(packet.u16(26) == 0 ? 1 : 0);
            udp.destinationPort(UDP_PORT);
            return Verdict.PASS;
        }));
        byte[] sent = payload(501);
        try (DatagramSocket server = serverSocket();
                UdpSocket unsummed = UdpSocket.withoutChecksum(lab.client());
                DatagramSocket summed = lab.client().call(() -> new DatagramSocket())) {
            if (hasChecksum) {
                summed.send(new DatagramPacket(sent, sent.length, new InetSocketAddress(SERVER_ADDRESS, 6001)));
            } else {
                unsummed.send(sent, SERVER, 6001);
            }

            assertThat(receive(server)).isEqualTo(sent);
        }
        assertThat(zeroSums).hasValue(hasChecksum ? 0 : 1);
        assertNothingLost(lane);
    }

    @ParameterizedTest
    @CsvSource({"false,true", "true,true", "false,false", "true,false"})
    void shouldCarryUdpThatIsCutOnItsWayOut(boolean isChanging, boolean routerCanCut) throws Exception {
        if (!routerCanCut) {
            lab.router().run("ethtool -K wan tso off gso off tx off");
        }
        lab.router().run("ip neigh replace 10.91.2.9 lladdr 02:00:00:00:02:01 dev wan nud permanent");
        divert.divertWan();
        RunningLane lane = divert.start(Threading.SHARED, any(packet -> {
            if (isChanging) {
                packet.udp().sourcePort(7777);
                packet.ipv4().destination(SERVER);
                packet.ipv4().ttl(9);
                packet.payloadU8(packet.payloadOffset() + 1500, 0);
            }
            return note(packet);
        }));
        byte[] sent = payload(20_000);
        try (DatagramSocket server = serverSocket();
                UdpSocket client = UdpSocket.segmenting(lab.client(), 1000)) {
            client.send(sent, isChanging ? SERVER + 8 : SERVER, UDP_PORT);

            sent[1500] = isChanging ? 0 : sent[1500];
            assertPieces(server, sent);
        }
        assertThat(large).hasValue(1);
        assertNothingLost(lane);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCarryUdpThatIsCutAfterItCameIn(boolean isChanging) throws Exception {
        divert.divertWan();
        RunningLane lane = divert.start(Threading.DEDICATED, any(packet -> {
            if (isChanging) {
                packet.udp().sourcePort(7777);
            }
            return note(packet);
        }));
        byte[] sent = payload(20_000);
        try (DatagramSocket client = lab.client().call(() -> new DatagramSocket(UDP_PORT));
                UdpSocket server = UdpSocket.segmenting(lab.server(), 1000)) {
            client.setSoTimeout(5000);
            server.send(sent, CLIENT, UDP_PORT);

            assertPieces(client, sent);
        }
        assertThat(large).hasValue(1);
        assertNothingLost(lane);
    }

    /** Only unchanged: see {@code ChecksumRepair.seed}. */
    @Test
    void shouldDeliverUncutUdpToTheRouterItself() throws Exception {
        divert.divertWan();
        RunningLane lane = divert.start(Threading.DEDICATED, any(this::note));
        byte[] sent = payload(20_000);
        try (DatagramSocket router = lab.router().call(() -> new DatagramSocket(UDP_PORT));
                UdpSocket server = UdpSocket.segmenting(lab.server(), 1000)) {
            router.setSoTimeout(5000);
            server.send(sent, SERVER + 1, UDP_PORT);

            assertPieces(router, sent);
        }
        assertThat(large).hasValue(1);
        assertNothingLost(lane);
    }

    private static void assertPieces(DatagramSocket socket, byte[] sent) throws Exception {
        for (int i = 0; i < sent.length / 1000; i++) {
            assertThat(receive(socket)).isEqualTo(Arrays.copyOfRange(sent, 1000 * i, 1000 * (i + 1)));
        }
    }

    // ---- cut

    @Test
    void shouldPassAPacketThatArrivedCutIfItIsNotChanged() throws Exception {
        divert.divertLocal();
        int[] lengths = new int[2];
        RunningLane lane = divert.start(Threading.DEDICATED, any(packet -> {
            lengths[0] = packet.length();
            lengths[1] = packet.originalLength();
            return Verdict.PASS;
        }));
        byte[] sent = payload(65_507);
        try (DatagramSocket server = serverSocket();
                DatagramSocket router = lab.router().call(() -> new DatagramSocket())) {
            router.send(toServer(sent));

            assertThat(receive(server)).isEqualTo(sent);
        }
        assertThat(lengths).containsExactly(65_531, 65_535);
        assertThat(lane.socket().counters().get(Counter.TRUNCATED)).isEqualTo(1);
        assertNothingLost(lane);
    }

    @Test
    void shouldDropAPacketThatArrivedCutIfItIsChanged() throws Exception {
        divert.divertLocal();
        RunningLane lane = divert.start(Threading.DEDICATED, ttl(9));
        try (DatagramSocket server = serverSocket();
                DatagramSocket router = lab.router().call(() -> new DatagramSocket())) {
            server.setSoTimeout(100);
            router.send(toServer(payload(65_507)));
            lane.await("the drop", ledger -> ledger.droppedTotal() == 1);

            org.assertj.core.api.Assertions.assertThatThrownBy(() -> receive(server))
                    .isInstanceOf(SocketTimeoutException.class);
            router.send(toServer(payload(65_503)));
            assertThat(receive(server)).as("the largest that fits").isEqualTo(payload(65_503));
        }
        Ledger ledger = lane.stop();
        assertThat(ledger.dropped()).isEqualTo(Map.of("cut-and-changed", 1L));
        assertThat(ledger.changed()).isEqualTo(1);
        assertThat(ledger.isBalanced()).isTrue();
    }
}
