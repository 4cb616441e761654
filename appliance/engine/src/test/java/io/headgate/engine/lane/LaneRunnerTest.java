package io.headgate.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Packet;
import io.headgate.api.Verdict;
import io.headgate.engine.io.PacketSource;
import io.headgate.engine.io.SourceCounters;
import io.headgate.engine.io.SourceException;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.packet.PacketBuilder;
import io.headgate.engine.ring.SlotRing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lanes on real threads. */
@Timeout(60)
class LaneRunnerTest {
    private static final long POLL_NS = 20_000;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final List<byte[]> CORPUS = List.of(
            PacketBuilder.tcp(1, 443).payload(10).build(),
            PacketBuilder.udp(1, 53).payload(10).build(),
            PacketBuilder.icmp(8, 1, 1).build(),
            new byte[] {0x60, 1, 2});

    private LaneRunner runner;
    private SlotRing ring;
    private FakeSink sink;

    @AfterEach
    void stop() {
        if (runner != null) {
            runner.stop(LIMIT);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time for: %s", what).isLessThan(endNs);
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private static boolean isAnyThreadOf(String lane) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("lane-" + lane)
                        || thread.getName().startsWith("source-" + lane + "-"));
    }

    private MemorySource prepare(String name, Threading threading, Filter filter, long total) {
        runner = new LaneRunner(name, new Chain(List.of(LaneRig.pass("only", filter))), threading);
        ring = new SlotRing(256, runner.bell());
        sink = new FakeSink(null);
        MemorySource source = new MemorySource(ring, CORPUS, total, OnFull.BACKPRESSURE);
        runner.addInput(ring, source, sink);
        return source;
    }

    /** Drops UDP and remembers its life. */
    private static final class Watched implements Filter {
        private volatile Thread startedBy;
        private volatile Thread filteredBy;
        private volatile Thread stoppedBy;
        private volatile boolean isOutOfOrder;
        private Verdict noUdp;

        @Override
        public void onAttach(FilterContext context) {
            isOutOfOrder |= filteredBy != null;
            startedBy = Thread.currentThread();
            noUdp = context.drop("no-udp", "no UDP here");
        }

        @Override
        public Verdict onPacket(Packet packet) {
            isOutOfOrder |= startedBy == null || stoppedBy != null;
            if (filteredBy == null) {
                filteredBy = Thread.currentThread();
            }
            return packet.udp() == null ? Verdict.PASS : noUdp;
        }

