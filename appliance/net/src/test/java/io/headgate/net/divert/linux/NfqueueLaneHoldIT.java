package io.headgate.net.divert.linux;

import static io.headgate.net.lab.RouterLab.SERVER_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Permission;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.DivertOptions;
import io.headgate.net.lab.RequiresRoot;
import io.headgate.net.sys.Sys;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lane whose filter holds, copies and sends packets, with the real kernel. */
@RequiresRoot
@Timeout(60)
class NfqueueLaneHoldIT extends InDivertLab {
    private static final int COUNT = 600;

    private static final class Delay implements Filter {
        private FilterContext context;

        @Override
        public void onAttach(FilterContext given) {
            context = given;
        }

        @Override
        public Verdict onPacket(Packet packet) {
            if (packet.udp() == null) {
                return Verdict.PASS;
            }
            int number = packet.u32(packet.payloadOffset());
            if (number % 5 == 0) {
                packet.payloadU32(packet.payloadOffset(), number + 100_000);
            }
            if (number % 50 == 0) {
                context.clone(packet, context.nowNs() + 5_000_000);
            }
            return number % 3 == 0
                    ? context.hold(context.nowNs() + (number % 7) * 3_000_000L + 1_000_000)
                    : Verdict.PASS;
        }

        @Override
        public Segments segments() {
            return Segments.ANY;
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldLoseNothing(Threading threading) throws Exception {
        divert.divertWan();
        Chain chain = new Chain(List.of(
                new Chain.Step("delay", new Delay(), OnError.DROP, Set.of(Permission.HOLD, Permission.INJECT)),
                new Chain.Step("after", DivertLab.any(packet -> Verdict.PASS), OnError.DROP)));
        LaneRunner runner = new LaneRunner("hold", chain, threading);
        SlotRing ring = runner.newRing(256);
        NfqueueSocket socket = lab.router()
                .call(() ->
                        NfqueueSocket.open(Sys.libc(), DivertOptions.of(DivertLab.QUEUE, Segments.ANY, true), ring));
        runner.addInput(ring, socket, socket);
        runner.start();
        try (DatagramSocket client = lab.client().call(() -> new DatagramSocket());
                DatagramSocket server = lab.server().call(() -> new DatagramSocket(7000))) {
            server.setSoTimeout(10_000);
            server.setReceiveBufferSize(1 << 20);
            for (int i = 1; i <= COUNT; i++) {
                byte[] payload = ByteBuffer.allocate(20).putInt(i).array();
                client.send(new DatagramPacket(payload, 20, InetAddress.getByName(SERVER_ADDRESS), 7000));
            }
            List<Integer> numbers = new ArrayList<>();
            DatagramPacket datagram = new DatagramPacket(new byte[100], 100);
            while (numbers.size() < COUNT + COUNT / 50) {
                server.receive(datagram);
                numbers.add(ByteBuffer.wrap(datagram.getData()).getInt());
            }
            Set<Integer> expected = new TreeSet<>();
            for (int i = 1; i <= COUNT; i++) {
                expected.add(i % 5 == 0 ? i + 100_000 : i);
            }
            assertThat(new TreeSet<>(numbers)).isEqualTo(expected);
            assertThat(numbers).isNotEqualTo(new ArrayList<>(expected));
        }
        assertThat(runner.stop(Duration.ofSeconds(20))).isTrue();
        assertThat(runner.failure()).isNull();
        Ledger ledger = runner.lane().ledger();
        assertThat(ledger.received()).isEqualTo(COUNT);
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(ledger.errors()).isEmpty();
        assertThat(socket.injections().sent()).isEqualTo(COUNT / 50);
        assertThat(lab.router().call(socket::kernelQueue).waiting()).isZero();
        socket.close();
    }
}
