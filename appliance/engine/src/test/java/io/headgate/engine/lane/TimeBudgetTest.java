package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.packet.PacketBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Batches are always timed, calls only after a batch took too long; by a clock that the filters themselves set forward. */
class TimeBudgetTest {
    private static final byte[] TCP = PacketBuilder.tcp(1_000, 443).payload(60).build();
    private static final long BUDGET_NS = 1_000_000;

    private final AtomicLong clock = new AtomicLong();
    private long takesNs;

    private final Filter slow = packet -> {
        packet.ipv4().ttl(7);
        clock.addAndGet(takesNs);
        return Verdict.PASS;
    };

    private Chain.Step step(String name, Filter filter, long budgetNs, int quarantineAfter) {
        return new Chain.Step(name, name, filter, new GuardPolicy(OnError.PASS, quarantineAfter, budgetNs, false));
    }

    private LaneRig rig(Chain.Step... steps) {
        return new LaneRig(Enforcement.ENFORCE, new Chain(List.of(steps), () -> clock.get() + 1));
    }

    private static FilterStatus status(LaneRig rig, int place) {
        return rig.lane().filterStatus().get(place);
    }

    private static void feed(LaneRig rig, int packets) {
        for (int i = 0; i < packets; i++) {
            rig.feed(TCP).run();
        }
    }

    @Test
    void shouldNotTimeCallsWhileBatchesAreShort() {
        LaneRig rig = rig(step("quick", slow, BUDGET_NS, 100));
        takesNs = BUDGET_NS;

        feed(rig, 300);

        assertThat(status(rig, 0).times()).isEqualTo(FilterTimes.NONE);
        assertThat(status(rig, 0).errors()).isZero();
    }

    @Test
    void shouldUndoWhatASlowCallChangedOnceItIsWatched() {
        LaneRig rig = rig(step("slow", slow, BUDGET_NS, 100));
        takesNs = BUDGET_NS + 1;

        feed(rig, 3);

        byte[] changed = PacketBuilder.tcp(1_000, 443).payload(60).ttl(7).build();
        assertThat(rig.sink().reinjected()).containsExactly(changed, TCP, TCP);
        assertThat(status(rig, 0).failures().byKind()).containsExactly(Map.entry(FailureKind.TIME_BUDGET, 2L));
        assertThat(status(rig, 0).failures().lastMessage())
                .isEqualTo("onPacket took 1000 us; its time-budget is 1000 us");
        assertThat(status(rig, 0).times()).isEqualTo(new FilterTimes(3, 2, 2 * takesNs, takesNs));
    }

    @Test
    void shouldBlameTheFilterThatIsSlowAndNoOther() {
        Filter quick = packet -> {
            clock.addAndGet(1_000);
            return Verdict.PASS;
        };
        LaneRig rig = rig(
                step("before", quick, BUDGET_NS, 100),
                step("slow", slow, 5 * BUDGET_NS, 100),
                step("after", quick, 100 * BUDGET_NS, 100));
        takesNs = 6 * BUDGET_NS;

        feed(rig, 200);

        assertThat(status(rig, 1).state()).isEqualTo(FilterState.QUARANTINED);
        assertThat(status(rig, 1).errors()).isEqualTo(100);
        for (int other : List.of(0, 2)) {
            assertThat(status(rig, other).state()).isEqualTo(FilterState.RUNNING);
            assertThat(status(rig, other).errors()).isZero();
            assertThat(status(rig, other).packets()).isEqualTo(200);
            assertThat(status(rig, other).times().longestNs()).isEqualTo(1_000);
        }
        assertThat(status(rig, 0).times().slowBatches()).isEqualTo(101);
        assertThat(status(rig, 2).times().slowBatches()).isZero();
    }

    @Test
    void shouldStopWatchingAfterTenThousandPacketsOfWhichNoneWasSlow() {
        LaneRig rig = rig(step("once", slow, BUDGET_NS, 100));
        takesNs = BUDGET_NS + 1;
        feed(rig, 2);
        takesNs = 10;

        feed(rig, BatchClock.WATCHED_PACKETS + 500);

        assertThat(status(rig, 0).times().calls()).isEqualTo(1 + BatchClock.WATCHED_PACKETS);
        assertThat(status(rig, 0).times().longestNs()).isEqualTo(BUDGET_NS + 1);
        assertThat(status(rig, 0).errors()).isEqualTo(1);
    }

    @Test
    void shouldCountSlowTicksToo() {
        Filter ticking = new Filter() {
            @Override
            public Verdict onPacket(Packet packet) {
                return Verdict.PASS;
            }

            @Override
            public void onTick(long nowNs) {
                clock.addAndGet(takesNs);
            }

            @Override
            public boolean needsTicks() {
                return true;
            }
        };
        Chain chain = new Chain(List.of(step("ticking", ticking, BUDGET_NS, 3)), () -> clock.get() + 1);
        takesNs = BUDGET_NS + 1;

        for (int i = 0; i < 10; i++) {
            chain.tick(i);
        }

        assertThat(chain.status().get(0).failures().byKind()).containsExactly(Map.entry(FailureKind.TIME_BUDGET, 3L));
        assertThat(chain.status().get(0).state()).isEqualTo(FilterState.QUARANTINED);
    }
}
