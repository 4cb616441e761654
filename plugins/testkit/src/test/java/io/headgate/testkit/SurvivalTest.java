package io.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Permission;
import io.headgate.api.Verdict;
import io.headgate.testkit.mutation.Mutation;
import io.headgate.testkit.mutation.Mutations;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.Packets;
import io.headgate.testkit.packet.SumCheck;
import io.headgate.testkit.packet.SumCheck.State;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SurvivalTest {
    private static Mutations mutations(long seed) {
        return Mutations.of(Packets.various(), seed).count(2_000);
    }

    /** Rewrites whatever there is. */
    private static final Filter REWRITING = packet -> {
        if (packet.ipv4() != null) {
            packet.ipv4().ttl(9);
            packet.ipv4().source(0x0A09_0909);
        } else {
            packet.ipv6().destination(1, 2);
        }
        if (packet.udp() != null) {
            packet.udp().destinationPort(9);
        }
        if (packet.tcp() != null) {
            packet.tcp().window(1);
        }
        boolean hasPorts = packet.udp() != null || packet.tcp() != null;
        if (hasPorts && packet.payloadLength() > 0 && packet.payloadOffset() < packet.length()) {
            packet.payloadU8(packet.payloadOffset(), 7);
        }
        return Verdict.PASS;
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldPassAFilterThatCopes(long seed) {
        FilterHarness harness = FilterHarness.of("rewriting", REWRITING);

        harness.survives(mutations(seed));

        Result result = harness.result();
        assertThat(result.packets()).hasSize(2_000);
        assertThat(result.packets()).filteredOn(Outcome::isChanged).hasSizeGreaterThan(500);
        assertThat(result.ledger().bypassed()).isGreaterThan(200);
    }

    @Test
    void shouldWaitForPacketsThatAreHeld() {
        Filter holding = new Filter() {
            private FilterContext context;

            @Override
            public void onAttach(FilterContext context) {
                this.context = context;
            }

            @Override
            public Verdict onPacket(Packet packet) {
                return context.hold(context.nowNs() + Duration.ofSeconds(9).toNanos());
            }
        };
        FilterHarness harness = FilterHarness.of("holding", holding, Permission.HOLD);

        harness.survives(mutations(1));

        assertThat(harness.result().packets()).filteredOn(Outcome::wasHeld).hasSizeGreaterThan(1_000);
        assertThat(harness.result().ledger().held()).isZero();
    }

    @Test
    void shouldTellWhichPacketMadeAFilterFail() {
        Filter careless = packet -> {
            packet.u8(60);
            return Verdict.PASS;
        };

        assertThatThrownBy(() -> FilterHarness.of("careless", careless).survives(mutations(7)))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "filter careless failed in onPacket on packet \\d+: java.lang.IndexOutOfBounds[^\\n]*\\n"
                                + "  on mutation \\d+ of seed 7 \\([a-z ,]+\\): ([0-9a-f]{2})*")
                .hasCauseInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldTellOfFailuresThatThrowNothing() {
        Filter silent = packet -> packet.length() > 100 ? null : Verdict.PASS;

        assertThatThrownBy(() -> FilterHarness.of("silent", silent).survives(mutations(7)))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("filter silent failed: the filter returned null instead of a verdict\n"
                        + "  on one of mutation 0 of seed 7 \\([a-z ,]+\\) to mutation 63 of seed 7 \\([a-z ,]+\\)");
    }

    /** Even where the test tolerates failures otherwise. */
    @Test
    void shouldNotTolerateFailures() {
        FilterHarness harness = FilterHarness.of("broken", packet -> {
                    throw new IllegalStateException("always");
                })
                .toleratingFailures();

        assertThatThrownBy(() -> harness.survives(mutations(7))).hasMessageContaining("IllegalStateException: always");
    }

    /** A lane with such a fault does not exist, so the outcome is made by hand. */
    @ParameterizedTest
    @CsvSource({
        "8, true, the IPv4 header's checksum was right and left wrong",
        "30, true, the transport's checksum was right and left wrong",
        "30, false, not counted as changed"
    })
    void shouldTellWhatTheLaneSpoilt(int at, boolean isChanged, String message) {
        Mutation sound = Mutations.of(Packets.udp("10.0.0.1:1 > 10.0.0.2:2").payloadLength(100), 7).list().stream()
                .filter(one -> SumCheck.of(one.bytes()).equals(new SumCheck(State.RIGHT, State.RIGHT)))
                .findFirst()
                .orElseThrow();
        Outcome outcome = new Outcome(0, Arrival.of(sound.bytes()), 0);
        byte[] spoilt = sound.bytes();
        spoilt[at] ^= 1;

        outcome.leaves(new LeftPacket(0, sound.bytes(), 0, 0), Verdict.Kind.PASS, isChanged);
        assertThatCode(() -> Survival.requireSound(outcome, sound)).doesNotThrowAnyException();
        outcome.leaves(new LeftPacket(0, spoilt, 0, 0), Verdict.Kind.PASS, isChanged);

        String hex = HexFormat.of().formatHex(spoilt);
        assertThatThrownBy(() -> Survival.requireSound(outcome, sound))
                .isInstanceOf(AssertionError.class)
                .hasMessage(message + (isChanged ? ", as " : ", but left as ") + hex + ": " + sound + ": "
                        + HexFormat.of().formatHex(sound.bytes()));
    }

    @Test
    void shouldTellWhatIsStillHeld() {
        Mutation any = mutations(7).list().get(0);
        Outcome outcome = new Outcome(0, Arrival.of(any.bytes()), 0);
        outcome.isHeld();

        assertThatThrownBy(() -> Survival.requireSound(outcome, any)).hasMessageStartingWith("still hold after 10 s: ");
    }
}
