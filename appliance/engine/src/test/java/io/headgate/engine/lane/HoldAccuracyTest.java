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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How late held packets go on, by the machine's clock and on real threads. */
@Timeout(60)
class HoldAccuracyTest {
    private static final int WARM_UP = 200_000;
    private static final int PACKETS = 300;
    private static final long APART_NS = 7_130_000;
    private static final long MOST_NS = 1_000_000;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Passes packets until the code is compiled, then holds each a little longer than the one before. */
    private static final class Holding implements Filter {
        private final long[] dueNs = new long[PACKETS];
        private FilterContext context;
        private int passed;
        private int count;

        @Override
        public void onAttach(FilterContext its) {
            context = its;
        }

        @Override
        public Verdict onPacket(Packet packet) {
            if (passed < WARM_UP) {
                passed++;
                return Verdict.ACCEPT;
            }
            long forNs = (1 + count) * APART_NS;
            dueNs[count++] = System.nanoTime() + forNs;
            return context.hold(context.nowNs() + forNs);
        }
    }

    /** Sees how late they are. */
    private static final class Timing implements Filter {
        private final long[] latenessNs = new long[PACKETS];
        private final CountDownLatch all = new CountDownLatch(PACKETS);
        private final Holding holding;
        private int count;

        private Timing(Holding holding) {
            this.holding = holding;
        }

        @Override
        public Verdict onPacket(Packet packet) {
            latenessNs[count] = System.nanoTime() - holding.dueNs[count];
            count++;
            all.countDown();
            return Verdict.PASS;
        }
    }

    /** How late a thread is that only parks, on the same machine at the same time. */
    private static final class Reference extends Thread {
        private final long[] latenessNs = new long[PACKETS];

        private Reference() {
            super("reference");
        }

        @Override
        public void run() {
            for (int i = 0; i < PACKETS; i++) {
                long dueNs = System.nanoTime() + APART_NS;
                for (long leftNs = APART_NS; leftNs > 0; leftNs = dueNs - System.nanoTime()) {
                    LockSupport.parkNanos(this, leftNs);
                }
                latenessNs[i] = System.nanoTime() - dueNs;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldGoOnInTime(Threading threading) throws InterruptedException {
        Holding holding = new Holding();
        Timing timing = new Timing(holding);
        LaneRunner runner = new LaneRunner(
                "punctual",
                new Chain(List.of(LaneRig.allowed("hold", holding), LaneRig.pass("timing", timing))),
                threading);
        SlotRing ring = runner.newRing(1_024);
        byte[] packet = PacketBuilder.udp(1, 53).payload(20).build();
        MemorySource source = new MemorySource(ring, List.of(packet), WARM_UP + PACKETS, OnFull.BACKPRESSURE);
        runner.addInput(ring, source, new FakeSink(null));
        Reference reference = new Reference();
        reference.start();
        runner.start();

        boolean areDue = timing.all.await(30, TimeUnit.SECONDS);
        assertThat(runner.stop(LIMIT)).isTrue();
        reference.join();

        assertThat(areDue).isTrue();
        long medianNs = median(threading + " holds", timing.latenessNs);
        long referenceNs = median(threading + " parked thread", reference.latenessNs);
        // A machine with other work may be late by itself.
        assertThat(medianNs)
                .as("median error in ns")
                .isLessThan(MOST_NS + (referenceNs > MOST_NS / 5 ? referenceNs : 0));
    }

    private static long median(String what, long[] latenessNs) {
        long[] sorted = Arrays.stream(latenessNs).map(Math::abs).sorted().toArray();
        System.out.printf(
                "HoldAccuracyTest %s: error in us: median %d, p90 %d, p99 %d, max %d%n",
                what,
                sorted[PACKETS / 2] / 1_000,
                sorted[PACKETS * 9 / 10] / 1_000,
                sorted[PACKETS * 99 / 100] / 1_000,
                sorted[PACKETS - 1] / 1_000);
        return sorted[PACKETS / 2];
    }
}
