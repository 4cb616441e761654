package io.headgate.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.api.Filter;
import io.headgate.api.Verdict;
import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.quarantine.QuarantineEntry;
import io.headgate.daemon.quarantine.QuarantineFile;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.memory.MemorySink;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.ring.SlotRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The watchdog by hand: looks and clock are the test's, the lane and its hanging filter are real. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class StallWatchTest {
    private static final long LOOK_NS = 100_000_000;
    private static final byte[] PACKET = new byte[28];

    static {
        PACKET[0] = 0x45;
        PACKET[3] = 28;
        PACKET[8] = 64;
        PACKET[9] = 17;
        PACKET[25] = 8;
    }

    @TempDir
    private Path state;

    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Integer> statuses = new ArrayList<>();
    private LaneConfig lane;
    private LaneRunner runner;
    private long nowNs = System.nanoTime();

    @BeforeEach
    void read() {
        lane = new ConfigReader().parse("h.yaml", """
                lanes:
                  - name: edge
                    listen: [{ port: 8668 }]
                    chain: [{ plugin: passthru }]
                    stall-limit: 500ms
                """).lanes().get(0);
    }

    @AfterEach
    void end() {
        release.countDown();
        assertThat(runner.stop(Duration.ofSeconds(10))).isTrue();
    }

    private StallWatch watch(Filter filter, QuarantineFile file) {
        Chain chain = new Chain(List.of(new Chain.Step("passthru", filter, OnError.PASS)));
        runner = new LaneRunner("edge-0", chain, Threading.SHARED);
        SlotRing ring = new SlotRing(64, runner.bell());
        runner.addInput(ring, new MemorySource(ring, List.of(PACKET), 1, OnFull.BACKPRESSURE), new MemorySink(ring));
        StallWatch watch = new StallWatch(new StallReport(file), statuses::add);
        watch.add(lane, runner);
        runner.start();
        return watch;
    }

    private Verdict hang() {
        hangs.countDown();
        try {
            assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Verdict.PASS;
    }

    private void look(StallWatch watch, int times) {
        for (int i = 0; i < times; i++) {
            nowNs += LOOK_NS;
            watch.look(nowNs);
        }
    }

    @Test
    void shouldNameFilterLaneAndStackListTheFilterAndEndTheProcess() throws Exception {
        QuarantineFile file = new QuarantineFile(state);
        StallWatch watch = watch(packet -> hang(), file);
        assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();

        try (LogLines log = new LogLines(StallReport.class)) {
            look(watch, 5);
            assertThat(statuses).as("before the limit").isEmpty();
            look(watch, 1);

            assertThat(statuses).containsExactly(StallWatch.STALLED);
            List<String> lines = log.take();
            assertThat(lines.get(0))
                    .isEqualTo("ERROR lane=edge-0 filter=passthru did not return within 500ms (stall-limit);"
                            + " ending with status 70");
            assertThat(lines.get(1)).contains("will not be called after a restart: " + file.path());
            assertThat(lines.get(2)).startsWith("ERROR lane=edge-0 hangs here:").contains("StallWatchTest.hang");
        }
        List<QuarantineEntry> entries = file.read().entries();
        assertThat(entries).extracting(QuarantineEntry::name).containsExactly("edge/passthru");
        assertThat(entries.get(0).why()).isEqualTo("did not return from a call within 500ms (stall-limit)");
    }

    @Test
    void shouldNotTakeAStoppedProcessForAHangingFilter() throws Exception {
        StallWatch watch = watch(packet -> hang(), new QuarantineFile(state));
        assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();
        look(watch, 2);

        nowNs += 3_600_000_000_000L;
        look(watch, 1);

        assertThat(statuses).isEmpty();
    }

    @Test
    void shouldLeaveAnIdleLaneAlone() throws Exception {
        StallWatch watch = watch(packet -> Verdict.PASS, new QuarantineFile(state));
        while (runner.lane().requestLedger().get(10, TimeUnit.SECONDS).received() == 0) {
            Thread.onSpinWait();
        }

        look(watch, 100);

        assertThat(statuses).isEmpty();
    }

    @Test
    void shouldEndThoughTheListCannotBeWritten() throws Exception {
        Path notADirectory = Files.writeString(state.resolve("file"), "");
        StallWatch watch = watch(packet -> hang(), new QuarantineFile(notADirectory));
        assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();

        try (LogLines log = new LogLines(StallReport.class)) {
            look(watch, 6);

            assertThat(statuses).containsExactly(StallWatch.STALLED);
            assertThat(log.take().get(1))
                    .contains("will be called again after a restart")
                    .contains("'state'");
        }
    }
}
