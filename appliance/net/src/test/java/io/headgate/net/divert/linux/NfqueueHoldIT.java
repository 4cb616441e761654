package io.headgate.net.divert.linux;

import static io.headgate.net.lab.RouterLab.CLIENT_IPV6;
import static io.headgate.net.lab.RouterLab.SERVER_ADDRESS;
import static io.headgate.net.lab.RouterLab.SERVER_IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Verdict;
import io.headgate.engine.io.SourceCounters.Counter;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.ring.Slot;
import io.headgate.net.divert.linux.DivertLab.RunningLane;
import io.headgate.net.lab.RequiresRoot;
import io.headgate.net.sys.Linux;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packets that wait, marks, and packets of our own, with the real kernel. */
@RequiresRoot
@Timeout(60)
class NfqueueHoldIT extends InDivertLab {
    private static final int PORT = 7000;
    private static final int COUNT = 120;

    private DatagramSocket client;
    private DatagramSocket server;

    @BeforeAll
    static void speakIpv6() {
        lab.addIpv6();
    }

    @BeforeEach
    void openSockets() throws Exception {
        client = lab.client().call(() -> new DatagramSocket());
        server = lab.server().call(() -> new DatagramSocket(PORT));
        server.setSoTimeout(10_000);
    }

    @AfterEach
    void closeSockets() {
        client.close();
        server.close();
    }

    private void send(int number) {
        try {
            byte[] payload = ByteBuffer.allocate(20).putInt(number).array();
            client.send(new DatagramPacket(payload, payload.length, InetAddress.getByName(SERVER_ADDRESS), PORT));
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    /** Numbers of the next datagrams. */
    private List<Integer> arrived(int count) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        DatagramPacket datagram = new DatagramPacket(new byte[2_000], 2_000);
        while (numbers.size() < count) {
            server.receive(datagram);
            numbers.add(ByteBuffer.wrap(datagram.getData()).getInt());
        }
        return numbers;
    }

    @Test
    void shouldDecideHeldPacketsLaterAndInAnotherOrder() throws Exception {
        divert.divertWan();
        try (QueueDriver driver = new QueueDriver(lab.router())) {
            List<Slot> held = new ArrayList<>();
            List<Integer> passed = new ArrayList<>();
            for (int number = 1; number <= COUNT; number++) {
                send(number);
            }
            driver.decide(COUNT, slot -> {
                int number = driver.number(slot);
                if (number % 3 == 0) {
                    driver.socket.hold(slot);
                    held.add(number % 2 == 0 ? driver.spares.copyMetadata(slot) : driver.spares.copy(slot));
                } else {
                    passed.add(number);
                    driver.socket.reinject(slot, false);
                }
            });

            assertThat(arrived(COUNT * 2 / 3)).isEqualTo(passed);
            assertThat(driver.kernelQueue().waiting()).as("held").isEqualTo(COUNT / 3);

            Collections.reverse(held);
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < held.size(); i++) {
                Slot slot = held.get(i);
                int number = COUNT - 3 * i;
                if (i % 10 == 9) {
                    driver.socket.drop(slot);
                } else if (number % 2 != 0) {
                    driver.renumber(slot, 1_000 + number);
                    driver.socket.reinject(slot, true);
                    expected.add(1_000 + number);
                } else {
                    driver.socket.reinject(slot, false);
                    expected.add(number);
                }
                if (i % 7 == 0) {
                    assertThat(driver.socket.flush()).isZero();
                    send(5_000 + i);
                    driver.decide(1, fresh -> driver.socket.reinject(fresh, false));
                    expected.add(5_000 + i);
                }
            }
            assertThat(driver.socket.flush()).isZero();

            assertThat(arrived(expected.size())).isEqualTo(expected);
            driver.assertEverythingDecided();
        }
    }

    @Test
    void shouldLoseNothingButTheHeldPacketsOfAQueueThatWasLost() throws Exception {
        divert.divertWan();
        try (QueueDriver driver = new QueueDriver(lab.router())) {
            List<Slot> held = new ArrayList<>();
            send(1);
            send(2);
            driver.decide(2, slot -> {
                driver.socket.hold(slot);
                held.add(driver.spares.copyMetadata(slot));
            });
            driver.socket.netlink.send(QueueConfiguration.unbind(DivertLab.QUEUE));
            driver.socket.requestReopen();
            while (driver.socket.counters().get(Counter.REOPENED) == 0) {
                driver.poll(slot -> {
                    throw new AssertionError("a packet nobody sent");
                });
            }

            send(3);
            send(4);
            List<Slot> fresh = new ArrayList<>();
            driver.decide(2, slot -> {
                driver.socket.hold(slot);
                fresh.add(driver.spares.copyMetadata(slot));
            });
            driver.socket.drop(held.get(0));
            driver.socket.reinject(held.get(1), false);
            assertThat(driver.socket.flush()).isEqualTo(1);

            assertThat(driver.socket.errors().byErrno()).isEqualTo(Map.of(Linux.ENODEV, 1L));
            assertThat(driver.kernelQueue().waiting())
                    .as("same numbers, other packets")
                    .isEqualTo(2);
            fresh.forEach(slot -> driver.socket.reinject(slot, false));
            assertThat(driver.socket.flush()).isZero();
            assertThat(arrived(2)).containsExactly(3, 4);
            assertThat(driver.kernelQueue().waiting()).isZero();
        }
    }

    // ---- marks

