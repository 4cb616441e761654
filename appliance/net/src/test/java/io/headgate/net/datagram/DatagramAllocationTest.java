package io.headgate.net.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.headgate.net.sys.Sys;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The source's thread leaves nothing to the collector, whatever the number of sockets it polls. */
class DatagramAllocationTest {
    private static final int WARM_UP = 200;
    private static final int ROUNDS = 1_000;
    private static final int SENT = 100;

    /** What the check of each second leaves, spread over the packets. */
    private static final double MOST_BYTES_PER_PACKET = 1.0;

    @ParameterizedTest(name = "{0}, {1} sockets")
    @CsvSource({"127.0.0.1, 1", "::1, 1", "127.0.0.1, 4", "::1, 4"})
    @Timeout(60)
    void shouldAllocateNothingPerPacket(String address, int sockets) throws Exception {
        InetAddress host = InetAddress.getByName(address);
        List<InetSocketAddress> addresses = IntStream.range(0, sockets)
                .mapToObj(i -> new InetSocketAddress(host, 47_100 + i))
                .toList();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (DatagramRig rig = new DatagramRig(
                        256, ring -> DatagramSource.openUdp(Sys.libc(), DatagramOptions.DEFAULTS, addresses, ring));
                DatagramSocket sender = new DatagramSocket(0, host)) {
            long allocated = 0;
            long packets = 0;
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                for (int i = 0; i < SENT; i++) {
                    rig.send(sender, address, 47_100 + i % sockets, "some payload");
                }
                long before = threads.getCurrentThreadAllocatedBytes();
                int received = 0;
                while (received < SENT) {
                    received += rig.drain();
                }
                if (round >= WARM_UP) {
                    allocated += threads.getCurrentThreadAllocatedBytes() - before;
                    packets += received;
                }
            }

            System.out.println("DatagramAllocationTest " + address + " sockets=" + sockets + " packets=" + packets
                    + " bytes=" + allocated);
            assertThat((double) allocated / packets).as("bytes per packet").isLessThan(MOST_BYTES_PER_PACKET);
        }
    }
}
