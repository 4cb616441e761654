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
