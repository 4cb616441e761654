package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Direction;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.Threading;
import io.headgate.net.divert.linux.DivertLab.RunningLane;
import io.headgate.net.lab.RequiresRoot;
import io.headgate.net.lab.RouterLab;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IPv6, and packets that leave longer or shorter than they came, through a real kernel. */
@RequiresRoot
class NfqueueWholePacketIT extends InDivertLab {
    private static final int MEGABYTES = 8 << 20;
    private static final int PORT = 7;
    private static final int MORE = 100;

    @BeforeAll
    static void addIpv6() {
        lab.addIpv6();
    }

    private static void assertNothingLost(RunningLane lane) {
        Ledger ledger = lane.stop();
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(ledger.dropped()).isEmpty();
        assertThat(ledger.errors()).isEmpty();
        assertThat(ledger.bypassed()).isZero();
        assertThat(ledger.changed()).isEqualTo(ledger.reinjected()).isPositive();
    }

    /** What the client calls port p the server calls p ^ 0x0800, as seen in the packet's own sum. */
    private static Verdict translate(Packet packet) {
        packet.ipv6().hopLimit(33);
        if (packet.direction() == Direction.OUT) {
            packet.tcp().sourcePort(packet.tcp().sourcePort() ^ 0x0800);
        } else {
            packet.tcp().destinationPort(packet.tcp().destinationPort() ^ 0x0800);
        }
        return Verdict.PASS;
    }

    @ParameterizedTest
    @CsvSource({"DEDICATED,true", "DEDICATED,false", "SHARED,true", "SHARED,false"})
    void shouldCarryTcpOverIpv6WithEveryPortTranslated(Threading threading, boolean offloads) throws Exception {
        lab.setOffloads(offloads);
        divert.divertWan();
        AtomicInteger large = new AtomicInteger();
        RunningLane lane = divert.start(threading, DivertLab.any(packet -> {
            large.addAndGet(packet.isGso() ? 1 : 0);
            return translate(packet);
        }));

        Transfer.bothWays(lab.client(), lab.server(), RouterLab.SERVER_IPV6, MEGABYTES);

        assertThat(large.get() > 0).isEqualTo(offloads);
        assertNothingLost(lane);
    }

    /** On the way out a trailer is added, on the way back it is taken off. */
    private static Verdict resize(Packet packet) {
        int length = packet.payloadLength();
        if (packet.direction() == Direction.OUT) {
            packet.resizePayload(length + MORE);
            packet.payloadU16(packet.payloadOffset() + length + MORE - 2, 0xBEEF);
        } else {
            packet.resizePayload(length - MORE);
        }
        return Verdict.PASS;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldResizeDatagrams(boolean offloads) throws Exception {
        lab.setOffloads(offloads);
        divert.divertWan();
        RunningLane lane = divert.start(Threading.SHARED, DivertLab.wire(NfqueueWholePacketIT::resize));

        for (String server : new String[] {RouterLab.SERVER_ADDRESS, RouterLab.SERVER_IPV6}) {
            for (int length : new int[] {0, 1, 2, 33, 512, 1300}) {
                exchange(server, length);
            }
        }

        assertNothingLost(lane);
    }

    private static void exchange(String address, int length) throws Exception {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        try (DatagramSocket server = lab.server().call(() -> new DatagramSocket(PORT));
                DatagramSocket client = lab.client().call(() -> new DatagramSocket())) {
            server.setSoTimeout(5_000);
            client.setSoTimeout(5_000);
            client.send(new DatagramPacket(sent, length, new InetSocketAddress(address, PORT)));
            DatagramPacket grown = new DatagramPacket(new byte[2_000], 2_000);
            server.receive(grown);

            byte[] expected = Arrays.copyOf(sent, length + MORE);
            expected[length + MORE - 2] = (byte) 0xBE;
            expected[length + MORE - 1] = (byte) 0xEF;
            assertThat(Arrays.copyOf(grown.getData(), grown.getLength())).isEqualTo(expected);

            server.send(grown);
            DatagramPacket shrunk = new DatagramPacket(new byte[2_000], 2_000);
            client.receive(shrunk);
            assertThat(Arrays.copyOf(shrunk.getData(), shrunk.getLength())).isEqualTo(sent);
        }
    }
}
