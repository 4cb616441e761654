package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.StateHandover;
import io.headgate.api.Verdict;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.SlotRing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ChainSwapTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Counts packets, and hands the number on. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread at a time writes.
    private static class Counting implements Filter, StateHandover {
        private Counter counter;
        private volatile long count;
        private volatile int attached;
        private volatile int detached;
        private volatile Thread attacher;

        @Override
        public void onAttach(FilterContext context) throws Exception {
            attached++;
            attacher = Thread.currentThread();
            counter = context.counter("packets", "packets seen by any version");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            count++;
            counter.increment();
            return Verdict.PASS;
        }

        @Override
        public Segments segments() {
            return Segments.ANY;
        }

        @Override
        public void onDetach() {
            detached++;
        }

        @Override
        public byte[] handOver() {
            return ByteBuffer.allocate(Long.BYTES).putLong(count).array();
        }

        @Override
        public void takeOver(byte[] state) {
            count = ByteBuffer.wrap(state).getLong();
        }
    }

    private final List<LaneRunner> runners = new ArrayList<>();
    private final List<FakeSink> sinks = new ArrayList<>();

    private Lane start(Threading threading, Filter... filters) {
        return start(
                threading,
                IntStream.range(0, filters.length)
                        .mapToObj(i -> LaneRig.pass("filter-" + i, filters[i]))
                        .toList());
    }

    private Lane start(Threading threading, List<Chain.Step> steps) {
        LaneRunner runner = new LaneRunner("lane-" + runners.size(), new Chain(steps), threading);
        SlotRing ring = new SlotRing(64, runner.bell());
        List<byte[]> packets = List.of(PacketBuilder.udp(1, 53).build());
        FakeSink sink = new FakeSink(null);
        runner.addInput(ring, new MemorySource(ring, packets, Long.MAX_VALUE, OnFull.BACKPRESSURE), sink);
        runner.start();
        runners.add(runner);
        sinks.add(sink);
        return runner.lane();
    }

    private static List<ChainSwap.Taken> swap(Lane lane, int place, Filter filter) {
        return ChainSwap.commit(List.of(lane.prepareSwap(Map.of(place, filter))), LIMIT);
    }

    /** Ends a lane; every packet it received has a verdict then. */
    private Ledger stop(int lane) {
        assertThat(runners.get(lane).stop(LIMIT)).isTrue();
        assertThat(runners.get(lane).failure()).isNull();
        Ledger ledger = runners.get(lane).lane().ledger();
        assertThat(ledger.isBalanced()).as("%s", ledger).isTrue();
        assertThat(ledger.inFlight()).isZero();
        assertThat(sinks.get(lane).named()).isEqualTo(ledger.received());
        return ledger;
    }

    private static FilterStatus status(Lane lane, int place) throws Exception {
        return lane.requestFilterStatus().get(10, TimeUnit.SECONDS).get(place);
    }

    private static long counted(Lane lane, int place) throws Exception {
        return status(lane, place).counts().get(0).value();
    }

    private static void awaitMoreThan(long count, Lane lane, int place) throws Exception {
        long endNs = System.nanoTime() + LIMIT.toNanos();
        while (counted(lane, place) <= count) {
            assertThat(System.nanoTime()).as("time for packets").isLessThan(endNs);
        }
    }

    @AfterEach
    void stopAll() {
        runners.forEach(runner -> runner.stop(LIMIT));
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldLoseNeitherPacketNorStateInFiftySwapsUnderLoad(Threading threading) throws Exception {
        Counting first = new Counting();
        Counting stays = new Counting();
        Lane lane = start(threading, first, stays);
        Counting current = first;
        long before = 0;
        long longestNs = 0;

        for (int i = 0; i < 50; i++) {
            awaitMoreThan(before, lane, 0);
            Counting next = new Counting();
            List<ChainSwap.Taken> taken = swap(lane, 0, next);
            assertThat(taken).hasSize(1);
            assertThat(taken.get(0).stateBytes()).isEqualTo(Long.BYTES);
            longestNs = Math.max(longestNs, taken.get(0).edgeNs());
            assertThat(current.detached).isEqualTo(1);
            assertThat(next.attacher.getName()).isEqualTo("attach-lane-0-filter-0");
            current = next;
            long now = counted(lane, 0);
            assertThat(now).as("counter").isGreaterThanOrEqualTo(before);
            before = now;
        }
        Ledger ledger = stop(0);

        System.out.printf(
                "threading=%s packets=%d longest edge=%d us%n", threading, ledger.received(), longestNs / 1000);
        assertThat(current.count).isEqualTo(ledger.received());
        assertThat(stays.count).isEqualTo(ledger.received());
        assertThat(lane.filterStatus().get(0).counts().get(0).value()).isEqualTo(ledger.received());
        assertThat(stays.attached).isEqualTo(1);
        assertThat(stays.detached).isEqualTo(1);
        assertThat(current.detached).isEqualTo(1);
    }

    @Test
    void shouldKeepTheOldFilterAndItsStateWhenTheNewOneDoesNotUnderstandIt() throws Exception {
        Counting old = new Counting();
        Lane lane = start(Threading.SHARED, old);
        awaitMoreThan(0, lane, 0);
        Counting stranger = new Counting() {
            @Override
            public void takeOver(byte[] state) {
                throw new IllegalArgumentException("version 7 is not known here");
            }
        };

        SwapException refused = catchThrowableOfType(SwapException.class, () -> swap(lane, 0, stranger));

        assertThat(refused)
                .hasMessage("lane lane-0: filter filter-0 does not take over the state of its predecessor:"
                        + " java.lang.IllegalArgumentException: version 7 is not known here");
        assertThat(stranger.detached).isEqualTo(1);
        assertThat(old.detached).isZero();
        awaitMoreThan(counted(lane, 0), lane, 0);
        assertThat(stop(0).received()).isEqualTo(old.count);
        assertThat(stranger.count).isZero();
    }

    @Test
    void shouldSwapAllLanesOrNone() throws Exception {
        Counting[] old = {new Counting(), new Counting(), new Counting()};
        List<Lane> lanes = IntStream.range(0, 3)
                .mapToObj(i -> start(Threading.SHARED, old[i]))
                .toList();
        Counting[] next = {
            new Counting(),
            new Counting(),
            new Counting() {
                @Override
                public byte[] handOver() {
                    throw new AssertionError("not asked for");
                }

                @Override
                public void takeOver(byte[] state) {
                    throw new IllegalStateException("no");
                }
            }
        };

        assertThatThrownBy(() -> swapAll(lanes, next))
                .hasMessageContaining("lane lane-2")
                .hasMessageContaining("no");
        assertThat(next).allSatisfy(filter -> assertThat(filter.detached).isEqualTo(1));
        assertThat(old).allSatisfy(filter -> assertThat(filter.detached).isZero());

        Counting[] good = {new Counting(), new Counting(), new Counting()};
        assertThat(swapAll(lanes, good))
                .extracting(ChainSwap.Taken::lane)
                .containsExactly("lane-0", "lane-1", "lane-2");
        for (int i = 0; i < 3; i++) {
            assertThat(stop(i).received()).isEqualTo(good[i].count);
            assertThat(next[i].counter.value()).isEqualTo(good[i].count);
            assertThat(old[i].detached).isEqualTo(1);
        }
    }

    private static List<ChainSwap.Taken> swapAll(List<Lane> lanes, Filter... filters) {
        List<ChainSwap> swaps = new ArrayList<>();
        for (int i = 0; i < filters.length; i++) {
            swaps.add(lanes.get(i).prepareSwap(Map.of(0, filters[i])));
        }
        return ChainSwap.commit(swaps, LIMIT);
    }

    @Test
    void shouldGiveUpWhenALaneDoesNotComeToAnEdge() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Counting good = new Counting();
        Counting stuck = new Counting() {
            @Override
            public Verdict onPacket(Packet packet) {
                super.onPacket(packet);
                awaitQuietly(release);
                return Verdict.PASS;
            }
        };
        Lane running = start(Threading.SHARED, good);
        Lane hanging = start(Threading.SHARED, stuck);
        while (stuck.count == 0) {
            Thread.onSpinWait();
        }
        Counting[] next = {new Counting(), new Counting()};
        List<ChainSwap> swaps =
                List.of(running.prepareSwap(Map.of(0, next[0])), hanging.prepareSwap(Map.of(0, next[1])));

        assertThatThrownBy(() -> ChainSwap.commit(swaps, Duration.ofMillis(500)))
                .isInstanceOf(SwapException.class)
                .hasMessageMatching("lane lane-0 waited 200 ms for the others, which is too long");

        assertThat(next).allSatisfy(filter -> assertThat(filter.detached).isEqualTo(1));
        release.countDown();
        awaitMoreThan(1, hanging, 0);
        assertThat(stop(0).received()).isEqualTo(good.count);
        assertThat(stop(1).received()).isEqualTo(stuck.count);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldGiveUpWhenTheLaneHasStopped() {
        Lane lane = start(Threading.SHARED, new Counting());
        stop(0);
        Counting late = new Counting();
        ChainSwap swap = lane.prepareSwap(Map.of(0, late));

        assertThatThrownBy(() -> ChainSwap.commit(List.of(swap), Duration.ofMillis(50)))
                .hasMessage("lane lane-0 came to no batch edge within 50 ms");
        assertThat(late.detached).isEqualTo(1);
    }

    @Test
    void shouldDetachAFilterThatDoesNotStart() {
        Lane lane = start(Threading.SHARED, new Counting(), new Counting());
        Counting fine = new Counting();
        Counting refusing = new Counting() {
            @Override
            public void onAttach(FilterContext context) {
                throw new IllegalStateException("no such file");
            }
        };

        assertThatThrownBy(() -> lane.prepareSwap(Map.of(0, fine, 1, refusing)))
                .hasMessage("lane lane-0: filter filter-1 does not start: no such file");
        assertThat(fine.attached).isEqualTo(fine.detached);
        assertThat(refusing.detached).isEqualTo(1);
    }

    @Test
    void shouldRefuseAFilterThatNeedsSegmentsCutWhereTheyAreNot() {
        Lane lane = start(Threading.SHARED, new Counting());

        assertThatThrownBy(() -> lane.prepareSwap(Map.of(0, packet -> Verdict.PASS)))
                .hasMessageStartingWith("lane lane-0 takes large segments uncut");
    }

    @Test
    void shouldTakeAFilterThatNeedsSegmentsCutWhereTheyHaveBeenSinceTheStart() throws Exception {
        Lane lane = start(Threading.SHARED, packet -> Verdict.PASS);
        swap(lane, 0, new Counting());

        assertThat(swap(lane, 0, packet -> Verdict.PASS)).hasSize(1);
    }

    @Test
    void shouldCallANewFilterInPlaceOfOneThatFailedTooOften() throws Exception {
        Lane lane = start(Threading.SHARED, packet -> {
            throw new IllegalStateException("broken");
        });
        while (!status(lane, 0).isQuarantined()) {
            Thread.onSpinWait();
        }

        swap(lane, 0, new Counting());

        awaitMoreThan(0, lane, 0);
        FilterStatus status = status(lane, 0);
        assertThat(status.isQuarantined()).isFalse();
        assertThat(status.errors()).as("errors go on").isEqualTo(GuardPolicy.DEFAULT_QUARANTINE_AFTER);
    }

    @Test
    void shouldTellANewFilterTheTime() throws Exception {
        CountDownLatch told = new CountDownLatch(2);
        Lane lane = start(Threading.SHARED, new Counting());

        swap(lane, 0, new Counting() {
            @Override
            public void onTick(long nowNs) {
                told.countDown();
            }

            @Override
            public boolean needsTicks() {
                return true;
            }
        });

        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldDeclareDropReasonsWhileTheLaneCounts() throws Exception {
        Lane lane = start(Threading.SHARED, new Dropping("reason-0"));

        for (int i = 1; i < 100; i++) {
            swap(lane, 0, new Dropping("reason-" + i % 10));
        }
        Ledger ledger = stop(0);

        assertThat(ledger.droppedTotal()).isEqualTo(ledger.received());
        assertThat(lane.dropExplanations()).containsKeys("reason-0", "reason-9");
    }

    static Stream<Throwable> atTheEnd() {
        return Stream.of(
                new AssertionError("at the end"),
                new StackOverflowError(),
                new LinkageError("gone"),
                new java.io.IOException("which no signature allows"),
                new IllegalStateException() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String toString() {
                        throw new AssertionError("cannot even be shown");
                    }

                    @Override
                    public String getMessage() {
                        throw new AssertionError("cannot even be read");
                    }
                });
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAny(Throwable any) throws T {
        throw (T) any;
    }

    @ParameterizedTest
    @MethodSource("atTheEnd")
    void shouldHaveTakenTheNewFilterWhateverTheOldOneThrowsAtItsEnd(Throwable failure) throws Exception {
        Counting last = new Counting();
        Counting old = new Counting() {
            @Override
            public void onDetach() {
                super.onDetach();
                ChainSwapTest.<RuntimeException>throwAny(failure);
            }
        };
        Lane lane = start(Threading.SHARED, last, old);
        awaitMoreThan(0, lane, 1);
        Counting[] next = {new Counting(), new Counting()};

        Map<Integer, Filter> failingFirst = new LinkedHashMap<>();
        failingFirst.put(1, next[1]);
        failingFirst.put(0, next[0]);

        List<ChainSwap.Taken> taken = ChainSwap.commit(List.of(lane.prepareSwap(failingFirst)), LIMIT);

        assertThat(taken).hasSize(1);
        assertThat(old.detached).isEqualTo(1);
        assertThat(last.detached).as("the one after it").isEqualTo(1);
        assertThat(stop(0).received()).isEqualTo(next[0].count).isEqualTo(next[1].count);
    }

    @ParameterizedTest
    @MethodSource("atTheEnd")
    void shouldKeepTheOldFilterWhateverTheNewOneThrows(Throwable failure) throws Exception {
        Counting old = new Counting();
        Lane lane = start(Threading.SHARED, old);
        Counting stranger = new Counting() {
            @Override
            public void takeOver(byte[] state) {
                ChainSwapTest.<RuntimeException>throwAny(failure);
            }
        };

        assertThatThrownBy(() -> swap(lane, 0, stranger))
                .isInstanceOf(SwapException.class)
                .hasMessageContaining(failure.getClass().getName());

        assertThat(stranger.detached).isEqualTo(1);
        assertThat(stop(0).received()).isEqualTo(old.count);
    }

    @Test
    void shouldNotAskAFilterForItsStateThatWasNeverAttached() throws Exception {
        Counting never = new Counting() {
            @Override
            public byte[] handOver() {
                throw new AssertionError("was never attached");
            }
        };
        GuardPolicy policy = GuardPolicy.of(OnError.PASS).quarantined();
        Lane lane = start(Threading.SHARED, List.of(new Chain.Step("filter-0", "filter-0", never, policy)));
        assertThat(status(lane, 0).state()).isEqualTo(FilterState.QUARANTINED_AT_START);

        Counting next = new Counting();
        List<ChainSwap.Taken> taken = swap(lane, 0, next);
        Counting another = new Counting();
        List<ChainSwap.Taken> then = swap(lane, 0, another);

        assertThat(taken.get(0).stateBytes()).isZero();
        assertThat(then.get(0).stateBytes()).as("its successor hands over").isEqualTo(Long.BYTES);
        assertThat(next.attached).isEqualTo(1);
        awaitMoreThan(0, lane, 0);
        assertThat(status(lane, 0).state()).isEqualTo(FilterState.RUNNING);
        assertThat(never.attached + never.detached).isZero();
        stop(0);
        assertThat(another.detached).isEqualTo(1);
    }

    @Test
    void shouldGoOnCountingFailuresButForgetTheTextsOfTheOldVersion() throws Exception {
        Lane lane = start(Threading.SHARED, packet -> {
            throw new IllegalStateException("of the old one");
        });
        while (!status(lane, 0).isQuarantined()) {
            Thread.onSpinWait();
        }
        assertThat(status(lane, 0).failures().first()).hasSize(1);
        CountDownLatch failed = new CountDownLatch(1);

        swap(lane, 0, new Counting());
        FilterErrors between = status(lane, 0).failures();
        swap(lane, 0, packet -> {
            if (failed.getCount() > 0) {
                failed.countDown();
                throw new IllegalStateException("of the new one");
            }
            return Verdict.PASS;
        });

        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(between.total()).isEqualTo(GuardPolicy.DEFAULT_QUARANTINE_AFTER);
        assertThat(between.first()).isEmpty();
        FilterErrors failures = status(lane, 0).failures();
        assertThat(failures.total()).isEqualTo(GuardPolicy.DEFAULT_QUARANTINE_AFTER + 1);
        assertThat(failures.first())
                .extracting(FilterError::message)
                .containsExactly("java.lang.IllegalStateException: of the new one");
        assertThat(failures.first().get(0).stack()).contains("ChainSwapTest");
    }

    private static final class Dropping implements Filter {
        private final String reason;
        private Verdict verdict;

        private Dropping(String reason) {
            this.reason = reason;
        }

        @Override
        public void onAttach(FilterContext context) {
            verdict = context.drop(reason, "for the test");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            return verdict;
        }
    }
}
