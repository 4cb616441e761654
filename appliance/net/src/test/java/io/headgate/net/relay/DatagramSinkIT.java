package io.headgate.net.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.engine.io.SinkException;
import io.headgate.net.lab.Host;
import io.headgate.net.lab.RequiresRoot;
import io.headgate.net.lab.RouterLab;
import io.headgate.net.relay.Packets.Header;
import io.headgate.net.relay.ReceiverCounters.Counter;
import io.headgate.net.relay.ReceivingSocket.Datagram;
import io.headgate.net.sys.Sys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab's router sends on to hosts and groups on both sides of it. */
@RequiresRoot
@Timeout(60)
class DatagramSinkIT {
    private static final String GROUP = "226.0.0.9";
    private static final String GROUP_IPV6 = "ff15::9";
    private static final int PORT = 4_097;
    private static final Header HEADER = Packets.to("226.0.0.1", 4_096);

    /** ENETUNREACH of Linux. */
    private static final int NO_ROUTE = 101;

    private static RouterLab lab;

    private final Packets packets = new Packets();
    private final Random random = new Random(9);

    @BeforeAll
    static void createLab() {
        lab = RouterLab.create();
        lab.addIpv6();
    }

    @AfterAll
    static void removeLab() {
        lab.close();
    }

    /** As Linux sends, and as other systems do, here with Linux's numbers. */
    private static SendAbi abi(boolean isGathering) {
        SendAbi linux = SendAbi.LINUX;
        return new SendAbi(
                true,
                isGathering,
                linux.ipv6Family(),
                linux.closeOnExec(),
                linux.dontWait(),
                linux.socketLevel(),
                linux.sendBuffer(),
                linux.ipv4(),
                linux.ipv6(),
                linux.errnos());
    }

    private DatagramSink open(boolean isGathering, Receiver... receivers) {
        return lab.router()
                .call(() -> DatagramSink.open(
                        Sys.libc(),
                        abi(isGathering),
                        packets.ring().arena(),
                        List.of(receivers),
                        List.of(new Input(Packets.address("226.0.0.1"), 4_096, RouterLab.LAN))));
    }

    private static Receiver receiver(String address) {
        return Receiver.of(Packets.address(address), PORT);
    }

    private static Receiver group(String address, String interfaceName) {
        return receiver(address).withInterface(interfaceName);
    }

    private static ReceivingSocket atServer(String address) {
        return ReceivingSocket.open(lab.server(), address, PORT, RouterLab.PEER_INTERFACE);
    }

    private static ReceivingSocket atClient(String address) {
        return ReceivingSocket.open(lab.client(), address, PORT, RouterLab.PEER_INTERFACE);
    }

    static Stream<Arguments> sizes() {
        int[] equal = IntStream.generate(() -> 200).limit(200).toArray();
        int[] mixed = new Random(4).ints(200, 0, 1_473).toArray();
        int[] odd = {0, 1, 0, 0, 1_472, 1_473, 5_000, 5_000, 65_507, 200, 200, 100, 65_507, 65_506, 0, 3};
        return Stream.of(
                Arguments.of("equal", true, equal),
                Arguments.of("mixed", true, mixed),
                Arguments.of("odd", true, odd),
                Arguments.of("mixed", false, mixed),
                Arguments.of("odd", false, odd));
    }

