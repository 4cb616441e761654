package io.headgate.net.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Backend;
import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.io.SourceException;
import io.headgate.net.sys.FakeLibc;
import io.headgate.net.sys.Libc;
import io.headgate.net.sys.LinuxInet;
import io.headgate.net.sys.Sys;
import java.lang.reflect.Proxy;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unicast over the loopback interface. */
@Timeout(60)
class DatagramSourceTest {
    private static InetSocketAddress at(String address, int port) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }

    private static DatagramRig on(String address, int port, DatagramOptions options) throws Exception {
        List<InetSocketAddress> addresses = List.of(at(address, port));
        return new DatagramRig(64, ring -> DatagramSource.openUdp(Sys.libc(), options, addresses, ring));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldBringADatagramWithItsHeaders(String address) throws Exception {
        try (DatagramRig rig = on(address, 47_001, DatagramOptions.DEFAULTS);
                DatagramSocket sender = new DatagramSocket(0, InetAddress.getByName(address))) {
            sender.setTrafficClass(0xB8);
            rig.send(sender, address, 47_001, "hello");

            DatagramRig.Received received = rig.take();
            boolean isIpv6 = address.contains(":");
            assertThat(received.source()).isEqualTo(InetAddress.getByName(address));
            assertThat(received.destination()).isEqualTo(InetAddress.getByName(address));
            assertThat(received.sourcePort()).isEqualTo(sender.getLocalPort());
            assertThat(received.destinationPort()).isEqualTo(47_001);
            assertThat(received.hops()).isEqualTo(64);
            assertThat(received.dscp()).isEqualTo(0x2E);
            assertThat(received.text()).isEqualTo("hello");
            assertThat(received.interfaceName()).isEqualTo("lo");
            assertThat(received.backend()).isEqualTo(Backend.DATAGRAM);
            assertThat(received.direction()).isEqualTo(Direction.IN);
            assertThat(received.checksumState()).isEqualTo(isIpv6 ? ChecksumState.PARTIAL : ChecksumState.VERIFIED);
            assertThat(Math.abs(received.timestampNs() / 1_000_000 - System.currentTimeMillis()))
                    .isLessThan(10_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldBringEmptyAndLargestDatagrams(String address) throws Exception {
        int largest = address.contains(":") ? 65_527 : 65_507;
        try (DatagramRig rig = on(address, 47_002, DatagramOptions.DEFAULTS);
                DatagramSocket sender = new DatagramSocket(0, InetAddress.getByName(address))) {
            sender.setSendBufferSize(200_000);
            rig.send(sender, address, 47_002, "");
            rig.send(sender, address, 47_002, "x".repeat(largest));
            rig.send(sender, address, 47_002, "");

            assertThat(rig.take().text()).isEmpty();
            DatagramRig.Received second = rig.take();
            assertThat(second.text()).isEqualTo("x".repeat(largest));
            assertThat(second.originalLength()).isEqualTo(second.length());
            assertThat(rig.take().text()).isEmpty();
            assertThat(rig.source().counters().get(Counter.TRUNCATED)).isZero();
        }
    }

    @Test
    void shouldMarkADatagramThatWasCut() throws Exception {
        try (DatagramRig rig = on("127.0.0.1", 47_003, DatagramOptions.DEFAULTS.withPayload(100));
                DatagramSocket sender = new DatagramSocket()) {
            rig.send(sender, "127.0.0.1", 47_003, "y".repeat(1_000));

            DatagramRig.Received received = rig.take();
            assertThat(received.length()).isEqualTo(128);
            assertThat(received.originalLength()).isEqualTo(1_028);
            assertThat(received.text()).isEqualTo("y".repeat(100));
            assertThat(rig.source().counters().get(Counter.TRUNCATED)).isEqualTo(1);
        }
    }

    @Test
    void shouldCountExactlyWhatItsBufferCouldNotHold() throws Exception {
        int sent = 20_000;
        DatagramOptions options = DatagramOptions.DEFAULTS.withReceiveBuffer(64 << 10);
        try (DatagramRig rig = on("127.0.0.1", 47_004, options);
                DatagramSocket sender = new DatagramSocket()) {
            for (int i = 0; i < sent; i++) {
                rig.send(sender, "127.0.0.1", 47_004, "burst");
            }

            long received = 0;
            while (received + rig.source().counters().get(Counter.KERNEL_LOSS) < sent) {
                received += rig.drain();
            }
            long lost = rig.source().counters().get(Counter.KERNEL_LOSS);
            assertThat(received).isPositive();
            assertThat(lost).isPositive();
            assertThat(received + lost).isEqualTo(sent);
            System.out.println("DatagramSourceTest sent=" + sent + " received=" + received + " kernelLoss=" + lost);
        }
    }

    @Test
    void shouldBringWhatTheKernelHoldsAndNothingNewOnceQuiet() throws Exception {
        try (DatagramRig rig = on("127.0.0.1", 47_005, DatagramOptions.DEFAULTS);
                DatagramSocket sender = new DatagramSocket()) {
            rig.send(sender, "127.0.0.1", 47_005, "before");
            rig.source().quiesce();
            rig.send(sender, "127.0.0.1", 47_005, "after");

            assertThat(rig.take().text()).isEqualTo("before");
            rig.source().await(50);
            assertThat(rig.source().receive()).isZero();
            assertThat(rig.source().counters().get(Counter.KERNEL_LOSS)).isZero();
        }
    }

    @Test
    void shouldReadManySocketsInTurn() throws Exception {
        List<InetSocketAddress> addresses =
                List.of(at("127.0.0.1", 47_006), at("::1", 47_006), at("127.0.0.1", 47_007));
        try (DatagramRig rig = new DatagramRig(
                        8, ring -> DatagramSource.openUdp(Sys.libc(), DatagramOptions.DEFAULTS, addresses, ring));
                DatagramSocket sender = new DatagramSocket()) {
            for (int i = 0; i < 1_000; i++) {
                rig.send(sender, "127.0.0.1", 47_006, "flood");
            }
            rig.send(sender, "127.0.0.1", 47_007, "quiet one");

            int before = 0;
            while (rig.take().destinationPort() == 47_006) {
                before++;
            }
            // A ring of eight slots: at most what is left of one batch, and another, go before the quiet one.
            assertThat(before).isLessThanOrEqualTo(16);
        }
    }

    @Test
    void shouldEndAWait() throws Exception {
        try (DatagramRig rig = on("127.0.0.1", 47_008, DatagramOptions.DEFAULTS)) {
            rig.source().wakeup();
            assertThat(rig.source().receive()).isZero();
            long beganNs = System.nanoTime();
            rig.source().await(1_000);
            assertThat(System.nanoTime() - beganNs)
                    .as("ended by the wake-up before")
                    .isLessThan(900_000_000L);
            rig.source().await(1);
        }
    }

    @Test
    void shouldSayWhenTheRingIsFull() throws Exception {
        List<InetSocketAddress> addresses = List.of(at("127.0.0.1", 47_009));
        try (DatagramRig rig = new DatagramRig(
                        2, ring -> DatagramSource.openUdp(Sys.libc(), DatagramOptions.DEFAULTS, addresses, ring));
                DatagramSocket sender = new DatagramSocket()) {
            for (int i = 0; i < 3; i++) {
                rig.send(sender, "127.0.0.1", 47_009, "" + i);
            }
            assertThat(rig.source().receive()).isEqualTo(2);
            assertThat(rig.source().receive()).isEqualTo(PacketSource.RING_FULL);
        }
    }

    @Test
    void shouldSayWhoHasThePort() throws Exception {
        try (DatagramSocket other = new DatagramSocket(at("127.0.0.1", 47_010))) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(() -> on("127.0.0.1", 47_010, DatagramOptions.DEFAULTS))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContainingAll("127.0.0.1 port 47010", "EADDRINUSE", "ss -ulpn");
        }
        assertThatThrownBy(() -> on("192.0.2.77", 47_010, DatagramOptions.DEFAULTS))
                .hasMessageContainingAll("192.0.2.77", "EADDRNOTAVAIL", "ip addr");
        assertThatThrownBy(() -> on("226.0.0.1", 47_010, DatagramOptions.DEFAULTS))
                .hasMessageContaining("multicast group is joined by an interface");
        assertThatThrownBy(() -> on("127.0.0.1", 0, DatagramOptions.DEFAULTS)).hasMessageContaining("1 to 65535");
    }

    /** The C library, but for one call that fails with this errno as often as wanted. */
    private abstract static class FailingReceive extends FakeLibc {
        static Libc times(int count, int errno) {
            AtomicInteger left = new AtomicInteger(count);
            return (Libc) Proxy.newProxyInstance(
                    Libc.class.getClassLoader(), new Class<?>[] {Libc.class}, (proxy, method, arguments) -> {
                        boolean fails = method.getName().equals("recvmmsg") && left.getAndDecrement() > 0;
                        return fails ? fail(errno) : method.invoke(Sys.libc(), arguments);
                    });
        }
    }

    @Test
    void shouldCountErrorsOfASocketAndGoOn() throws Exception {
        int refused = 111;
        Libc libc = FailingReceive.times(3, refused);
        List<InetSocketAddress> addresses = List.of(at("127.0.0.1", 47_011));
        try (DatagramRig rig = new DatagramRig(
                        8, ring -> DatagramSource.openUdp(libc, DatagramOptions.DEFAULTS, addresses, ring));
                DatagramSocket sender = new DatagramSocket()) {
            rig.send(sender, "127.0.0.1", 47_011, "after three errors");

            assertThat(rig.take().text()).isEqualTo("after three errors");
            assertThat(rig.source().counters().socketErrors().byErrno()).isEqualTo(Map.of(refused, 3L));
        }
    }

    @Test
    void shouldSayWhenASocketIsLost() throws Exception {
        Libc libc = FailingReceive.times(1, LinuxInet.EBADF);
        List<InetSocketAddress> addresses = List.of(at("127.0.0.1", 47_012));
        try (DatagramRig rig =
                new DatagramRig(8, ring -> DatagramSource.openUdp(libc, DatagramOptions.DEFAULTS, addresses, ring))) {
            assertThatThrownBy(() -> rig.source().receive())
                    .isInstanceOf(SourceException.class)
                    .hasMessageContainingAll("47012", "cannot receive", "EBADF");
        }
    }
}
