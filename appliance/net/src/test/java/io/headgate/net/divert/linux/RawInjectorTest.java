package io.headgate.net.divert.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.engine.ring.Slot;
import io.headgate.engine.ring.SlotRing;
import io.headgate.net.divert.Datagram;
import io.headgate.net.divert.HeldSlots;
import io.headgate.net.sys.FakeLibc;
import io.headgate.net.sys.Linux;
import io.headgate.net.sys.LinuxInet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is sent where, and what becomes of errors. */
class RawInjectorTest {
    private static final int IPV4_FD = 50;
    private static final int IPV6_FD = 51;

    private record Sent(int fd, String address, int length) {}

    /** Takes packets but those of a length that has an errno. */
    private static final class Kernel extends FakeLibc {
        private final List<Sent> sent = new ArrayList<>();
        private final Map<Integer, Integer> errnos = new HashMap<>();
        private final List<Integer> closed = new ArrayList<>();
        private int calls;
        private int sockets;
        private boolean hasIpv6 = true;

        @Override
        public int socket(int domain, int type, int protocol) {
            return domain == LinuxInet.AF_INET6 && !hasIpv6 ? fail(Linux.EAFNOSUPPORT) : IPV4_FD + sockets++;
        }

        @Override
        public int setsockopt(int fd, int level, int option, long value, int valueLength) {
            return 0;
        }

        @Override
        public int sendmmsg(int fd, long messages, int count, int flags) {
            calls++;
            assertThat(flags).as("never waits").isEqualTo(Linux.MSG_DONTWAIT);
            for (int i = 0; i < count; i++) {
                long message = messages + 64L * i;
                byte[] packet = gathered(message);
                int errno = errnos.getOrDefault(packet.length, 0);
                if (errno != 0) {
                    if (errno == Linux.EINTR) {
                        errnos.remove(packet.length);
                    }
                    return i == 0 ? fail(errno) : i;
                }
                String name = HexFormat.of().formatHex(bytesAt(longAt(message), intAt(message + 8)));
                sent.add(new Sent(fd, name, packet.length));
            }
            return count;
        }

        @Override
        public int close(int fd) {
            closed.add(fd);
            return 0;
        }
    }

    private final Kernel kernel = new Kernel();
    private final SlotRing ring = TestRings.of(256);
    private final HeldSlots slots = new HeldSlots(ring, 200);

    private RawInjector open() {
        return new RawInjector(kernel, 1, ring.arena());
    }

    private Slot ipv4(int length) {
        return slots.put(Arrays.copyOf(Datagram.of(1), length));
    }

    private Slot ipv6To(String prefix) {
        byte[] packet = Datagram.ofIpv6(1);
        byte[] begin = HexFormat.of().parseHex(prefix);
        System.arraycopy(begin, 0, packet, 24, begin.length);
        return slots.put(packet);
    }

    @Test
    void shouldSendEachPacketWhereItsHeaderSays() {
        RawInjector injector = open();
        injector.add(ipv4(32));
        injector.add(ipv6To("2001"));
        injector.add(ipv4(40));
        assertThat(kernel.calls).isZero();

        injector.send();

        assertThat(kernel.calls).isEqualTo(2);
        assertThat(kernel.sent)
                .containsExactly(
                        new Sent(IPV4_FD, "020000000a0000020000000000000000", 32),
                        new Sent(IPV4_FD, "020000000a0000020000000000000000", 40),
                        new Sent(
                                IPV6_FD,
                                "0a0000000000000020010db800000000000000000000000200000000",
                                Datagram.IPV6_LENGTH));
        assertThat(injector.injections().sent()).isEqualTo(3);
        injector.send();
        assertThat(kernel.calls).as("nothing twice").isEqualTo(2);
    }

    @Test
    void shouldCountAnErrorAndGoOnWithTheNext() {
        RawInjector injector = open();
        kernel.errnos.put(41, Linux.EMSGSIZE);
        kernel.errnos.put(42, Linux.EINTR);
        kernel.errnos.put(43, 101);
        for (int length : List.of(41, 40, 41, 42, 43, 44, 41)) {
            injector.add(ipv4(length));
        }

        injector.send();

        assertThat(kernel.sent).extracting(Sent::length).containsExactly(40, 42, 44);
        assertThat(injector.injections().sent()).isEqualTo(3);
        assertThat(injector.injections().failures().byErrno()).isEqualTo(Map.of(Linux.EMSGSIZE, 3L, 101, 1L));
    }

    @Test
    void shouldRefuseAddressesOfOneLink() {
        RawInjector injector = open();
        for (String prefix : List.of("fe80", "febf", "ff02", "ff12", "ff01")) {
            injector.add(ipv6To(prefix));
        }
        for (String prefix : List.of("fec0", "ff05", "ff0e", "fd00")) {
            injector.add(ipv6To(prefix));
        }

        injector.send();

        assertThat(injector.injections().failures().byErrno()).isEqualTo(Map.of(LinuxInet.EADDRNOTAVAIL, 5L));
        assertThat(injector.injections().sent()).isEqualTo(4);
    }

    @Test
    void shouldRefuseWhatIsNoIpPacket() {
        RawInjector injector = open();
        injector.add(ipv4(19));
        injector.add(slots.put(Arrays.copyOf(Datagram.ofIpv6(1), 39)));
        injector.add(slots.put(new byte[60]));

        injector.send();

        assertThat(kernel.sent).isEmpty();
        assertThat(injector.injections().failures().byErrno()).isEqualTo(Map.of(Linux.EINVAL, 3L));
    }

    @Test
    void shouldTakeMoreThanABatch() {
        RawInjector injector = open();
        for (int i = 0; i < 150; i++) {
            injector.add(ipv4(32 + i));
        }

        injector.send();

        assertThat(kernel.calls).isEqualTo(3);
        assertThat(injector.injections().sent()).isEqualTo(150);
        assertThat(kernel.sent).extracting(Sent::length).doesNotHaveDuplicates().hasSize(150);
    }

    @Test
    void shouldDoWithoutIpv6WhereThereIsNone() {
        kernel.hasIpv6 = false;
        RawInjector injector = open();
        injector.add(ipv6To("2001"));
        injector.add(ipv4(32));

        injector.send();
        injector.close();
        injector.close();

        assertThat(injector.injections().failures().byErrno()).isEqualTo(Map.of(Linux.EAFNOSUPPORT, 1L));
        assertThat(injector.injections().sent()).isEqualTo(1);
        assertThat(kernel.closed).containsExactly(IPV4_FD);
    }
}
