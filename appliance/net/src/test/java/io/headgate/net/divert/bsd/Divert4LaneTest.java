package io.headgate.net.divert.bsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Direction;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.Datagram;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.divert.bsd.ScriptedDivert.Write;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A whole lane at two ports, as {@code run} makes it, below FreeBSD's Linux ABI: what that lacks (eventfd, recvmmsg,
 * setns, netlink) the scripted C library refuses.
 */
@Timeout(30)
class Divert4LaneTest {
    private static final Abi ABI = Abi.FREEBSD_LINUX_ABI;
    private static final int FD = 30;
    private static final int PACKETS = 200;
    private static final int TTL = 8;
    private static final byte[] IN = HexFormat.of().parseHex("02006400" + "0a00020f" + "76746e6574300000");
    private static final byte[] OUT = HexFormat.of().parseHex("02006e00" + "00000000" + "0000000000000000");

    private final ScriptedDivert in = new ScriptedDivert(ABI, 1 << 21);
    private final ScriptedDivert out = new ScriptedDivert(ABI, 1 << 21);

    private static Divert4Socket open(ScriptedDivert kernel, int port, Direction direction, LaneRunner lane) {
        DivertOptions options = DivertOptions.of(port, Segments.WIRE, true).withDirection(direction);
        SlotRing ring = new SlotRing(64, lane.bell());
        Divert4Socket socket = Divert4Socket.open(kernel, ABI, options, ring);
        lane.addInput(ring, socket, socket);
        return socket;
    }

    private static void await(Supplier<Boolean> condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.get() && System.nanoTime() < deadlineNs) {
            Thread.onSpinWait();
        }
        assertThat(condition.get()).as("in time").isTrue();
    }

    private static void assertRewritten(List<Write> writes, byte[] address) {
        for (Write write : writes) {
            byte[] expected = Datagram.of(Datagram.number(write.packet()));
            assertThat(write.packet()[TTL]).isEqualTo((byte) 9);
            assertThat(headerSum(write.packet())).as("IPv4 header checksum").isZero();
            assertThat(write.packet()).as("payload").endsWith(tail(expected));
            assertThat(write.address()).isEqualTo(address);
        }
    }

    private static byte[] tail(byte[] packet) {
        return java.util.Arrays.copyOfRange(packet, 12, packet.length);
    }

    /** 0 if it is right (RFC 1071). */
    private static int headerSum(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        return IntStream.range(0, 10).map(i -> bytes.getShort(2 * i) & 0xFFFF).sum() % 65_535;
    }

    @Test
    void shouldDivertRewriteAndReinjectByBothPortsAndSurviveEveryError() {
        Chain chain = new Chain(List.of(new Chain.Step(
                "ttl",
                packet -> {
                    packet.ipv4().ttl(9);
                    return Verdict.PASS;
                },
                OnError.PASS)));
        LaneRunner lane = new LaneRunner("edge", chain, Threading.DEDICATED);
        Divert4Socket inSocket = open(in, 8668, Direction.IN, lane);
        Divert4Socket outSocket = open(out, 8669, Direction.OUT, lane);
        assertThat(in.bound.get(FD)).startsWith(HexFormat.of().parseHex("020021dc"));
        assertThat(out.bound.get(FD)).startsWith(HexFormat.of().parseHex("020021dd"));

        // By the numbers of Linux: EHOSTUNREACH, EACCES, ENETDOWN, EMSGSIZE; EINTR and EAGAIN cost nothing.
        out.sendErrors.addAll(List.of(113, 4, 13, 100, 90));
        lane.start();
        for (int i = 1; i <= PACKETS; i++) {
            in.arrive(FD, Datagram.of(i), IN);
            in.fail(FD, 4);
            out.arrive(FD, Datagram.of(1_000 + i), OUT);
            out.fail(FD, 11);
        }
        await(() -> in.written() == PACKETS && out.written() == PACKETS - 4);
        assertThat(lane.stop(Duration.ofSeconds(5))).isTrue();

        assertThat(lane.failure()).isNull();
        assertRewritten(in.writes, IN);
        assertRewritten(out.writes, OUT);
        assertThat(lane.lane().ledger().isBalanced()).isTrue();
        assertThat(lane.lane().ledger().received()).isEqualTo(2 * PACKETS);
        assertThat(lane.lane().ledger().errors()).containsOnlyKeys(13, 90, 100, 113);
        assertThat(lane.lane().ledger().changed()).isEqualTo(2 * PACKETS);
        inSocket.close();
        outSocket.close();
    }
}
