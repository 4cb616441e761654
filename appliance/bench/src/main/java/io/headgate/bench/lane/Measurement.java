package io.headgate.bench.lane;

import io.headgate.api.Filter;
import io.headgate.bench.lab.Waiting;
import io.headgate.daemon.cli.CliException;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.OnError;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.Threading;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.ring.SlotRing;
import java.time.Duration;
import java.util.List;

/**
 * One lane as it is shipped between a source in memory and a sink that reads, run once without a pause: the first
 * window of packets warms up, the others are the rounds.
 */
final class Measurement {
    static final int SLOTS = 1024;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    /** A round takes about a second where both threads have a core. */
    private static final Duration WINDOW_LIMIT = Duration.ofMinutes(2);

    private final List<byte[]> corpus;
    private final long window;
    private final int rounds;

    /**
     * @param window packets of a round
     */
    Measurement(List<byte[]> corpus, long window, int rounds) {
        this.corpus = corpus;
        this.window = window;
        this.rounds = rounds;
    }

    /**
     * @param expected what the chain must make of the corpus
     * @throws CliException if a packet is missing, or is not as it must be
     */
    Trial run(String name, Filter filter, List<byte[]> expected) {
        long total = window * (rounds + 1);
        boolean isRewriting = expected != corpus;
        Chain chain = new Chain(List.of(new Chain.Step(name, filter, OnError.DROP)));
        LaneRunner runner = new LaneRunner("bench", chain, Threading.DEDICATED);
        SlotRing ring = new SlotRing(SLOTS, runner.bell());
        ReadingSink sink = new ReadingSink(ring.arena(), window, rounds + 1);
        runner.addInput(ring, new MemorySource(ring, corpus, total, OnFull.BACKPRESSURE), sink);
        runner.start();
        try {
            awaitMarks(runner, sink, 1);
            Allocation allocation = new Allocation("lane-bench", "source-bench-0");
            awaitMarks(runner, sink, rounds + 1);
            long allocatedBytes = allocation.bytesSince();
            stop(runner);
            check(name, runner.lane().ledger(), sink, total, isRewriting ? total : 0);
            checkSum(name, sink.sum(), Corpus.sum(expected, total));
            return Trial.of(name, sink, rounds, allocatedBytes);
        } finally {
            runner.stop(STOP_LIMIT);
        }
    }

    private static void awaitMarks(LaneRunner runner, ReadingSink sink, int marks) {
        boolean isReached = Waiting.until(
                () -> sink.marks() >= marks || runner.failure() != null, WINDOW_LIMIT.multipliedBy(marks));
        if (runner.failure() != null) {
            throw CliException.failed("the lane ended: " + runner.failure(), runner.failure());
        }
        if (!isReached) {
            throw CliException.failed("the lane took more than " + WINDOW_LIMIT.toSeconds() + " s for a round");
        }
    }

    private static void stop(LaneRunner runner) {
        if (!runner.stop(STOP_LIMIT)) {
            throw CliException.failed("the lane did not end within " + STOP_LIMIT.toSeconds() + " s");
        }
    }

    private static void check(String name, Ledger ledger, ReadingSink sink, long total, long changed) {
        if (!ledger.isBalanced() || ledger.received() != total || ledger.reinjected() != total) {
            throw CliException.failed(name + ": " + total + " packets were sent, but the ledger says " + ledger);
        }
        if (sink.packets() != total || ledger.changed() != changed) {
            throw CliException.failed(
                    name + ": of " + total + " packets " + sink.packets() + " came through; ledger: " + ledger);
        }
    }

    static void checkSum(String name, long sum, long expected) {
        if (sum != expected) {
            throw CliException.failed(
                    name + ": packets came through with other bytes than they must have: their sum is " + sum
                            + " instead of " + expected);
        }
    }
}
