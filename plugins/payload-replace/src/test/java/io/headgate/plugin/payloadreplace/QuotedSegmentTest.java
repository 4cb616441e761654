package io.headgate.plugin.payloadreplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Tcp;
import io.headgate.testkit.Outcome;
import io.headgate.testkit.packet.IcmpBuilder;
import io.headgate.testkit.packet.Origin;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.SumCheck;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMP errors quote a segment as it left here; the host that sent it must find it as it came. */
class QuotedSegmentTest {
    private static final int CLIENT = -20;
    private static final int SERVER = 5_000;
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGMENT = 8;

    private Appliance appliance;

    private void connect(boolean isIpv6, int mtu) {
        appliance = new Appliance(Map.of("replace", List.of(Map.of("find", "cat", "with", "elephant")), "mtu", mtu));
        appliance.pass(new Segment(isIpv6, false, Tcp.SYN, CLIENT - 1, 0, ""));
        appliance.pass(new Segment(isIpv6, true, Tcp.SYN | Tcp.ACK, SERVER - 1, CLIENT, ""));
        // Both streams grow by five.
        appliance.pass(new Segment(isIpv6, false, Tcp.ACK, CLIENT, SERVER, "cat"));
        appliance.pass(new Segment(isIpv6, true, Tcp.ACK, SERVER, CLIENT + 8, "cat"));
    }

    private static Segment data(boolean isIpv6, String payload) {
        return new Segment(isIpv6, false, Tcp.ACK, CLIENT + 3, SERVER + 8, payload);
    }

    /** Too long, from a router on the way to the server. */
    private static IcmpBuilder error(boolean isIpv6, int mtu, byte[] quoted) {
        return isIpv6
                ? Packets.icmp("2001:db8::9 > 0:0:0:1::1", 2, 0).rest(mtu).payload(quoted)
                : Packets.icmp("192.0.2.9 > 10.0.0.1", 3, 4).rest(mtu).payload(quoted);
    }

    private ByteBuffer quotedAfter(boolean isIpv6, byte[] error) {
        Outcome outcome = appliance.arrives(error, Origin.NOW);
        assertThat(SumCheck.of(outcome.bytes()).transport()).isEqualTo(SumCheck.State.RIGHT);
        int headers = (isIpv6 ? 40 : 20) + 8 + (isIpv6 ? 40 : 20);
        return ByteBuffer.wrap(outcome.bytes(), headers, outcome.bytes().length - headers)
                .slice();
    }

    @ParameterizedTest
    @CsvSource({"false, 8", "false, 12", "false, 20", "false, 60", "true, 8", "true, 20", "true, 500"})
    void shouldTranslateWhatIsQuoted(boolean isIpv6, int quotedBytes) {
        connect(isIpv6, 1_500);
        Segment came = data(isIpv6, ".".repeat(600));
        byte[] left = appliance.passBytes(came.bytes(), Origin.NOW);
        int headers = isIpv6 ? 40 : 20;

        ByteBuffer quoted = quotedAfter(
                isIpv6,
                error(isIpv6, 1_300, Arrays.copyOf(left, headers + quotedBytes)).build());

        byte[] original = Arrays.copyOfRange(came.bytes(), headers, headers + quotedBytes);
        if (quotedBytes < 14) {
            // Whether it acknowledges anything is not quoted.
            assertThat(quoted.getInt(SEQUENCE)).isEqualTo(came.sequence());
        } else {
            byte[] bytes = new byte[quotedBytes];
            quoted.get(bytes);
            assertThat(bytes).as("the header as it came, with its checksum").isEqualTo(original);
        }
        assertThat(appliance.value("errors-translated")).isEqualTo(1);
    }

    @Test
    void shouldTranslateAnErrorAboutTheOtherDirection() {
        connect(false, 1_500);
        Segment came = new Segment(false, true, Tcp.ACK, SERVER + 3, CLIENT + 8, "...");
        byte[] left = appliance.passBytes(came.bytes(), Origin.NOW);

        ByteBuffer quoted = quotedAfter(
                false, Packets.portUnreachable("10.0.0.1 > 10.0.0.2", left).build());

        assertThat(quoted.getInt(SEQUENCE)).isEqualTo(SERVER + 3);
        assertThat(quoted.getInt(ACKNOWLEDGMENT)).isEqualTo(CLIENT + 8);
    }

    @Test
    void shouldFindTheSegmentBehindExtensionHeaders() {
        connect(true, 1_500);
        byte[] left = appliance.passBytes(data(true, "..").bytes(), Origin.NOW);
        ByteBuffer quoted = ByteBuffer.allocate(left.length + 16);
        quoted.put(left, 0, 40).put(new byte[] {60, 0, 1, 4, 0, 0, 0, 0}).put(new byte[] {6, 0, 1, 4, 0, 0, 0, 0});
        quoted.put(left, 40, left.length - 40).put(6, (byte) 0);

        Outcome outcome = appliance.arrives(error(true, 1_300, quoted.array()).build(), Origin.NOW);

        assertThat(ByteBuffer.wrap(outcome.bytes()).getInt(48 + 56 + SEQUENCE)).isEqualTo(CLIENT + 3);
    }

    @Test
    void shouldLeaveOtherErrorsAlone() {
        connect(false, 1_500);
        byte[] left = appliance.passBytes(data(false, "..").bytes(), Origin.NOW);
        byte[] ofAnother = left.clone();
        ofAnother[15]++;
        byte[] cut = Arrays.copyOf(left, 27);

        for (byte[] quoted : List.of(
                ofAnother, cut, Packets.udp("10.0.0.1:4000 > 10.0.0.2:80").build())) {
            assertThat(appliance
                            .arrives(error(false, 1_300, quoted).build(), Origin.NOW)
                            .isChanged())
                    .isFalse();
        }
        assertThat(appliance.value("errors-translated")).isZero();
    }

    /** Else what grows beyond it would be lost for ever: its sender believes that it keeps to it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepToTheMtuThatIsTold(boolean isIpv6) {
        connect(isIpv6, 1_500);
        int longest = 1_300;
        String payload = ".".repeat(1_300 - (isIpv6 ? 72 : 52) - 3) + "cat";
        Segment came = data(isIpv6, payload);
        byte[] left = appliance.passBytes(came.bytes(), Origin.NOW);
        assertThat(left.length).isEqualTo(longest + 5);
        byte[] wrong = left.clone();
        ByteBuffer.wrap(wrong).putInt((isIpv6 ? 40 : 20) + SEQUENCE, 1_000_000);
        appliance.arrives(error(isIpv6, 600, wrong).build(), Origin.NOW);
        assertThat(appliance.passBytes(came.bytes(), Origin.NOW))
                .as("nobody's number")
                .hasSize(longest + 5);

        appliance.arrives(error(isIpv6, longest, left).build(), Origin.NOW);

        Segment again = appliance.pass(came);
        assertThat(again.bytes()).hasSize(longest);
        assertThat(appliance.injected).hasSize(1);
        assertThat(again.payload() + appliance.injected.get(0).payload()).isEqualTo(payload.replace("cat", "elephant"));
    }
}