        @Override
        public void onDetach() {
            stoppedBy = Thread.currentThread();
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldEndWhenAskedToWithoutAnybodyWaiting(Threading threading) {
        Watched filter = new Watched();
        prepare("asked", threading, filter, 1_000);
        runner.start();
        await("all packets", () -> ring.publishedPackets() == 1_000);

        runner.requestStop();

        await("the threads' end", () -> !isAnyThreadOf("asked"));
        assertThat(filter.stoppedBy).isNotNull();
        assertThat(runner.lane().ledger().inFlight()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldDecideEveryPacketOfTheSource(Threading threading) {
        Watched filter = new Watched();
        prepare("whole", threading, filter, 200_000);

        runner.start();
        await("all packets", () -> ring.publishedPackets() == 200_000);
        assertThat(runner.stop(LIMIT)).isTrue();

        Ledger ledger = runner.lane().ledger();
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(ledger.received()).isEqualTo(200_000).isEqualTo(sink.named());
        assertThat(ledger.inFlight()).isZero();
        assertThat(ledger.reinjected()).isEqualTo(150_000);
        assertThat(ledger.bypassed()).isEqualTo(50_000);
        assertThat(ledger.dropped()).containsEntry("no-udp", 50_000L);
        assertThat(filter.isOutOfOrder).isFalse();
        assertThat(filter.startedBy).isSameAs(filter.filteredBy).isSameAs(filter.stoppedBy);
        assertThat(filter.startedBy.getName()).isEqualTo("lane-whole");
        assertThat(runner.failure()).isNull();
        assertThat(isAnyThreadOf("whole")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldAccountForWhatWasReceivedWhenStopped(Threading threading) {
        for (int round = 0; round < 20; round++) {
            prepare("stopped", threading, packet -> Verdict.PASS, Long.MAX_VALUE);
            int some = round * 500;
            runner.start();
            await("some packets", () -> ring.publishedPackets() > some);

            assertThat(runner.stop(LIMIT)).isTrue();

            Ledger ledger = runner.lane().ledger();
            assertThat(ledger.isBalanced()).isTrue();
            assertThat(ledger.inFlight()).isZero();
            assertThat(ledger.received()).isEqualTo(ring.publishedPackets()).isEqualTo(sink.named());
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldBalanceInEverySnapshotUnderLoad(Threading threading) throws Exception {
        prepare("loaded", threading, new Watched(), Long.MAX_VALUE);
        runner.start();

        long last = -1;
        for (int i = 0; i < 500; i++) {
            Ledger ledger = runner.lane().requestLedger().get(10, TimeUnit.SECONDS);
            assertThat(ledger.isBalanced()).as("%s", ledger).isTrue();
            assertThat(ledger.inFlight()).isBetween(0L, 256L);
            assertThat(ledger.received()).isGreaterThanOrEqualTo(last);
            last = ledger.received();
        }

        assertThat(last).isPositive();
    }

    /** A sleeping source looks up once a second, so a lost wake-up would show as an answer that takes so long. */
    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldAnswerAtOnceWhenIdle(Threading threading) throws Exception {
        prepare("idle", threading, packet -> Verdict.PASS, 10);
        runner.start();
        await("the packets", () -> ring.publishedPackets() == 10);

        for (int i = 0; i < 2_000; i++) {
            assertThat(runner.lane()
                            .requestLedger()
                            .get(700, TimeUnit.MILLISECONDS)
                            .isBalanced())
                    .isTrue();
        }

        assertThat(runner.lane().requestFilterStatus().get(700, TimeUnit.MILLISECONDS))
                .singleElement()
                .satisfies(status -> {
                    assertThat(status.packets()).isPositive();
                    assertThat(status.isSuspect()).isFalse();
                });
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldEndAtOnceWhenIdle(Threading threading) {
        for (int round = 0; round < 10; round++) {
            prepare("idle", threading, packet -> Verdict.PASS, round % 3);
            runner.start();
            long startNs = System.nanoTime();

            assertThat(runner.stop(LIMIT)).isTrue();

            assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.MILLISECONDS.toNanos(800));
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldNotStartIfAFilterRefuses(Threading threading) {
        CountDownLatch stopped = new CountDownLatch(1);
        prepare(
                "refused",
                threading,
                new Filter() {
                    @Override
                    public void onAttach(FilterContext context) {
                        throw new IllegalArgumentException("no table");
                    }

                    @Override
                    public Verdict onPacket(Packet packet) {
                        throw new AssertionError("called without start");
                    }

                    @Override
                    public void onDetach() {
                        stopped.countDown();
                    }
                },
                1_000);

        assertThatThrownBy(() -> runner.start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("lane refused: filter only does not start: no table");

        assertThat(stopped.getCount()).isZero();
        await("the end of all threads", () -> !isAnyThreadOf("refused"));
        assertThat(ring.publishedPackets()).isZero();
        assertThat(runner.stop(LIMIT)).isTrue();
    }

    /** Receives a few packets, then breaks. */
    private static final class BreakingSource implements PacketSource {
        private final MemorySource good;
        private int calls;

        private BreakingSource(MemorySource good) {
            this.good = good;
        }

        @Override
        public int receive() {
            if (++calls > 3) {
                throw new SourceException("the socket is gone");
            }
            return good.receive();
        }

        @Override
        public void awaitNs(long timeoutNs) {
            good.awaitNs(timeoutNs);
        }

        @Override
        public void wakeup() {
            good.wakeup();
        }

        @Override
        public void quiesce() {
            good.quiesce();
        }

        @Override
        public SourceCounters counters() {
            return good.counters();
        }

        @Override
        public void close() {
            good.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldTellThatASourceBroke(Threading threading) throws InterruptedException {
        runner = new LaneRunner("broken", new Chain(List.of(LaneRig.pass("only", p -> Verdict.PASS))), threading);
        ring = new SlotRing(256, runner.bell());
        sink = new FakeSink(null);
        runner.addInput(ring, new BreakingSource(new MemorySource(ring, CORPUS, 1_000, OnFull.BACKPRESSURE)), sink);
        AtomicReference<Throwable> told = new AtomicReference<>();
        CountDownLatch isTold = new CountDownLatch(1);
        runner.onFailure((thread, failure) -> {
            told.set(failure);
            isTold.countDown();
        });

        runner.start();

        assertThat(isTold.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(told.get()).isInstanceOf(SourceException.class).hasMessage("the socket is gone");
        assertThat(runner.failure()).isSameAs(told.get());
        assertThat(runner.stop(LIMIT)).isTrue();
        Ledger ledger = runner.lane().ledger();
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(ledger.received()).isEqualTo(192).isEqualTo(sink.named());
        assertThat(ledger.inFlight()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldEndThoughTheLaneBroke(Threading threading) {
        prepare("sinkless", threading, packet -> Verdict.PASS, Long.MAX_VALUE);
        sink.breakWith(new IllegalStateException("no way out"));

        try {
            runner.start();
        } catch (IllegalStateException brokeAtOnce) {
            assertThat(brokeAtOnce).hasMessage("no way out");
        }
        await("the failure", () -> runner.failure() != null);

        assertThat(runner.failure()).hasMessage("no way out");
        assertThat(runner.stop(LIMIT)).isTrue();
        assertThat(isAnyThreadOf("sinkless")).isFalse();
    }

    @Test
    void shouldServeSeveralSourcesOnThreadsOfTheirOwn() {
        prepare("two", Threading.DEDICATED, packet -> Verdict.PASS, 5_000);
        SlotRing second = new SlotRing(64, runner.bell());
        FakeSink secondSink = new FakeSink(null);
        runner.addInput(second, new MemorySource(second, CORPUS, 3_000, OnFull.BACKPRESSURE), secondSink);

        runner.start();
        await("all packets", () -> ring.publishedPackets() + second.publishedPackets() == 8_000);
        assertThat(runner.stop(LIMIT)).isTrue();

        assertThat(runner.lane().ledger().received()).isEqualTo(8_000);
        assertThat(sink.named()).isEqualTo(5_000);
        assertThat(secondSink.named()).isEqualTo(3_000);
    }

    @Test
    void shouldShareAThreadWithOneSourceOnly() {
        prepare("two", Threading.SHARED, packet -> Verdict.PASS, 0);
        SlotRing second = new SlotRing(64, runner.bell());
        runner.addInput(second, new MemorySource(second, CORPUS, 0, OnFull.BACKPRESSURE), sink);

        assertThatThrownBy(() -> runner.start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lane two: threading shared needs one source, not 2; use threading: dedicated");
        assertThat(isAnyThreadOf("two")).isFalse();
    }

    @Test
    void shouldStopWithoutHavingStarted() {
        prepare("never", Threading.DEDICATED, packet -> Verdict.PASS, 0);

        assertThat(runner.stop(LIMIT)).isTrue();
    }
}