    @Test
    void shouldGiveAPacketTheMarkThatAFilterSets() {
        divert.divertWan();
        String rule = "PREROUTING -i wan -m mark --mark 0x77 -m comment --comment seen";
        lab.router().run("iptables -w -t mangle -A " + rule);
        RunningLane lane = divert.start(Threading.SHARED, DivertLab.any(packet -> {
            packet.mark(packet.mark() | 0x77);
            if (packet.icmp() != null
                    && packet.icmp().type() == 0
                    && packet.ipv4().identification() % 2 == 0) {
                packet.ipv4().ttl(42);
            }
            return Verdict.PASS;
        }));

        assertThat(lab.client().run("ping -c 20 -i 0.01 -W 2 " + SERVER_ADDRESS))
                .contains(" 20 received");

        Ledger ledger = lane.stop();
        assertThat(ledger.received()).isEqualTo(40);
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(ledger.errors()).isEmpty();
        assertThat(matched("mangle PREROUTING", "seen")).isEqualTo(20);
    }

    /** Packets that a rule of the router has matched. */
    private static long matched(String chain, String text) {
        String[] words = chain.split(" ", -1);
        String listing = lab.router().run("iptables -w -t " + words[0] + " -nvxL " + words[1]);
        Matcher line = Pattern.compile("(?m)^ *(\\d+) .*" + text).matcher(listing);
        assertThat(line.find()).as(listing).isTrue();
        return Long.parseLong(line.group(1));
    }

    // ---- packets of our own

    /** UDP without checksum over IPv4, with one over IPv6. */
    private static byte[] udp(InetAddress source, InetAddress destination, int number, int length) {
        boolean isIpv6 = destination.getAddress().length == 16;
        int header = isIpv6 ? 40 : 20;
        ByteBuffer packet = ByteBuffer.allocate(length);
        if (isIpv6) {
            packet.putInt(0x6000_0000).putShort((short) (length - header)).putShort((short) 0x1140);
        } else {
            packet.putShort((short) 0x4500)
                    .putShort((short) length)
                    .putInt(number << 16)
                    .putInt(0x4011_0000);
        }
        packet.put(source.getAddress()).put(destination.getAddress());
        packet.putShort((short) 7_001).putShort((short) PORT).putShort((short) (length - header));
        packet.putShort((short) 0).putInt(number);
        if (isIpv6) {
            long sum = 17L + length - header;
            for (int i = 8; i < length; i += 2) {
                sum += packet.getShort(i) & 0xFFFF;
            }
            packet.putShort(header + 6, (short) (65_535 - sum % 65_535));
        }
        return packet.array();
    }

    @Test
    void shouldInjectBothVersionsWithoutDivertingThem() throws Exception {
        divert.divertWan();
        try (QueueDriver driver = new QueueDriver(lab.router())) {
            InetAddress client4 = InetAddress.getByName("10.91.1.1");
            InetAddress server4 = InetAddress.getByName(SERVER_ADDRESS);
            InetAddress client6 = InetAddress.getByName(CLIENT_IPV6);
            InetAddress server6 = InetAddress.getByName(SERVER_IPV6);
            List<Integer> expected = new ArrayList<>();
            for (int i = 1; i <= 70; i++) {
                driver.socket.inject(driver.spares.put(udp(client4, server4, i, 100)));
                driver.socket.inject(driver.spares.put(udp(client6, server6, 1_000 + i, 100)));
                expected.addAll(List.of(i, 1_000 + i));
            }
            assertThat(driver.socket.flush()).isZero();

            assertThat(arrived(140)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(driver.socket.injections().sent()).isEqualTo(140);
            assertThat(driver.socket.injections().failures().byErrno()).isEmpty();
            assertThat(matched("mangle POSTROUTING", "NFQUEUE")).isZero();
            assertThat(driver.kernelQueue().waiting()).isZero();

            driver.socket.inject(driver.spares.put(udp(client4, server4, 1, 1_502)));
            driver.socket.inject(driver.spares.put(udp(client6, server6, 1, 1_502)));
            driver.socket.inject(driver.spares.put(udp(client4, InetAddress.getByName("192.0.2.1"), 1, 100)));
            driver.socket.inject(driver.spares.put(udp(client6, InetAddress.getByName("fe80::1"), 1, 100)));
            driver.socket.inject(driver.spares.put(udp(client4, server4, 9, 1_500)));
            driver.socket.flush();
            assertThat(arrived(1)).containsExactly(9);
            assertThat(driver.socket.injections().failures().byErrno()).isEqualTo(Map.of(90, 2L, 101, 1L, 99, 1L));
        }
    }

    /** Where the kernel puts fragments together, it does so with what it sends itself; not with ours. */
    @Test
    void shouldInjectAFragmentAsItIs() throws Exception {
        lab.router().run("iptables -w -t raw -A PREROUTING -m mark --mark 1 -m socket");
        lab.server().run("iptables -w -t raw -A PREROUTING -f");
        try (QueueDriver driver = new QueueDriver(lab.router())) {
            byte[] rest = udp(InetAddress.getByName("10.91.1.1"), InetAddress.getByName(SERVER_ADDRESS), 1, 100);
            rest[7] = 3; // Fragment offset 24.
            driver.socket.inject(driver.spares.put(rest));
            driver.socket.flush();

            assertThat(driver.socket.injections().sent()).isEqualTo(1);
            DivertLab.await("the fragment to arrive", () -> {
                String listing = lab.server().run("iptables -w -t raw -nvxL PREROUTING");
                return Pattern.compile("(?m)^ *1 ").matcher(listing).find();
            });
        } finally {
            lab.server().run("iptables -w -t raw -F");
        }
    }
}
