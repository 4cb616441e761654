package io.headgate.net.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.engine.io.SinkException;
import io.headgate.engine.ring.Slot;
import io.headgate.net.relay.Packets.Header;
import io.headgate.net.relay.ReceiverCounters.Counter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which packets go where, and which nowhere. */
class DatagramSinkTest {
    private static final String GROUP = "226.0.0.1";
    private static final int PORT = 4_096;

    private final ScriptedKernel kernel = new ScriptedKernel();
    private final Packets packets = new Packets();

    private DatagramSink open(List<Input> inputs, Receiver... receivers) {
        return DatagramSink.open(kernel, SendAbi.LINUX, packets.ring().arena(), List.of(receivers), inputs);
    }

    private static Input input(String address, String interfaceName) {
        return new Input(Packets.address(address), PORT, interfaceName);
    }

    private static Receiver receiver(String address, String interfaceName) {
        return Receiver.of(Packets.address(address), PORT).withInterface(interfaceName);
    }

    @Test
    void shouldRefuseToSendToWhereTheLaneListens() {
        for (String address : List.of(GROUP, "192.0.2.1", "ff15::1", "2001:db8::1")) {
            assertThatThrownBy(() -> open(List.of(input(address, "")), receiver(address, "")))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("the lane listens there itself");
        }
    }

