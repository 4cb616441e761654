package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.SlotRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class TicksTest {
    private static final long MS = 1_000_000L;
    private static final long PACKET_NS = 1_700_000_000_000_000_000L;

    /** Remembers what it was told. */
    private static final class Told implements Filter {
        private final List<Long> timesNs = new ArrayList<>();
        private final CountDownLatch ticks = new CountDownLatch(5);

        @Override
        public Verdict onPacket(Packet packet) {
            return Verdict.PASS;
        }

        @Override
        public void onTick(long nowNs) {
            timesNs.add(nowNs);
            ticks.countDown();
        }

        @Override
        public boolean needsTicks() {
            return true;
        }
    }

    private final Told told = new Told();
    private final AtomicLong machineNs = new AtomicLong(-50);
    private final LaneClock clock = new LaneClock(machineNs::get);

    private Ticks ticks(Filter filter) {
        Chain chain = new Chain(List.of(LaneRig.pass("only", filter)));
        chain.start(LaneRig.services("test"));
        Ticks ticks = new Ticks(chain, clock);
        ticks.start();
        return ticks;
    }

    @Test
    void shouldTellTheTimeOfThePacketsAndOfTheSilenceBehindThem() {
        Ticks ticks = ticks(told);

        clock.onPacket(PACKET_NS);
        ticks.run();
        machineNs.addAndGet(99 * MS);
        ticks.run();
        machineNs.addAndGet(1 * MS);
        ticks.run();
        clock.onPacket(PACKET_NS + 130 * MS);
        ticks.run();
        machineNs.addAndGet(70 * MS);
        ticks.run();

        assertThat(told.timesNs).containsExactly(PACKET_NS, PACKET_NS + 100 * MS, PACKET_NS + 200 * MS);
    }

    @Test
    void shouldFollowAClockThatIsSetBack() {
        Ticks ticks = ticks(told);

        clock.onPacket(PACKET_NS);
        ticks.run();
        clock.onPacket(PACKET_NS - 3_600_000 * MS);
        ticks.run();
        clock.onPacket(PACKET_NS - 3_600_000 * MS - MS);
        ticks.run();

        assertThat(told.timesNs).containsExactly(PACKET_NS, PACKET_NS - 3_600_000 * MS);
    }

    @Test
    void shouldLetTheLaneSleepUntilTheNextTick() {
        Ticks ticks = ticks(told);
        clock.onPacket(PACKET_NS);
        ticks.run();

        assertThat(ticks.sleepNs()).isEqualTo(100 * MS);
        machineNs.addAndGet(40 * MS);
        assertThat(ticks.sleepNs()).isEqualTo(60 * MS);
        machineNs.addAndGet(80 * MS);
        assertThat(ticks.sleepNs()).isZero();
        assertThat(ticks(packet -> Verdict.PASS).sleepNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldNotTellAFilterThatDidNotAsk() {
        Filter indifferent = new Filter() {
            @Override
            public Verdict onPacket(Packet packet) {
                return Verdict.PASS;
            }

            @Override
            public void onTick(long nowNs) {
                throw new AssertionError("was told");
            }
        };
        Chain chain = new Chain(List.of(LaneRig.pass("indifferent", indifferent), LaneRig.pass("asks", told)));
        chain.start(LaneRig.services("test"));

        chain.tick(PACKET_NS);

        assertThat(told.timesNs).containsExactly(PACKET_NS);
        assertThat(chain.status().get(0).errors()).isZero();
    }

    @Test
    void shouldSurviveAFilterThatFailsAndNoLongerTellItWhenItIsBroken() {
        AtomicLong calls = new AtomicLong();
        IllegalStateException failure = new IllegalStateException("no idea of time");
        Chain chain = new Chain(List.of(LaneRig.pass("failing", new Filter() {
            @Override
            public Verdict onPacket(Packet packet) {
                return Verdict.PASS;
            }

            @Override
            public void onTick(long nowNs) {
                calls.incrementAndGet();
                throw failure;
            }

            @Override
            public boolean needsTicks() {
                return true;
            }
        })));

        for (int i = 0; i < 150; i++) {
            chain.tick(i);
        }

        assertThat(calls.get()).isEqualTo(GuardPolicy.DEFAULT_QUARANTINE_AFTER);
        assertThat(chain.status()).singleElement().satisfies(status -> {
            assertThat(status.errors()).isEqualTo(GuardPolicy.DEFAULT_QUARANTINE_AFTER);
            assertThat(status.state()).isEqualTo(FilterState.QUARANTINED);
            assertThat(status.failures().lastMessage()).endsWith("no idea of time");
        });
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldTellTheTimeThoughNothingArrives(Threading threading) throws InterruptedException {
        LaneRunner runner = new LaneRunner("idle", new Chain(List.of(LaneRig.pass("asks", told))), threading);
        SlotRing ring = new SlotRing(64, runner.bell());
        byte[] packet = PacketBuilder.udp(1, 53).build();
        runner.addInput(ring, new MemorySource(ring, List.of(packet), 1, OnFull.BACKPRESSURE), new FakeSink(null));
        runner.start();

        boolean areEnough = told.ticks.await(10, TimeUnit.SECONDS);
        runner.stop(Duration.ofSeconds(10));

        assertThat(areEnough).isTrue();
        for (int i = 2; i < told.timesNs.size(); i++) {
            assertThat(told.timesNs.get(i) - told.timesNs.get(i - 1)).isGreaterThanOrEqualTo(Ticks.EVERY_NS);
        }
    }
}
