package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Rejection;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.Oracle;
import io.headgate.engine.packet.PacketBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rejected packets in a lane; the answers' fields are the affair of {@code engine.reject}. */
class RejectTest {
    private static final long MS = 1_000_000L;
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    private static final class RejectAll implements Filter {
        private final Rejection kind;
        private Verdict verdict;

        private RejectAll(Rejection kind) {
            this.kind = kind;
        }

        @Override
        public void onAttach(FilterContext context) {
            verdict = context.reject(kind, "refused", "nothing goes through here");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            return verdict;
        }
    }

    @ParameterizedTest
    @EnumSource(Rejection.class)
    void shouldDropThePacketAndTellItsSender(Rejection kind) {
        LaneRig rig = new LaneRig(pass("reject", new RejectAll(kind)));
        byte[] tcp = PacketBuilder.tcp(1, 2).payload(5).build();

        Ledger ledger = rig.feed(
                        UDP,
                        tcp,
                        PacketBuilder.udp(1, 2).payload(99).ipv6().build(),
                        PacketBuilder.tcp(1, 2).payload(99).ipv6().build())
                .run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("refused", 4L));
        assertThat(rig.lane().dropExplanations()).containsEntry("refused", "nothing goes through here");
        assertThat(ledger.injected().rejectsSent()).isEqualTo(4);
        assertThat(ledger.injected().sent()).isEqualTo(4);
        assertThat(rig.sink().injected()).hasSize(4).allMatch(Oracle::isRight);
        int first = kind == Rejection.TCP_RESET ? 6 : 1;
        assertThat(rig.sink().injected().get(1)[9]).isEqualTo((byte) first);
        assertThat(Oracle.u16(rig.sink().injected().get(0), 2)).isEqualTo(28 + UDP.length);
        assertThat(Oracle.u16(rig.sink().injected().get(3), 4))
                .isEqualTo(rig.sink().injected().get(3).length - 40);
    }

    @Test
    void shouldAnswerWhatWasReceivedWhateverFiltersMadeOfIt() {
        LaneRig rig = new LaneRig(
                pass("nat", packet -> {
                    packet.ipv4().destination(0x0A00_0001);
                    packet.udp().destinationPort(99);
                    packet.resizePayload(200);
                    return Verdict.PASS;
                }),
                pass("reject", new RejectAll(Rejection.PORT_UNREACHABLE)));

        rig.feed(UDP).run();

        byte[] answer = rig.sink().injected().get(0);
        assertThat(Arrays.copyOfRange(answer, 28, answer.length)).isEqualTo(UDP);
        assertThat(Arrays.copyOfRange(answer, 12, 16)).isEqualTo(Arrays.copyOfRange(UDP, 16, 20));
    }

    @Test
    void shouldAnswerNoMoreThanTheLaneMay() {
        LaneOptions options = LaneOptions.DEFAULTS.withLimits(new LaneLimits(0, Duration.ZERO, 100, 3));
        LaneRig rig = new LaneRig(options, pass("reject", new RejectAll(Rejection.PORT_UNREACHABLE)));

        rig.feed(UDP, UDP, UDP, UDP, UDP).run();
        assertThat(rig.sink().injected()).hasSize(3);
        Ledger ledger = rig.advance(20 * MS).feed(UDP, UDP, UDP).run();

        assertThat(rig.sink().injected()).hasSize(5);
        assertThat(ledger.injected().rejectsSent()).isEqualTo(5);
        assertThat(ledger.injected().rejectsSuppressed()).isEqualTo(3);
        assertThat(ledger.droppedTotal()).isEqualTo(8);
    }

    @Test
    void shouldDropInSilenceWhatMayNotBeAnswered() {
        LaneRig rig = new LaneRig(pass("reject", new RejectAll(Rejection.TCP_RESET)));

        Ledger ledger = rig.feed(
                        PacketBuilder.udp(1, 2).destination(0xE000_0001).build())
                .run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("refused", 1L));
        assertThat(ledger.injected().rejectsSuppressed()).isEqualTo(1);
        assertThat(rig.sink().injected()).isEmpty();
    }

    @Test
    void shouldOnlyCountWhereTheLaneObserves() {
        LaneRig rig = new LaneRig(Enforcement.OBSERVE, pass("reject", new RejectAll(Rejection.TCP_RESET)));

        Ledger ledger = rig.feed(UDP).run();

        assertThat(ledger.observedDropped()).containsExactly(Map.entry("refused", 1L));
        assertThat(rig.sink().reinjected()).containsExactly(UDP);
        assertThat(rig.sink().injected()).isEmpty();
    }

    @Test
    void shouldRefuseAReasonThatStandsForSomethingElse() {
        DropReasons reasons = new DropReasons();
        Verdict reject = reasons.declare(Rejection.TCP_RESET, "refused", "any");

        assertThat(reasons.declare(Rejection.TCP_RESET, "refused", "again")).isSameAs(reject);
        assertThat(reject.rejection()).isEqualTo(Rejection.TCP_RESET);
        assertThatThrownBy(() -> reasons.declare("refused", "any"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "drop reason 'refused' is declared as a rejection (TCP_RESET) and as a drop; give one of them"
                                + " another name");
        assertThatThrownBy(() -> reasons.declare(Rejection.HOST_UNREACHABLE, "refused", "any"))
                .hasMessageContaining("and as a rejection (HOST_UNREACHABLE)");
        assertThat(List.copyOf(reasons.explanations().values())).containsExactly("any");
    }
}
