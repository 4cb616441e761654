package io.headgate.daemon.selftest;

import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.config.StepConfig;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.Enforcement;
import io.headgate.engine.lane.FailureKind;
import io.headgate.engine.lane.FilterError;
import io.headgate.engine.lane.FilterStatus;
import io.headgate.engine.lane.LaneOutlets;
import io.headgate.engine.lane.LaneRunner;
import io.headgate.engine.lane.Ledger;
import io.headgate.engine.lane.OnFull;
import io.headgate.engine.lane.StuckException;
import io.headgate.engine.memory.MemorySource;
import io.headgate.engine.ring.SlotRing;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packets of our own through a lane like the configured one, in memory: filters made anew, the same decoding, guard and
 * repair. Nothing leaves the host, the real lane's filters and ledger see none of it.
 *
 * <p>A filter may pass or drop what it likes. A filter that throws is reported, since the guard covers it; a packet
 * without a decision, or one that comes out with a wrong checksum that no filter means to send, fails the test.
 *
 * <p>Thread: the one that starts the appliance; the packets run on one of their own.
 */
public final class SelfTest {
    private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);

    /** More gain nothing: by then Java has compiled what they pass through. */
    private static final int WARM_UP_PACKETS = 20_000;

    private static final int SLOTS = 64;
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** For reading what filters read at their start; the lane's own may take as long. */
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final LaneConfig lane;
    private final Supplier<Chain> chains;
    private final List<byte[]> packets;
    private final Duration limit;
    private final LaneOutlets outlets;

    /** The plugin that may not fail on any of the packets; "" for none. */
    private final String strict;

    /** Of the whole way, with packets of UDP, TCP and ICMP over both IP versions. */
    public SelfTest(LaneConfig lane, LaneOutlets outlets) {
        this(lane, () -> chain(lane), TestPackets.all(), LIMIT, outlets, "");
    }

    /**
     * Of the lane with a newcomer in its chain.
     *
     * @param newcomer a plugin; if one of its filters fails on a packet, so does the test
     */
    public SelfTest(LaneConfig lane, Supplier<Chain> chains, LaneOutlets outlets, String newcomer) {
        this(lane, chains, TestPackets.all(), LIMIT, outlets, newcomer);
    }

    /**
     * @param packets to be sent, each with right checksums
     * @param limit how long their decision may take
     */
    SelfTest(LaneConfig lane, List<byte[]> packets, Duration limit) {
        this(lane, () -> chain(lane), packets, limit, LaneOutlets.NONE, "");
    }

    private static Chain chain(LaneConfig lane) {
        return new Chain(lane.chain().stream().map(StepConfig::create).toList());
    }

    /** @param outlets have the configuration's mirrors, and keep nothing */
    private SelfTest(
            LaneConfig lane,
            Supplier<Chain> chains,
            List<byte[]> packets,
            Duration limit,
            LaneOutlets outlets,
            String strict) {
        this.lane = lane;
        this.chains = chains;
        this.packets = packets;
        this.limit = limit;
        this.outlets = outlets;
        this.strict = strict;
    }

    /**
     * Sends the packets over and over for a short while, so that Java has compiled the way of a packet before the first
     * real one. Before the queue is opened: until then packets need not wait for us.
     *
     * @param limitMs after which it is enough, however many packets that were
     * @return packets decided
     * @throws IllegalStateException as {@link #run}
     */
    public long warmUp(long limitMs) {
        long decided = send(WARM_UP_PACKETS, limitMs, 0);
        LOG.debug("lane={} warmed up, packets={}", lane.name(), decided);
        return decided;
    }

    /**
     * Sends each packet once.
     *
     * @return packets decided
     * @throws IllegalStateException if one of them was not decided or is damaged, or a filter refuses to start
     * @throws StuckException if a filter does not return
     */
    public long run() {
        long decided = send(packets.size(), limit.toMillis(), packets.size());
        LOG.info("lane={} self-test passed, packets={}", lane.name(), decided);
        return decided;
    }

    private long send(int total, long enoughMs, int least) {
        LaneRunner runner = new LaneRunner(
                lane.name(),
                chains.get(),
                lane.threading(),
                lane.options().withEnforcement(Enforcement.ENFORCE).withOutlets(outlets));
        runner.asTrial("selftest-", START_LIMIT);
        SlotRing ring = runner.newRing(SLOTS);
        MemorySource source = new MemorySource(ring, packets, total, OnFull.BACKPRESSURE);
        TestSink sink = new TestSink(ring, total);
        runner.addInput(ring, source, sink);
        runner.start();
        try {
            sink.await(enoughMs);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            runner.requestStop();
            throw new IllegalStateException("interrupted during the self-test of lane " + lane.name(), interrupted);
        }
        if (!runner.stop(limit)) {
            throw runner.stuck(limit);
        }
        return judge(runner, sink, total - sink.undecided(), least);
    }

    private long judge(LaneRunner runner, TestSink sink, long decided, int least) {
        if (runner.failure() != null) {
            throw failed("the lane broke: " + runner.failure(), runner.failure());
        }
        for (FilterStatus filter : runner.lane().filterStatus()) {
            if (filter.plugin().equals(strict)) {
                refuseFailing(filter);
            }
            if (filter.errors() > 0) {
                LOG.warn(
                        "lane={} filter={} failed on packets={} of the self-test, first: {}",
                        lane.name(),
                        filter.name(),
                        filter.errors(),
                        filter.failures().first().get(0).toText());
            }
        }
        Ledger ledger = runner.lane().ledger();
        if (decided < least || ledger.received() != decided || !ledger.isBalanced()) {
            throw failed("of packets=" + ledger.received() + " it decided " + decided + "; " + ledger, null);
        }
        if (sink.wrong() > 0 && !lane.isDamaging()) {
            throw failed("packets=" + sink.wrong() + " came out with a wrong checksum", null);
        }
        return decided;
    }

    /** Slowness apart: code that runs for the first time is slow. */
    private void refuseFailing(FilterStatus filter) {
        Map<FailureKind, Long> failures = new EnumMap<>(FailureKind.class);
        failures.putAll(filter.failures().byKind());
        failures.remove(FailureKind.TIME_BUDGET);
        if (failures.isEmpty()) {
            return;
        }
        String first = filter.failures().first().stream()
                .filter(error -> failures.containsKey(error.kind()))
                .map(FilterError::toText)
                .findFirst()
                .orElse("");
        long packets = failures.values().stream().mapToLong(Long::longValue).sum();
        throw new IllegalStateException("lane " + lane.name() + ": filter " + filter.name() + " failed on packets="
                + packets + " of the self-test, first: " + first);
    }

    private IllegalStateException failed(String why, Throwable cause) {
        return new IllegalStateException(
                "lane " + lane.name() + ": self-test failed: " + why
                        + "; nothing is diverted, find the filter by taking filters out of the chain",
                cause);
    }
}
