package io.headgate.engine.lane;

import io.headgate.api.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Filters on their way into a running lane, each to take the place of one of the chain. Counters and drop reasons go on;
 * filters at other places stay what and where they are.
 *
 * <pre>
 *   admin:  Lane.prepareSwap: onAttach ── commit ────────────────────────────────────────► onDetach of those that went
 *   lane:            batch, batch ─────────► edge: handOver, takeOver, one reference ─► batch, batch
 * </pre>
 *
 * <p>Thread: one for all swaps of a lane, never the lane's own.
 */
public final class ChainSwap {
    private static final Logger LOG = LoggerFactory.getLogger(ChainSwap.class);

    /** How long a lane that is ready keeps its packets waiting for the others. */
    private static final long WAIT_FOR_OTHERS_NS = 200_000_000L;

    /**
     * What a lane took.
     *
     * @param stateBytes handed over by the filters that went
     * @param edgeNs how long the lane stood still
     */
    public record Taken(String lane, long stateBytes, long edgeNs) {}

    private final Lane lane;
    private final Chain old;
    private final Chain successor;
    private final List<Integer> places;

    /** Whether the command has begun, or will never do anything. */
    private final AtomicBoolean isClaimed = new AtomicBoolean();

    private final CountDownLatch ended = new CountDownLatch(1);
    private long stateBytes;
    private long edgeNs;

    ChainSwap(Lane lane, Chain old, Map<Integer, Filter> filters, LaneServices services) {
        this.lane = lane;
        this.old = old;
        this.successor = old.successor(filters);
        this.places = List.copyOf(filters.keySet());
        if (!successor.copesWithSegments()) {
            throw new IllegalStateException("lane " + lane.name()
                    + " takes large segments uncut, with which the new filter does not cope: restart the appliance");
        }
        List<GuardedFilter> attached = new ArrayList<>();
        try {
            for (int place : places) {
                attached.add(successor.at(place));
                successor.attachBeside(place, services);
            }
        } catch (RuntimeException | Error refused) {
            attached.forEach(FilterLife::detach);
            throw refused;
        }
    }

    /**
     * Has all lanes take their new filters, at the same moment, or none. Those that are not used then, old or new, are
     * detached.
     *
     * @param swaps each of another lane, none committed or given up before
     * @param limit for all lanes to come to a batch edge
     * @return what each took, in the same order
     * @throws SwapException if one did not; every lane goes on with the filters it had, in their state
     */
    public static List<Taken> commit(List<ChainSwap> swaps, Duration limit) {
        SwapAgreement agreement = new SwapAgreement(swaps.size());
        long deadlineNs = System.nanoTime() + limit.toNanos();
        for (ChainSwap swap : swaps) {
            try {
                swap.lane.submit(() -> swap.onEdge(agreement));
            } catch (IllegalStateException full) {
                agreement.refuse("lane " + swap.lane.name() + ": " + full.getMessage());
            }
        }
        for (ChainSwap swap : swaps) {
            if (!agreement.isDecided() && !swap.awaitEnd(deadlineNs - System.nanoTime())) {
                agreement.refuse(
                        "lane " + swap.lane.name() + " came to no batch edge within " + limit.toMillis() + " ms");
            }
        }
        if (!agreement.isTaken()) {
            swaps.forEach(ChainSwap::giveUp);
            throw new SwapException(agreement.refusal());
        }
        swaps.forEach(swap -> swap.retire(swap.old));
        return swaps.stream()
                .map(swap -> new Taken(swap.lane.name(), swap.stateBytes, swap.edgeNs))
                .toList();
    }

    /** Detaches the new filters, which no packet has seen. */
    public void giveUp() {
        if (isClaimed.getAndSet(true)) {
            retire(successor);
        } else {
            places.forEach(place -> FilterLife.detach(successor.at(place)));
        }
    }

    /** Detaches the filters of one of the chains once the lane has let go of both. */
    private void retire(Chain chain) {
        if (awaitEnd(2 * WAIT_FOR_OTHERS_NS)) {
            places.forEach(place -> FilterLife.detach(chain.at(place)));
        } else {
            LOG.error("lane={} hangs while it takes state over; its filters are not detached", lane.name());
        }
    }

    private boolean awaitEnd(long limitNs) {
        try {
            return ended.await(limitNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Thread: the lane's. */
    private void onEdge(SwapAgreement agreement) {
        if (isClaimed.getAndSet(true)) {
            return;
        }
        long beginNs = System.nanoTime();
        try {
            if (!agreement.isDecided() && isHandedOver(agreement) && agreement.ready(lane.name(), WAIT_FOR_OTHERS_NS)) {
                places.forEach(place -> successor.at(place).follow(old.at(place)));
                lane.follow(successor);
            }
        } finally {
            edgeNs = System.nanoTime() - beginNs;
            ended.countDown();
        }
    }

    private boolean isHandedOver(SwapAgreement agreement) {
        for (int place : places) {
            try {
                stateBytes += FilterLife.handOver(old.at(place), successor.at(place));
            } catch (Throwable failure) { // Any: the lane goes on with what it has.
                agreement.refuse("lane " + lane.name() + ": filter "
                        + old.at(place).name() + " does not take over the state of its predecessor: "
                        + StackText.summary(failure));
                return false;
            }
        }
        return true;
    }
}
