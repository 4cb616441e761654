package io.headgate.net.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headgate.engine.ring.Slot;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sending makes no garbage: to a socket of this host, which keeps a few and loses the others. */
class SinkAllocationTest {
    private static final int BATCHES = 2_000;
    private static final int BATCH = 64;
    private static final double MOST_BYTES_PER_PACKET = 0.01;

    @ParameterizedTest(name = "lengths that differ by {0}")
    @ValueSource(ints = {0, 3})
    @Timeout(60)
    void shouldAllocateNothingPerPacket(int step) throws SocketException {
        Packets packets = new Packets();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Receiver fixed = Receiver.of(Packets.address("127.0.0.1"), socket.getLocalPort());
            Receiver fromHeader = Receiver.ofHeader().withTtl(TtlPolicy.decrement());
            List<Input> inputs = List.of(new Input(Packets.address("226.0.0.1"), 4_096, ""));
            try (DatagramSink sink = DatagramSink.open(packets.ring().arena(), List.of(fixed, fromHeader), inputs)) {
                List<Slot> slots = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    slots.add(packets.put(
                            Packets.to("127.0.0.1", socket.getLocalPort()).withTrafficClass(i % 2 * 0x20),
                            new byte[200 + i % 7 * step]));
                }
                send(sink, slots);

                ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                long self = Thread.currentThread().getId();
                long before = threads.getThreadAllocatedBytes(self);
                int failed = send(sink, slots);
                long allocated = threads.getThreadAllocatedBytes(self) - before;

                assertThat((double) allocated / (BATCHES * BATCH))
                        .as("bytes per packet")
                        .isLessThan(MOST_BYTES_PER_PACKET);
                assertThat(failed).isZero();
            }
        }
    }

    private static int send(DatagramSink sink, List<Slot> slots) {
        int failed = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int i = 0; i < BATCH; i++) {
                sink.reinject(slots.get(i), false);
            }
            failed += sink.flush();
        }
        return failed;
    }
}
