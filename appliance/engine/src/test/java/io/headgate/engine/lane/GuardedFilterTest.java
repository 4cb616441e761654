package io.headgate.engine.lane;

import static io.headgate.engine.lane.LaneRig.drop;
import static io.headgate.engine.lane.LaneRig.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.PacketBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Filters that throw, recurse, return nothing or change too much: their packets are decided, the lane goes on. */
class GuardedFilterTest {
    private static final byte[] TCP = PacketBuilder.tcp(1_000, 443).payload(600).build();
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    private static Filter ttl(int ttl) {
        return packet -> {
            packet.ipv4().ttl(ttl);
            return Verdict.PASS;
        };
    }

    /** Changes something, then fails. */
    private static Filter failing(RuntimeException failure) {
        return packet -> {
            packet.ipv4().source(0x0101_0101);
            packet.ipv4().ttl(1);
            throw failure;
        };
    }

    private static FilterStatus only(LaneRig rig) {
        List<FilterStatus> status = rig.lane().filterStatus();
        assertThat(status).hasSize(1);
        return status.get(0);
    }

    @Test
    void shouldUndoAFailingFilterAndKeepTheOneBefore() {
        RuntimeException failure = new IllegalStateException("broken");
        int[] ttlSeen = new int[1];
        LaneRig rig = new LaneRig(pass("ttl", ttl(9)), pass("bad", failing(failure)), pass("last", packet -> {
            ttlSeen[0] = packet.ipv4().ttl();
            return Verdict.PASS;
        }));

        Ledger ledger = rig.feed(TCP).run();

        byte[] expected = PacketBuilder.tcp(1_000, 443).payload(600).ttl(9).build();
        assertThat(rig.sink().reinjected()).containsExactly(expected);
        assertThat(ttlSeen[0]).isEqualTo(9);
        assertThat(ledger.reinjected()).isEqualTo(1);
        FilterStatus bad = rig.lane().filterStatus().get(1);
        assertThat(bad.failures().byKind()).containsExactly(Map.entry(FailureKind.EXCEPTION, 1L));
        assertThat(bad.state()).isEqualTo(FilterState.RUNNING);
        assertThat(List.of(
                        rig.lane().filterStatus().get(0),
                        rig.lane().filterStatus().get(2)))
                .allSatisfy(other -> assertThat(other.isSuspect()).isFalse());
    }

    @Test
    void shouldGiveAPacketBackUnchangedIfOnlyAFailingFilterChangedIt() {
        LaneRig rig = new LaneRig(pass("bad", failing(new IllegalStateException("broken"))));

        Ledger ledger = rig.feed(TCP).run();

        assertThat(rig.sink().reinjected()).containsExactly(TCP);
        assertThat(rig.sink().changed()).containsExactly(false);
        assertThat(ledger.changed()).isZero();
    }

    @Test
    void shouldDropOnErrorWhereThatIsAskedFor() {
        LaneRig rig = new LaneRig(drop("bad", failing(new IllegalStateException("broken"))));

        Ledger ledger = rig.feed(TCP, UDP).run();

        assertThat(ledger.dropped()).containsExactly(Map.entry("filter-error", 2L));
        assertThat(ledger.reinjected()).isZero();
    }

    @Test
    void shouldTakeNullForAFailure() {
        LaneRig rig = new LaneRig(pass("null", packet -> {
            packet.ipv4().ttl(1);
            return null;
        }));

        rig.feed(TCP).run();

        assertThat(rig.sink().reinjected()).containsExactly(TCP);
        assertThat(only(rig).failures().byKind()).containsExactly(Map.entry(FailureKind.VERDICT, 1L));
        assertThat(only(rig).failures().lastMessage()).isEqualTo("the filter returned null instead of a verdict");
    }

    private static int endless(int depth) {
        return depth == Integer.MAX_VALUE ? 0 : endless(depth + 1) + 1;
    }

    @Test
    void shouldSurviveAFilterThatRecursesWithoutEnd() {
        LaneRig rig = new LaneRig(pass("deep", packet -> {
            packet.ipv4().ttl(endless(0));
            return Verdict.PASS;
        }));

        rig.feed(TCP, TCP).run();

        assertThat(rig.sink().reinjected()).containsExactly(TCP, TCP);
        assertThat(only(rig).errors()).isEqualTo(2);
        assertThat(only(rig).failures().lastMessage()).isEqualTo("java.lang.StackOverflowError");
    }

