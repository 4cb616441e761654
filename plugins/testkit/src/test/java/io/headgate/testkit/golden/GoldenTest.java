package io.headgate.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Verdict;
import io.headgate.testkit.CapturedPackets;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.Result;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.PacketBuilder;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.TcpBuilder;
import io.headgate.testkit.packet.UdpBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("golden/out.pcapng");
    }

    private static UdpBuilder udp() {
        return Packets.udp("10.0.0.1:5000 > 10.0.0.2:7").payload("abcdefghijklmnop");
    }

    private static TcpBuilder syn() {
        return Packets.tcp("[2001:db8::1]:40000 > [2001:db8::2]:443").syn();
    }

    private static Result left(PacketBuilder<?>... packets) {
        return FilterHarness.of("pass", packet -> Verdict.PASS).feed(packets);
    }

    private void write(PacketBuilder<?>... packets) {
        assertThatThrownBy(() -> Golden.assertMatches(left(packets).left(), file(), true))
                .isInstanceOf(AssertionError.class)
                .hasMessage("wrote " + packets.length + " packets to " + file()
                        + "; look at them, then run the test without -Dgolden.update");
    }

    /** Sees what is said about the difference between what was written and these packets. */
    private void assertDiffers(Result result, String... lines) {
        assertThatThrownBy(() -> Golden.assertMatches(result, file()))
                .isInstanceOf(AssertionError.class)
                .hasMessage("what left differs from " + file() + ":\n  " + String.join("\n  ", lines)
                        + "\nif that is right, run with -Dgolden.update=true to rewrite it");
    }

    @Test
    void shouldMatchWhatItWrote() {
        PacketBuilder<?>[] packets = {udp(), syn(), udp().ttl(3)};
        write(packets);

        assertThatCode(() -> Golden.assertMatches(left(packets), file())).doesNotThrowAnyException();
        assertThat(CapturedPackets.read(file()))
                .extracting(Arrival::packet)
                .containsExactly(udp().build(), syn().build(), udp().ttl(3).build());
    }

    @Test
    void shouldMatchEveryKindOfPacket() {
        Result result = FilterHarness.of("pass", packet -> Verdict.PASS)
                .feed(Packets.various().toArray(byte[][]::new));
        assertThatThrownBy(() -> Golden.assertMatches(result.left(), file(), true))
                .hasMessageStartingWith("wrote " + Packets.various().size() + " packets");

        assertThatCode(() -> Golden.assertMatches(result, file())).doesNotThrowAnyException();
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        assertThatThrownBy(() -> Golden.assertMatches(left(udp()), file()))
                .hasMessage("there is no " + file() + "; run with -Dgolden.update=true to write it from what left");
        assertThat(Files.exists(file())).isFalse();
    }

    @Test
    void shouldNameFieldsThatDiffer() {
        write(udp(), syn().mss(1460).options(1, 3, 3, 7));

        assertDiffers(
                left(udp().ttl(9), syn().mss(1460).options(1, 3, 3, 7)), "packet 0, IPv4 TTL: expected 64, actual 9");
        assertDiffers(
                left(udp(), syn().mss(1360).options(1, 3, 3, 7).sequence(-1)),
                "packet 1, TCP sequence number: expected 16909060, actual 4294967295",
                "packet 1, TCP MSS option: expected 1460, actual 1360");
        assertDiffers(
                left(udp(), syn().mss(1460).options(1, 1, 1, 1)),
                "packet 1, TCP window scale option: expected 7, actual none",
                "packet 1, TCP NOP option 2: expected none, actual at 5",
                "packet 1, TCP NOP option 3: expected none, actual at 6",
                "packet 1, TCP NOP option 4: expected none, actual at 7");
        assertDiffers(
                left(udp().wrongChecksum(), syn().mss(1460).options(1, 3, 3, 7).ttl(63)),
                "packet 0, UDP checksum: expected right, actual wrong (0x%04x)".formatted(sum(udp().wrongChecksum())),
                "packet 1, IPv6 hop limit: expected 64, actual 63");
    }

    private static int sum(UdpBuilder packet) {
        byte[] bytes = packet.build();
        return (bytes[26] & 0xFF) << 8 | (bytes[27] & 0xFF);
    }

    @Test
    void shouldSayWhereAPayloadDiffers() {
        write(udp());

        assertDiffers(
                left(udp().payload("abcdefgXijklmnop")),
                "packet 0, payload offset 7: expected 68 69 6a 6b 6c 6d 6e 6f ..., actual 58 69 6a 6b 6c 6d 6e 6f ...");
        assertDiffers(
                left(udp().payload("abcdefghijklmn")),
                "packet 0, IPv4 total length: expected 44, actual 42",
                "packet 0, UDP length: expected 24, actual 22",
                "packet 0, payload length: expected 16, actual 14",
                "packet 0, payload offset 14: expected 6f 70, actual nothing");
    }

    @Test
    void shouldSayWhichPacketsAreMissingOrTooMany() {
        write(udp(), syn(), Packets.icmpEcho("10.0.0.1 > 10.0.0.2"), udp().ttl(3));

        assertDiffers(
                left(udp(), Packets.icmpEcho("10.0.0.1 > 10.0.0.2"), udp().ttl(3)),
                "packet 1: missing; expected TCP [2001:db8::1]:40000 > [2001:db8::2]:443");
        assertDiffers(left(udp(), syn(), udp().ttl(3)), "packet 2: missing; expected ICMP type 8 10.0.0.1 > 10.0.0.2");
        assertDiffers(
                left(udp(), udp(), syn(), Packets.icmpEcho("10.0.0.1 > 10.0.0.2"), udp().ttl(3)),
                "packet 1: not expected; UDP 10.0.0.1:5000 > 10.0.0.2:7");
        assertDiffers(
                left(udp(), Packets.icmpEcho("10.0.0.1 > 10.0.0.2"), udp().ttl(4)),
                "packet 1: missing; expected TCP [2001:db8::1]:40000 > [2001:db8::2]:443",
                "packet 3, IPv4 TTL: expected 3, actual 4");
    }

    @Test
    void shouldTellWhenAPacketLeavesAtAnotherTime() {
        write(udp(), syn());
        FilterHarness harness = FilterHarness.of("pass", packet -> Verdict.PASS);

        harness.feed(udp());
        harness.advance(Duration.ofMillis(20));

        assertDiffers(harness.feed(syn()), "packet 1, time: expected 0 ns after the first, actual 20000000 ns");
    }

    @Test
    void shouldNotDrownInDifferences() {
        UdpBuilder[] expected = Stream.generate(() -> udp()).limit(100).toArray(UdpBuilder[]::new);
        UdpBuilder[] actual = Stream.generate(() -> udp().ttl(9)).limit(100).toArray(UdpBuilder[]::new);
        write(expected);

        assertThatThrownBy(() -> Golden.assertMatches(left(actual), file()))
                .hasMessageContaining("packet 39, IPv4 TTL: expected 64, actual 9\n  and 60 more\n");
    }
}