    @ParameterizedTest(name = "{0} sizes, gathering {1}")
    @MethodSource("sizes")
    void shouldBringTheBytesToEveryReceiver(String name, boolean isGathering, int[] sizes) {
        try (DatagramSink sink = open(
                        isGathering,
                        receiver(RouterLab.SERVER_ADDRESS),
                        group(GROUP, RouterLab.WAN),
                        receiver(RouterLab.CLIENT_IPV6),
                        group(GROUP_IPV6, RouterLab.LAN));
                ReceivingSocket host = atServer(RouterLab.SERVER_ADDRESS);
                ReceivingSocket group = atServer(GROUP);
                ReceivingSocket hostIpv6 = atClient(RouterLab.CLIENT_IPV6);
                ReceivingSocket groupIpv6 = atClient(GROUP_IPV6)) {
            List<ReceivingSocket> all = List.of(host, group, hostIpv6, groupIpv6);
            // Fragments of a whole batch would overflow the network's own queue of a thousand packets.
            int batch = 4;
            for (int from = 0; from < sizes.length; from += batch) {
                batch = name.equals("odd") ? 4 : 100;
                List<byte[]> sent = new ArrayList<>();
                for (int i = from; i < Math.min(sizes.length, from + batch); i++) {
                    sent.add(Packets.payload(random, sizes[i]));
                    sink.reinject(packets.put(HEADER, sent.get(sent.size() - 1)), false);
                }

                assertThat(sink.flush()).isZero();
                for (ReceivingSocket socket : all) {
                    assertThat(socket.receive(sent.size()).stream().map(Datagram::payload))
                            .containsExactlyElementsOf(sent);
                }
            }
            assertThat(all).allMatch(ReceivingSocket::isEmpty);
            for (ReceiverCounters counters : sink.receivers()) {
                assertThat(counters.get(Counter.SENT)).isEqualTo(sizes.length);
                assertThat(counters.errors().byErrno()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSendWithTheReceiversTimeToLiveAndThePacketsDscp(boolean isGathering) {
        List<TtlPolicy> policies =
                List.of(TtlPolicy.set(7), TtlPolicy.keep(), TtlPolicy.decrement(), TtlPolicy.minimum(30));
        List<List<Integer>> expected =
                List.of(List.of(7, 7, 7), List.of(40, 2, 1), List.of(39, 1), List.of(40, 30, 30));
        for (String address : List.of(RouterLab.SERVER_ADDRESS, GROUP, RouterLab.SERVER_IPV6, GROUP_IPV6)) {
            for (int i = 0; i < policies.size(); i++) {
                Receiver receiver = group(address, RouterLab.WAN).withTtl(policies.get(i));
                try (DatagramSink sink = open(isGathering, receiver);
                        ReceivingSocket socket = atServer(address)) {
                    Header header = HEADER.withTrafficClass(0xB8);
                    sink.reinject(packets.put(header.withTtl(40), new byte[9]), false);
                    sink.reinject(packets.put(header.withTtl(2), new byte[9]), false);
                    sink.reinject(packets.put(header.withTtl(1), new byte[9]), false);
                    sink.flush();

                    List<Datagram> received = socket.receive(expected.get(i).size());
                    String what = address + " " + policies.get(i);
                    assertThat(received.stream().map(Datagram::ttl)).as(what).isEqualTo(expected.get(i));
                    assertThat(received.stream().map(Datagram::trafficClass))
                            .as(what)
                            .containsOnly(0xB8);
                    assertThat(socket.isEmpty()).as(what).isTrue();
                }
            }
        }
    }

    /** A port where nobody listens, a network nobody knows, an interface that has gone down. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldServeTheOthersWhenReceiversAreDead(boolean isGathering) {
        lab.router().run("ip link add gone type veth peer name gone-too");
        lab.router().run("ip addr add 10.91.9.1/24 dev gone");
        lab.router().run("ip link set gone up");
        lab.router().run("ip link set gone-too up");
        try (DatagramSink sink = open(
                        isGathering,
                        Receiver.of(Packets.address(RouterLab.SERVER_ADDRESS), PORT + 1),
                        receiver("192.0.2.1"),
                        group(GROUP, "gone"),
                        receiver(RouterLab.SERVER_ADDRESS));
                ReceivingSocket living = atServer(RouterLab.SERVER_ADDRESS)) {
            lab.router().run("ip link set gone down");
            List<byte[]> sent = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 50; i++) {
                    sent.add(Packets.payload(random, i % 10 == 0 ? 50 : 100));
                    sink.reinject(packets.put(HEADER, sent.get(sent.size() - 1)), false);
                }
                assertThat(sink.flush()).isZero();
            }

            assertThat(living.receive(250).stream().map(Datagram::payload)).containsExactlyElementsOf(sent);
            List<ReceiverCounters> counters = sink.receivers();
            assertThat(counters.get(1).errors().byErrno()).isEqualTo(Map.of(NO_ROUTE, 250L));
            assertThat(counters.get(2).errors().total()).isEqualTo(250);
            assertThat(counters.get(3).get(Counter.SENT)).isEqualTo(250);
            assertThat(sink.errors().total()).as("each packet reached somebody").isZero();
        } finally {
            lab.router().run("ip link del gone");
        }
    }

    /** By {@code again}, of which the server has the other end. */
    private static void layWireAgain() {
        lab.router()
                .run("ip link add again type veth peer name again-too address 02:00:00:00:08:02 netns "
                        + lab.server().namespace());
        configure(lab.router(), "again", "10.91.8.1/24", "fd00:91:8::1/64");
        configure(lab.server(), "again-too", "10.91.8.2/24", "fd00:91:8::2/64");
        lab.router().run("ip neigh replace fd00:91:8::2 lladdr 02:00:00:00:08:02 dev again nud permanent");
        long endNs = System.nanoTime() + 10_000_000_000L;
        while (lab.router()
                .run("ip -6 route show table local type multicast dev again")
                .isBlank()) {
            assertThat(System.nanoTime()).as("time for IPv6").isLessThan(endNs);
        }
    }

    private static void configure(Host host, String interfaceName, String ipv4, String ipv6) {
        Path setting = Path.of("/proc/sys/net/ipv6/conf/" + interfaceName + "/disable_ipv6");
        host.call(() -> Files.writeString(setting, "0"));
        host.run("ip addr add " + ipv4 + " dev " + interfaceName);
        host.run("ip addr add " + ipv6 + " dev " + interfaceName + " nodad");
        host.run("ip link set " + interfaceName + " up");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSendAgainByAnInterfaceThatCameBack(boolean isGathering) {
        List<String> addresses = List.of("10.91.8.2", GROUP, "fd00:91:8::2", GROUP_IPV6);
        layWireAgain();
        Receiver[] receivers =
                addresses.stream().map(address -> group(address, "again")).toArray(Receiver[]::new);
        try (DatagramSink sink = open(isGathering, receivers)) {
            for (int round = 1; round <= 2; round++) {
                awaitAll(sink, addresses);

                lab.router().run("ip link del again");
                assertThat(sendOne(sink)).as("packets that reached nobody").isEqualTo(1);
                for (ReceiverCounters counters : sink.receivers()) {
                    assertThat(counters.errors().total())
                            .as(counters.receiver().label())
                            .isPositive();
                }
                layWireAgain();
            }
            awaitAll(sink, addresses);
        } finally {
            lab.router().run("ip link del again");
        }
    }

    /** On a thread of the router's: names of interfaces are those of its namespace. */
    private int sendOne(DatagramSink sink) {
        return lab.router().call(() -> {
            sink.reinject(packets.put(HEADER, new byte[5]), false);
            return sink.flush();
        });
    }

    /** Sends until each has got something, for two seconds at most. */
    private void awaitAll(DatagramSink sink, List<String> addresses) {
        Map<String, ReceivingSocket> waiting = new LinkedHashMap<>();
        for (String address : addresses) {
            waiting.put(address, ReceivingSocket.open(lab.server(), address, PORT, "again-too"));
        }
        List<ReceivingSocket> all = List.copyOf(waiting.values());
        try {
            long endNs = System.nanoTime() + 2_000_000_000L;
            while (!waiting.isEmpty()) {
                sendOne(sink);
                waiting.values().removeIf(socket -> !socket.isEmpty());
                assertThat(System.nanoTime())
                        .as("time for %s", waiting.keySet())
                        .isLessThan(endNs);
            }
        } finally {
            all.forEach(ReceivingSocket::close);
        }
    }

    @Test
    void shouldSendOneByOneWhatIsTooLongForSegments() {
        lab.router().run("ip link set wan mtu 1000");
        try (DatagramSink sink = open(true, receiver(RouterLab.SERVER_ADDRESS), receiver(RouterLab.CLIENT_ADDRESS));
                ReceivingSocket narrow = atServer(RouterLab.SERVER_ADDRESS);
                ReceivingSocket wide = atClient(RouterLab.CLIENT_ADDRESS)) {
            List<byte[]> sent = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 20; i++) {
                    sent.add(Packets.payload(random, 1_200));
                    sink.reinject(packets.put(HEADER, sent.get(sent.size() - 1)), false);
                }
                assertThat(sink.flush()).isZero();
            }

            assertThat(narrow.receive(60).stream().map(Datagram::payload)).containsExactlyElementsOf(sent);
            assertThat(wide.receive(60).stream().map(Datagram::payload)).containsExactlyElementsOf(sent);
            assertThat(sink.receivers().get(0).get(Counter.UNSEGMENTED)).isEqualTo(1);
            assertThat(sink.receivers().get(1).get(Counter.UNSEGMENTED)).isZero();
        } finally {
            lab.router().run("ip link set wan mtu 1500");
        }
    }

    @Test
    void shouldHearItsOwnGroupOnlyWhenLooped() {
        for (boolean isLooped : new boolean[] {false, true}) {
            try (DatagramSink sink = open(true, group(GROUP, RouterLab.WAN).withLoop(isLooped));
                    ReceivingSocket own = ReceivingSocket.open(lab.router(), GROUP, PORT, RouterLab.WAN)) {
                sink.reinject(packets.put(HEADER, new byte[5]), false);
                assertThat(sink.flush()).isZero();

                assertThat(own.receive(isLooped ? 1 : 0)).hasSize(isLooped ? 1 : 0);
                assertThat(own.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void shouldSendNothingBackToItsInput() {
        assertThatThrownBy(() -> open(true, Receiver.of(Packets.address("226.0.0.1"), 4_096)))
                .hasRootCauseInstanceOf(SinkException.class)
                .hasMessageContaining("listens there itself");
        try (DatagramSink sink = open(true, Receiver.ofHeader().withInterface(RouterLab.LAN));
                ReceivingSocket other = atClient(GROUP)) {
            sink.reinject(packets.put(HEADER, new byte[5]), false);
            sink.reinject(packets.put(Packets.to(GROUP, PORT), new byte[6]), false);

            assertThat(sink.flush()).isEqualTo(1);
            assertThat(sink.drops().counts()).isEqualTo(Map.of("echo", 1L));
            assertThat(other.receive(1).get(0).payload()).hasSize(6);
        }
    }
}
