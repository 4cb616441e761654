package io.headgate.plugin.nat;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.packet.Packets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors about translated packets, with what they quote; checksums are those of a sender who has always meant this. */
class IcmpErrorTest {
    private static final int UNREACHABLE = 3;
    private static final int TOO_LARGE = 4;
    private static final int REDIRECT = 5;
    private static final int TIME_EXCEEDED = 11;

    private final FilterHarness harness = Gateway.harness();

    /** Opens flows whose ports and identifiers all change: the port they want is another host's. */
    private void open() {
        harness.filter(Packets.udp("10.0.0.4:5000 > 203.0.113.8:53"));
        harness.filter(Packets.tcp("10.0.0.4:5000 > 203.0.113.8:53").syn());
        harness.filter(Packets.icmpEcho("10.0.0.4 > 203.0.113.8").identifier(77));
    }

    private byte[] sent(String protocol) {
        return switch (protocol) {
            case "udp" ->
                Packets.udp("10.0.0.5:5000 > 203.0.113.9:53")
                        .payload("question")
                        .build();
            case "tcp" -> Packets.tcp("10.0.0.5:5000 > 203.0.113.9:53").syn().build();
            default -> Packets.icmpEcho("10.0.0.5 > 203.0.113.9").identifier(77).build();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "icmp"})
    void shouldReachWhoeverSentThePacket(String protocol) {
        open();
        byte[] sent = sent(protocol);
        byte[] seen = harness.filter(sent).bytes();

        for (int length : new int[] {28, seen.length}) {
            byte[] quotedThere = Arrays.copyOf(seen, length);
            byte[] quotedHere = Arrays.copyOf(sent, length);

            // A router on the way, one with a small link (its MTU in the header), and the other end.
            assertThat(harness.filter(Packets.icmp("192.0.2.1 > 198.51.100.1", TIME_EXCEEDED, 0)
                                    .payload(quotedThere))
                            .bytes())
                    .isEqualTo(Packets.icmp("192.0.2.1 > 10.0.0.5", TIME_EXCEEDED, 0)
                            .payload(quotedHere)
                            .build());
            assertThat(harness.filter(Packets.icmp("192.0.2.2 > 198.51.100.1", UNREACHABLE, TOO_LARGE)
                                    .rest(1400)
                                    .payload(quotedThere))
                            .bytes())
                    .isEqualTo(Packets.icmp("192.0.2.2 > 10.0.0.5", UNREACHABLE, TOO_LARGE)
                            .rest(1400)
                            .payload(quotedHere)
                            .build());
            assertThat(harness.filter(Packets.portUnreachable("203.0.113.9 > 198.51.100.1", quotedThere))
                            .bytes())
                    .isEqualTo(Packets.portUnreachable("203.0.113.9 > 10.0.0.5", quotedHere)
                            .build());
        }
        assertThat(harness.result().counter("errors-translated")).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp", "icmp"})
    void shouldLeaveFromTheOutsideAddressWhoeverInsideSentIt(String protocol) {
        open();
        byte[] seen = harness.filter(sent(protocol)).bytes();
        byte[] answer = answer(protocol, seen);
        byte[] answerInside = harness.filter(answer).bytes();

        // The host itself, a router inside, and this host, whose own address stays.
        assertThat(harness.filter(Packets.portUnreachable("10.0.0.5 > 203.0.113.9", answerInside))
                        .bytes())
                .isEqualTo(Packets.portUnreachable("198.51.100.1 > 203.0.113.9", answer)
                        .build());
        assertThat(harness.filter(Packets.icmp("10.7.7.7 > 203.0.113.9", TIME_EXCEEDED, 0)
                                .payload(answerInside))
                        .bytes())
                .isEqualTo(Packets.icmp("198.51.100.1 > 203.0.113.9", TIME_EXCEEDED, 0)
                        .payload(answer)
                        .build());
        assertThat(harness.filter(Packets.icmp("192.0.2.254 > 203.0.113.9", TIME_EXCEEDED, 0)
                                .payload(answerInside))
                        .bytes())
                .isEqualTo(Packets.icmp("192.0.2.254 > 203.0.113.9", TIME_EXCEEDED, 0)
                        .payload(answer)
                        .build());
    }

    private static byte[] answer(String protocol, byte[] seen) {
        int port = (seen[20] & 0xFF) << 8 | (seen[21] & 0xFF);
        int identifier = (seen[24] & 0xFF) << 8 | (seen[25] & 0xFF);
        return switch (protocol) {
            case "udp" ->
                Packets.udp("203.0.113.9:53 > 198.51.100.1:" + port)
                        .payload("answer")
                        .build();
            case "tcp" ->
                Packets.tcp("203.0.113.9:53 > 198.51.100.1:" + port).synAck().build();
            default ->
                Packets.icmpEchoReply("203.0.113.9 > 198.51.100.1")
                        .identifier(identifier)
                        .build();
        };
    }

    @Test
    void shouldNotBeFooledByErrorsAboutOtherPackets() {
        harness.filter(Packets.udp("10.0.0.5:5000 > 203.0.113.9:53"));
        byte[] otherPort = Packets.udp("198.51.100.1:5001 > 203.0.113.9:53").build();
        byte[] otherRemote = Packets.udp("198.51.100.1:5000 > 203.0.113.10:53").build();
        byte[] otherSender = Packets.udp("192.0.2.7:5000 > 203.0.113.9:53").build();
        byte[] reply = Packets.icmpEchoReply("198.51.100.1 > 203.0.113.9").build();

        for (byte[] quoted : new byte[][] {otherPort, otherRemote, otherSender, reply}) {
            assertThat(harness.filter(Packets.icmp("192.0.2.1 > 198.51.100.1", TIME_EXCEEDED, 0)
                                    .payload(quoted))
                            .isChanged())
                    .isFalse();
        }
        assertThat(harness.result().counter("unmatched")).isEqualTo(4);
    }

    @Test
    void shouldNotLeakWhatItCannotTranslate() {
        byte[] unknown = Packets.udp("203.0.113.9:53 > 10.0.0.5:5000").build();

        assertThat(harness.filter(Packets.portUnreachable("10.0.0.5 > 203.0.113.9", unknown))
                        .dropReason())
                .isEqualTo("nat-error");
        assertThat(harness.filter(Packets.portUnreachable("192.0.2.254 > 203.0.113.9", unknown))
                        .isChanged())
                .isFalse();
    }

    @Test
    void shouldCopeWithErrorsThatQuoteTooLittle() {
        harness.filter(Packets.icmpEcho("10.0.0.5 > 203.0.113.9").identifier(77));
        byte[] ping =
                Packets.icmpEcho("198.51.100.1 > 203.0.113.9").identifier(77).build();

        for (int length = 0; length < 28; length++) {
            assertThat(harness.filter(Packets.icmp("192.0.2.1 > 198.51.100.1", TIME_EXCEEDED, 0)
                                    .payload(Arrays.copyOf(ping, length)))
                            .isChanged())
                    .isFalse();
        }
    }

    @Test
    void shouldTakeRedirectsForThisHost() {
        byte[] sent = sent("udp");
        byte[] seen = harness.filter(sent).bytes();

        assertThat(harness.filter(Packets.icmp("192.0.2.1 > 198.51.100.1", REDIRECT, 1)
                                .payload(seen))
                        .isChanged())
                .isFalse();
    }
}
