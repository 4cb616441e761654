package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.SlotRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that filters start are found and named, with the filter that started them. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FilterThreadsTest {
    private static final byte[] UDP = PacketBuilder.udp(1_000, 53).payload(20).build();

    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);

    private void waitForTheEnd() {
        started.countDown();
        try {
            assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static LaneRunner start(Filter... filters) {
        List<Chain.Step> steps = new ArrayList<>();
        for (Filter filter : filters) {
            steps.add(LaneRig.pass("filter-" + steps.size(), filter));
        }
        LaneRunner runner = new LaneRunner("threads", new Chain(steps), Threading.SHARED);
        SlotRing ring = new SlotRing(64, runner.bell());
        runner.addInput(ring, new MemorySource(ring, List.of(UDP), 1, OnFull.BACKPRESSURE), new FakeSink(null));
        runner.start();
        return runner;
    }

    private static List<List<String>> threads(LaneRunner runner) throws Exception {
        runner.lane().lookAtThreads();
        return runner.lane().requestFilterStatus().get(10, TimeUnit.SECONDS).stream()
                .map(FilterStatus::threads)
                .toList();
    }

    private static final Filter INNOCENT = packet -> Verdict.PASS;

    @Test
    void shouldFindWhatWasStartedWhileAttaching() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor(body -> new Thread(body, "idle-pool"));
        Filter starting = new Filter() {
            @Override
            public void onAttach(FilterContext context) throws Exception {
                pool.submit(() -> {}).get(); // Idle from here on: no frame of ours is on its stack.
            }

            @Override
            public Verdict onPacket(Packet packet) {
                return Verdict.PASS;
            }

            @Override
            public void onDetach() {
                pool.shutdown();
            }
        };
        LaneRunner runner = start(INNOCENT, starting, INNOCENT);

        assertThat(threads(runner)).containsExactly(List.of(), List.of("idle-pool"), List.of());
        assertThat(runner.stop(Duration.ofSeconds(10))).isTrue();
        assertThat(runner.lane().filterStatus())
                .allSatisfy(status -> assertThat(status.threads()).isEmpty());
    }

    /** Starts a thread that runs code of this package until the filter is detached. */
    private static final class Working implements Filter {
        private final CountDownLatch isDone = new CountDownLatch(1);
        private final String name;

        private Working(String name) {
            this.name = name;
        }

        @Override
        public void onAttach(FilterContext context) {
            new Thread(this::work, name).start();
        }

        private void work() {
            boolean isInterrupted = false;
            while (isDone.getCount() > 0 && !isInterrupted) {
                try {
                    isDone.await();
                } catch (InterruptedException interrupted) {
                    isInterrupted = true;
                }
            }
        }

        @Override
        public Verdict onPacket(Packet packet) {
            return Verdict.PASS;
        }

        @Override
        public void onDetach() {
            isDone.countDown();
        }
    }

    private static void swap(LaneRunner runner, int place, Filter filter) {
        ChainSwap.commit(List.of(runner.lane().prepareSwap(Map.of(place, filter))), Duration.ofSeconds(10));
    }

    @Test
    void shouldFindWhatASwappedInVersionStarts() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor(body -> new Thread(body, "idle-pool"));
        LaneRunner runner = start(INNOCENT, INNOCENT);

        swap(runner, 1, new AskingFilter((context, packet) -> Verdict.PASS).attached(context -> {
                    pool.execute(() -> {});
                }));

        List<List<String>> named = threads(runner);
        pool.shutdown();
        assertThat(runner.stop(Duration.ofSeconds(10))).isTrue();
        assertThat(named).containsExactly(List.of(), List.of("idle-pool"));
    }

    @Test
    void shouldNameTheThreadsOfTheVersionThatRuns() throws Exception {
        LaneRunner runner = start(new Working("of-the-first"));
        for (int version = 2; version < 6; version++) {
            swap(runner, 0, new Working("of-version-" + version));

            assertThat(threads(runner)).containsExactly(List.of("of-version-" + version));
        }

        assertThat(runner.stop(Duration.ofSeconds(10))).isTrue();
        assertThat(threadsNamed("of-")).isEmpty();
    }

    @Test
    void shouldNotTakeTheNewVersionsThreadsForTheOldOnes() throws Exception {
        Working old = new Working("old");
        Working next = new Working("next");
        FilterThreads oldThreads = new FilterThreads(old);
        FilterThreads nextThreads = new FilterThreads(next);
        LaneHome home = new LaneHome();
        runIn(new LaneThreads.Group("lane"), () -> {
            home.settle();
            oldThreads.beforeAttach(home);
            old.onAttach(null);
            oldThreads.afterAttach();
        });
        runIn(nextThreads.openGroup(home, "filter"), () -> next.onAttach(null));

        old.onDetach();
        List<String> leftBehind = oldThreads.awaitEnd(Duration.ofSeconds(5));
        nextThreads.look();
        List<String> ofTheNext = nextThreads.names();
        next.onDetach();

        assertThat(leftBehind).isEmpty();
        assertThat(ofTheNext).containsExactly("next");
        assertThat(nextThreads.awaitEnd(Duration.ofSeconds(5))).isEmpty();
    }

    private static void runIn(ThreadGroup group, Runnable body) throws InterruptedException {
        Thread thread = new Thread(group, body, "in-" + group.getName());
        thread.start();
        thread.join();
    }

    private static List<String> threadsNamed(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    @Test
    void shouldFindWhatASwappedInVersionLeavesBehind() throws Exception {
        LaneRunner runner = start(INNOCENT);
        swap(
                runner,
                0,
                new AskingFilter((context, packet) -> Verdict.PASS)
                        .attached(context -> new Thread(this::waitForTheEnd, "left-behind").start()));
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(runner.stop(Duration.ofSeconds(10))).isTrue();

        assertThat(runner.lane().filterStatus().get(0).threads()).containsExactly("left-behind");
        end.countDown();
    }

    @Test
    void shouldFindWhatWasStartedLaterAndIsLeftBehind() throws Exception {
        Filter starting = packet -> {
            new Thread(this::waitForTheEnd, "left-behind").start();
            return Verdict.PASS;
        };
        LaneRunner runner = start(starting);
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(threads(runner)).containsExactly(List.of("left-behind"));
        assertThat(runner.lane().filterStatus().get(0).isSuspect()).isTrue();
        assertThat(runner.stop(Duration.ofSeconds(10))).isTrue();
        assertThat(runner.lane().filterStatus().get(0).threads()).containsExactly("left-behind");

        end.countDown();
        while (!runner.lane().filterStatus().get(0).threads().isEmpty()) {
            Thread.onSpinWait();
        }
    }
}
