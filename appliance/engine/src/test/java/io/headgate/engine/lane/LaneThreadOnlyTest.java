package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headgate.api.Event;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.StateHandover;
import io.headgate.api.Verdict;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What touches a lane's packets is refused where the lane's thread may be at work on them. */
@Timeout(30)
class LaneThreadOnlyTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    /** Tries everything at every opportunity, and notes what came of it. */
    private static final class Trying implements Filter, StateHandover {
        private final Map<String, String> outcomes = new ConcurrentHashMap<>();
        private final Map<String, Long> timesNs = new ConcurrentHashMap<>();
        private final CountDownLatch called = new CountDownLatch(1);
        private FilterContext context;
        private Event event;

        private void tryAll(String where, Packet packet) {
            timesNs.put(where, context.nowNs());
            note(where + " inject", () -> context.inject(ByteBuffer.wrap(UDP)));
            note(where + " clone", () -> context.clone(packet, 0));
            note(where + " hold", () -> context.hold(0));
            note(where + " emit", () -> event.emit(packet));
        }

        private void note(String what, Runnable call) {
            Throwable thrown = catchThrowable(call::run);
            outcomes.put(
                    what, thrown == null ? "done" : thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
        }

        @Override
        public void onAttach(FilterContext its) {
            context = its;
            event = its.event("seen", "for the test");
            tryAll("onAttach", null);
        }

        @Override
        public Verdict onPacket(Packet packet) {
            if (called.getCount() > 0) {
                tryAll("onPacket", packet);
                called.countDown();
            }
            return Verdict.PASS;
        }

        @Override
        public byte[] handOver() {
            tryAll("handOver", null);
            return new byte[0];
        }

        @Override
        public void takeOver(byte[] state) {
            tryAll("takeOver", null);
        }

        @Override
        public void onDetach() {
            tryAll("onDetach", null);
        }
    }

    private LaneRunner start(Filter filter) {
        LaneRunner runner =
                new LaneRunner("edge", new Chain(List.of(LaneRig.allowed("only", filter))), Threading.SHARED);
        SlotRing ring = runner.newRing(64);
        MemorySource source = new MemorySource(ring, List.of(UDP), Long.MAX_VALUE, OnFull.BACKPRESSURE);
        runner.addInput(ring, source, new FakeSink(null));
        runner.start();
        return runner;
    }

    private static void assertRefused(Trying filter, String... places) {
        for (String place : places) {
            for (String call : List.of("inject", "clone", "hold", "emit")) {
                assertThat(filter.outcomes.get(place + " " + call))
                        .as("%s in %s", call, place)
                        .isEqualTo("IllegalStateException: " + call
                                + "() is for packets, batches and ticks, on the lane's thread: call it from onPacket,"
                                + " onBatchStart, onBatchEnd or onTick");
            }
        }
    }

    @Test
    void shouldServeAFilterInPacketsAndNeitherBeforeNorAfter() throws Exception {
        Trying old = new Trying();
        Trying next = new Trying();
        LaneRunner runner = start(old);
        assertThat(old.called.await(10, TimeUnit.SECONDS)).isTrue();

        ChainSwap.commit(List.of(runner.lane().prepareSwap(Map.of(0, next))), LIMIT);
        assertThat(next.called.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(runner.stop(LIMIT)).isTrue();

        for (Trying filter : List.of(old, next)) {
            assertThat(filter.outcomes)
                    .containsEntry("onPacket inject", "done")
                    .containsEntry("onPacket clone", "done")
                    .containsEntry("onPacket hold", "done")
                    .containsEntry("onPacket emit", "done");
            assertRefused(filter, "onAttach", "onDetach");
        }
        assertRefused(old, "handOver");
        assertRefused(next, "takeOver");
        assertThat(runner.lane().ledger().isBalanced()).isTrue();
        assertThat(runner.lane().ledger().injected().sent()).isEqualTo(4);
    }

    @Test
    void shouldStillServeTheOldFilterWhenASwapIsGivenUp() throws Exception {
        int[] injected = new int[1];
        CountDownLatch again = new CountDownLatch(1);
        boolean[] isAsked = new boolean[1];
        class Handing implements Filter, StateHandover {
            private FilterContext context;

            @Override
            public void onAttach(FilterContext its) {
                context = its;
            }

            @Override
            public Verdict onPacket(Packet packet) {
                if (isAsked[0] && again.getCount() > 0) {
                    context.inject(ByteBuffer.wrap(UDP));
                    injected[0]++;
                    again.countDown();
                }
                return Verdict.PASS;
            }

            @Override
            public byte[] handOver() {
                isAsked[0] = true;
                return new byte[0];
            }

            @Override
            public void takeOver(byte[] state) {
                throw new IllegalArgumentException("no");
            }
        }
        LaneRunner runner = start(new Handing());

        Throwable refused = catchThrowable(() ->
                ChainSwap.commit(List.of(runner.lane().prepareSwap(Map.of(0, new Handing()))), LIMIT));

        assertThat(refused).isInstanceOf(SwapException.class);
        assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(runner.stop(LIMIT)).isTrue();
        assertThat(injected[0]).isEqualTo(1);
        assertThat(runner.lane().filterStatus().get(0).errors()).isZero();
    }

    @Test
    void shouldTellANewcomerTheLanesTimeAndChangeNothingByThat() {
        LaneRig rig = new LaneRig(LaneRig.allowed("only", new Trying()));
        // The packets' clock is 5 s ahead of the ticker; the latest packet has been seen, and 7 ns passed since.
        rig.feed(UDP, slot -> slot.setOrigin(slot.backend(), slot.direction(), "eth0", 0, 5_000_000_000L))
                .run();
        rig.advance(7);
        Trying next = new Trying();

        rig.lane().prepareSwap(Map.of(0, next));

        assertThat(next.timesNs).containsEntry("onAttach", 5_000_000_007L);
    }

    @Test
    void shouldLeaveAClockAsItIsThatIsReadByOthers() {
        LaneClock clock = new LaneClock(() -> 100);
        clock.onPacket(5_000);

        assertThat(clock.peekNs()).as("not set by a packet yet").isEqualTo(100);
        assertThat(clock.nowNs()).as("the packet was not forgotten").isEqualTo(5_000);
        assertThat(clock.peekNs()).isEqualTo(5_000);
    }
}