    @Test
    void shouldTellInterfacesApartOnlyWhereBothAreNamed() {
        assertThatThrownBy(() -> open(List.of(input(GROUP, "eth0")), receiver(GROUP, "eth0")))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("226.0.0.1:4096 via eth0");
        assertThatThrownBy(() -> open(List.of(input(GROUP, "")), receiver(GROUP, "eth1")))
                .isInstanceOf(SinkException.class);
        assertThatThrownBy(() -> open(List.of(input(GROUP, "eth0")), receiver(GROUP, "")))
                .isInstanceOf(SinkException.class);

        open(List.of(input(GROUP, "eth0")), receiver(GROUP, "eth1")).close();
        open(List.of(input(GROUP, "eth0")), Receiver.of(Packets.address(GROUP), PORT + 1))
                .close();
        open(List.of(input("226.0.0.2", "")), receiver(GROUP, "")).close();
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 127.0.0.1", "0.0.0.0, 127.0.0.2", "0.0.0.0, 127.255.0.9", "::, ::1"})
    void shouldKnowThisHostBehindTheWildcard(String wildcard, String address) {
        assertThatThrownBy(() -> open(List.of(input(wildcard, "")), receiver(address, "")))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("the lane listens there itself");
    }

    /** Sockets of one IP version hear nothing of the other, and one of a single address no other address. */
    @ParameterizedTest
    @CsvSource({"0.0.0.0, 192.0.2.1", "0.0.0.0, 128.0.0.1", "0.0.0.0, ::1", "::, 127.0.0.1", "127.0.0.1, 127.0.0.2"})
    void shouldSendToOthersThanTheWildcards(String listened, String address) {
        open(List.of(input(listened, "")), receiver(address, "")).close();
    }

    @Test
    void shouldKnowEachAddressOfThisHostBehindItsOwnWildcardOnly() throws SocketException {
        List<InetAddress> addresses = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();
        assertThat(addresses).isNotEmpty();
        for (InetAddress address : addresses) {
            boolean isIpv6 = address instanceof Inet6Address;
            Receiver receiver = Receiver.of(address, PORT);

            assertThatThrownBy(() -> open(List.of(input(isIpv6 ? "::" : "0.0.0.0", "")), receiver))
                    .as(receiver.label())
                    .isInstanceOf(SinkException.class);
            open(List.of(input(isIpv6 ? "0.0.0.0" : "::", "")), receiver).close();
        }
    }

    @Test
    void shouldDropWhatAPacketWouldSendToThisHost() {
        DatagramSink sink = open(List.of(input("0.0.0.0", "")), Receiver.ofHeader());

        for (String address : List.of("127.0.0.2", "0.0.0.0", "192.0.2.1", "::1")) {
            sink.reinject(packets.put(Packets.to(address, PORT), new byte[10]), false);
        }

        assertThat(sink.flush()).isEqualTo(2);
        assertThat(sink.drops().counts()).isEqualTo(Map.of("echo", 2L));
    }

    @Test
    void shouldSayWhichInterfaceDoesNotExist() {
        assertThatThrownBy(() -> open(List.of(), receiver(GROUP, "wlan7")))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("wlan7");
    }

    @Test
    void shouldNeedAReceiver() {
        assertThatThrownBy(() -> open(List.of())).isInstanceOf(SinkException.class);
    }

    @Test
    void shouldDropWhatWouldComeBack() {
        DatagramSink sink = open(List.of(input(GROUP, "")), Receiver.ofHeader());

        sink.reinject(packets.put(Packets.to(GROUP, PORT), new byte[10]), false);
        sink.reinject(packets.put(Packets.to(GROUP, PORT + 1), new byte[10]), false);
        sink.reinject(packets.put(Packets.to("226.0.0.2", PORT), new byte[10]), false);
        int failed = sink.flush();

        assertThat(failed).isEqualTo(1);
        assertThat(sink.drops().counts()).isEqualTo(Map.of("echo", 1L));
        assertThat(sink.receivers().get(0).get(Counter.ECHO)).isEqualTo(1);
        assertThat(kernel.received().stream().map(ScriptedKernel.Received::port))
                .containsExactly(PORT + 1, PORT);
    }

    @Test
    void shouldSendWhereThePacketSaysByItsIpVersion() {
        DatagramSink sink = open(List.of(), Receiver.ofHeader());
        byte[] first = {1};
        byte[] second = {2, 2};

        sink.reinject(packets.put(Packets.to("192.0.2.9", 7), first), false);
        sink.reinject(packets.put(Packets.to("2001:db8::9", 8), second), false);
        assertThat(sink.flush()).isZero();

        assertThat(kernel.payloads(ScriptedKernel.FIRST_FD)).containsExactly(first);
        assertThat(kernel.payloads(ScriptedKernel.FIRST_FD + 1)).containsExactly(second);
    }

    @Test
    void shouldNotJoinSegmentsForDifferentDestinations() {
        DatagramSink sink = open(List.of(), Receiver.ofHeader());
        Header here = Packets.to("192.0.2.9", 7);

        for (Header header : List.of(here, here, Packets.to("192.0.2.8", 7), Packets.to("192.0.2.8", 6))) {
            sink.reinject(packets.put(header, new byte[10]), false);
        }
        sink.flush();

        assertThat(kernel.messages()).isEqualTo(3);
        assertThat(kernel.received().stream().map(ScriptedKernel.Received::port))
                .containsExactly(7, 7, 7, 6);
    }

    @Test
    void shouldDropWhatHasNoTimeToLiveLeft() {
        Receiver receiver = receiver("192.0.2.1", "").withTtl(TtlPolicy.decrement());
        DatagramSink sink = open(List.of(), receiver);

        sink.reinject(packets.put(Packets.to(GROUP, PORT).withTtl(1), new byte[10]), false);
        sink.reinject(packets.put(Packets.to(GROUP, PORT).withTtl(2), new byte[10]), false);

        assertThat(sink.flush()).isEqualTo(1);
        assertThat(sink.drops().counts()).isEqualTo(Map.of("send-ttl-expired", 1L));
        assertThat(kernel.received()).hasSize(1);
        assertThat(kernel.received().get(0).ttl()).isEqualTo(1);
    }

    @Test
    void shouldDropWhatIsNoDatagram() {
        DatagramSink sink = open(List.of(), receiver("192.0.2.1", ""));
        byte[] tcp = new byte[40];
        tcp[0] = 0x45;
        tcp[9] = 6;
        byte[] fragment = new byte[40];
        fragment[0] = 0x45;
        fragment[7] = 1;
        fragment[9] = 17;
        byte[] longerThanHeld = new byte[30];
        longerThanHeld[0] = 0x45;
        longerThanHeld[9] = 17;
        longerThanHeld[25] = 11;
        byte[] shortIpv6 = new byte[44];
        shortIpv6[0] = 0x60;
        shortIpv6[6] = 17;
        List<byte[]> wrong = List.of(tcp, fragment, longerThanHeld, shortIpv6, new byte[3]);

        wrong.forEach(packet -> sink.reinject(packets.put(packet), false));
        Slot frame = packets.put(Packets.to(GROUP, PORT), new byte[4]);
        frame.setFrame(frame.packetOffset(), frame.packetLength(), frame.packetLength());
        sink.reinject(frame, false);

        assertThat(sink.flush()).isEqualTo(6);
        assertThat(sink.drops().counts()).isEqualTo(Map.of("no-datagram", 6L));
        assertThat(kernel.received()).isEmpty();
    }

    @Test
    void shouldSendInjectedPacketsToItsReceiversAndCountThemApart() {
        Receiver receiver = receiver("192.0.2.1", "").withTtl(TtlPolicy.decrement());
        DatagramSink sink = open(List.of(), receiver);
        kernel.judge(message -> message.bytes() == 77 ? 90 : 0);

        sink.reinject(packets.put(Packets.to(GROUP, PORT), new byte[10]), false);
        sink.inject(packets.put(Packets.to(GROUP, PORT), new byte[11]));
        sink.inject(packets.put(Packets.to(GROUP, PORT), new byte[77]));
        sink.inject(packets.put(Packets.to(GROUP, PORT).withTtl(1), new byte[12]));
        sink.inject(packets.put(new byte[3]));

        assertThat(sink.flush()).isZero();
        assertThat(kernel.received()).extracting(one -> one.payload().length).containsExactly(10, 11);
        assertThat(sink.injections().sent()).isEqualTo(1);
        assertThat(sink.injections().failures().byErrno()).isEqualTo(Map.of(90, 1L, 110, 1L, 22, 1L));
        assertThat(sink.errors().total()).isZero();
        assertThat(sink.drops().counts()).isEmpty();
    }

    @Test
    void shouldNotInjectWhereTheLaneListens() {
        DatagramSink sink = open(List.of(input(GROUP, "")), Receiver.ofHeader());

        for (int i = 0; i < 70; i++) {
            sink.inject(packets.put(Packets.to(GROUP, PORT), new byte[10]));
        }

        assertThat(sink.flush()).isZero();
        assertThat(kernel.received()).isEmpty();
        assertThat(sink.injections().failures().byErrno()).isEqualTo(Map.of(40, 70L));
    }

    @Test
    void shouldRefusePoliciesThatCannotBe() {
        assertThatThrownBy(() -> TtlPolicy.set(0)).hasMessageContaining("1 to 255");
        assertThatThrownBy(() -> TtlPolicy.minimum(256)).hasMessageContaining("1 to 255");
        assertThatThrownBy(() -> new TtlPolicy(TtlPolicy.Kind.KEEP, 3)).hasMessageContaining("KEEP");
        assertThatThrownBy(() -> Receiver.of(Packets.address("0.0.0.0"), 1)).hasMessageContaining("nobody");
        assertThatThrownBy(() -> Receiver.of(null, 70_000)).hasMessageContaining("65535");
    }
}