    @Test
    void shouldSurviveAFilterThatLacksAClass() {
        LaneRig rig = new LaneRig(pass("linkage", packet -> {
            throw new NoClassDefFoundError("gone");
        }));

        assertThat(rig.feed(TCP).run().reinjected()).isEqualTo(1);
    }

    /** Whether memory is exhausted in truth: {@link LackOfMemoryTest}. */
    @Test
    void shouldTakeLackOfMemoryForTheFiltersFailureWhileThereIsSome() {
        LaneRig rig = new LaneRig(pass("huge", packet -> {
            packet.ipv4().ttl(1);
            throw new OutOfMemoryError("Requested array size exceeds VM limit");
        }));

        Ledger ledger = rig.feed(TCP, TCP).run();

        assertThat(ledger.reinjected()).isEqualTo(2);
        assertThat(rig.sink().reinjected()).containsExactly(TCP, TCP);
        assertThat(only(rig).failures().byKind()).containsExactly(Map.entry(FailureKind.EXCEPTION, 2L));
    }

    @Test
    void shouldNotHideThatTheMachineItselfIsBroken() {
        LaneRig rig = new LaneRig(pass("broken", packet -> {
            throw new InternalError("test");
        }));
        rig.feed(TCP);

        assertThatThrownBy(() -> rig.lane().doWork()).isInstanceOf(InternalError.class);
    }

    @Test
    void shouldQuarantineAfterAHundredFailuresInARow() {
        int[] calls = new int[1];
        LaneRig rig = new LaneRig(pass("bad", packet -> {
            calls[0]++;
            throw new IllegalStateException("broken");
        }));
        for (int i = 0; i < 99; i++) {
            rig.feed(TCP);
        }
        rig.run();
        assertThat(only(rig).isQuarantined()).isFalse();

        for (int i = 0; i < 51; i++) {
            rig.feed(TCP);
        }
        Ledger ledger = rig.run();

        assertThat(only(rig).isQuarantined()).isTrue();
        assertThat(only(rig).errors()).isEqualTo(100);
        assertThat(calls[0]).isEqualTo(100);
        assertThat(ledger.reinjected()).isEqualTo(150);
    }

    @Test
    void shouldGoOnDroppingWhatAQuarantinedFilterGuarded() {
        LaneRig rig = new LaneRig(drop("bad", failing(new IllegalStateException("broken"))));
        for (int i = 0; i < 200; i++) {
            rig.feed(TCP);
        }

        assertThat(rig.run().dropped()).containsExactly(Map.entry("filter-error", 200L));
        assertThat(only(rig).isQuarantined()).isTrue();
    }

    @Test
    void shouldNotQuarantineForFailuresWithSuccessesBetween() {
        LaneRig rig = new LaneRig(pass("unlucky", packet -> {
            if (packet.udp() != null) {
                throw new IllegalStateException("no UDP");
            }
            return Verdict.PASS;
        }));
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 99; i++) {
                rig.feed(UDP);
            }
            rig.feed(TCP).run();
        }

        assertThat(only(rig).isQuarantined()).isFalse();
        assertThat(only(rig).errors()).isEqualTo(990);
    }

    private static void changeMoreThanCanBeUndone(Packet packet) {
        for (int i = 0; i < 500; i++) {
            int at = packet.payloadOffset() + i;
            packet.payloadU8(at, packet.u8(at) ^ 0xFF);
        }
    }

    @Test
    void shouldDropWhatWasChangedTooMuch() {
        Filter open = packet -> {
            changeMoreThanCanBeUndone(packet);
            return Verdict.PASS;
        };
        Filter swallowing = packet -> {
            try {
                changeMoreThanCanBeUndone(packet);
            } catch (RuntimeException overflow) {
                return Verdict.PASS;
            }
            return Verdict.PASS;
        };
        Filter disguising = packet -> {
            try {
                changeMoreThanCanBeUndone(packet);
            } catch (RuntimeException overflow) {
                throw new IllegalStateException("something else", overflow);
            }
            return null;
        };
        for (Filter filter : List.of(open, swallowing, disguising)) {
            LaneRig rig = new LaneRig(pass("greedy", filter), pass("next", ttl(5)));

            assertThat(rig.feed(TCP, TCP).run().dropped()).containsExactly(Map.entry("undo-overflow", 2L));
            assertThat(rig.lane().filterStatus().get(0).failures().byKind())
                    .containsExactly(Map.entry(FailureKind.UNDO_OVERFLOW, 2L));
        }
    }
}
