package io.headgate.plugin.payloadreplace;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Settings;
import io.headgate.api.Tcp;
import io.headgate.api.Verdict;
import io.headgate.testkit.FilterHarness;
import io.headgate.testkit.LeftPacket;
import io.headgate.testkit.OnePacket;
import io.headgate.testkit.Result;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.SumCheck;
import io.headgate.testkit.packet.TcpBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is cut off a segment that has become too long goes on with the next filter, as the segment does. */
class FollowingFilterTest {
    private static final int OTHER_SOURCE = 0xC633_6401;

    /** Gives each segment another source. */
    private static final class Translating implements FilterFactory {
        @Override
        public String name() {
            return "translating";
        }

        @Override
        public String summary() {
            return "Gives each segment another source.";
        }

        @Override
        public Filter create(Settings with) {
            return packet -> {
                packet.ipv4().source(OTHER_SOURCE);
                packet.tcp().sourcePort(9);
                return Verdict.PASS;
            };
        }
    }

    private final FilterHarness harness = FilterHarness.of(new PayloadReplaceFactory())
            .with("replace", List.of(Map.of("find", "cat", "with", "elephant".repeat(100))))
            .with("mtu", 600)
            .chain(new Translating());

    private static TcpBuilder segment() {
        return Packets.tcp("10.0.0.1:4000 > 10.0.0.2:80");
    }

    private static TcpBuilder synAck() {
        return Packets.tcp("10.0.0.2:80 > 10.0.0.1:4000").synAck().acknowledgment(100);
    }

    @Test
    void shouldTranslateThePiecesToo() {
        harness.feed(segment().syn().sequence(99), synAck());

        Result result = harness.feed(
                segment().sequence(100).payload("catcat").dscp(10).ttl(7),
                segment().sequence(106).payload("."));

        List<LeftPacket> left = result.left().subList(2, result.left().size());
        assertThat(left).hasSize(4);
        StringBuilder stream = new StringBuilder();
        left.stream()
                .map(packet -> new OnePacket().load(packet.bytes()))
                .sorted((a, b) -> a.tcp().sequence() - b.tcp().sequence())
                .forEach(packet -> {
                    assertThat(packet.ipv4().source()).isEqualTo(OTHER_SOURCE);
                    assertThat(packet.tcp().sourcePort()).isEqualTo(9);
                    assertThat(packet.length()).isLessThanOrEqualTo(600);
                    assertThat(packet.tcp().sequence()).isEqualTo(100 + stream.length());
                    byte[] payload = new byte[packet.payloadLength()];
                    packet.read(packet.payloadOffset(), payload, 0, payload.length);
                    stream.append(new String(payload, StandardCharsets.US_ASCII));
                });
        assertThat(stream).hasToString("elephant".repeat(200) + ".");
        assertThat(left).allSatisfy(packet -> {
            SumCheck sums = SumCheck.of(packet.bytes());
            assertThat(sums.transport()).isEqualTo(SumCheck.State.RIGHT);
            assertThat(sums.header()).isEqualTo(SumCheck.State.RIGHT);
        });
        assertThat(left.get(1).bytes()[8]).as("TTL of a piece").isEqualTo((byte) 7);
        assertThat(harness.result().ledger().isBalanced()).isTrue();
    }

    /** Nothing may be said of bytes that did not go out: the sender sends them again. */
    @Test
    void shouldOnlyCountPiecesWhenNothingIsEnforced() {
        FilterHarness observing = FilterHarness.of(new PayloadReplaceFactory())
                .with("replace", List.of(Map.of("find", "cat", "with", "elephant".repeat(100))))
                .observing();

        Result result = observing.feed(
                segment().syn().sequence(99), synAck(), segment().sequence(100).payload("catcat"));

        assertThat(result.left()).hasSize(3).noneMatch(LeftPacket::isInjected);
        assertThat(result.packet(2).payload()).asString().isEqualTo("catcat");
        assertThat(result.packet(2).view().tcp().has(Tcp.PSH)).isTrue();
    }
}
