package io.headgate.testkit;

import io.headgate.api.Verdict;
import io.headgate.engine.lane.Ledger;
import io.headgate.testkit.mutation.Mutation;
import io.headgate.testkit.packet.Anatomy;
import io.headgate.testkit.packet.Arrival;
import io.headgate.testkit.packet.SumCheck;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Sends damaged packets through a lane and sees that nothing breaks and nothing right becomes wrong. */
final class Survival {
    private static final int BATCH = 64;

    /** A hundred packets a second, so that a filter may hold each as long as a lane allows. */
    private static final long BATCH_NS = BATCH * 10_000_000L;

    private static final long LAST_NS = 10_000_000_000L;

    private final HarnessLane lane;
    private final List<Mutation> mutations;
    private final int first;

    Survival(HarnessLane lane, List<Mutation> mutations) {
        this.lane = lane;
        this.mutations = mutations;
        this.first = lane.result().packets().size();
    }

    void require() {
        int failures = lane.result().failures().size();
        long errors = lane.errors();
        for (int from = 0; from < mutations.size(); from += BATCH) {
            List<Mutation> batch = mutations.subList(from, Math.min(from + BATCH, mutations.size()));
            lane.arriveUnchecked(
                    batch.stream().map(one -> Arrival.of(one.bytes())).toList(), BATCH_NS);
            requireNoFailure(failures, errors, batch);
        }
        lane.arriveUnchecked(List.of(), LAST_NS);
        requireNoFailure(failures, errors, mutations);
        for (int i = 0; i < mutations.size(); i++) {
            requireSound(lane.result().packet(first + i), mutations.get(i));
        }
        Ledger ledger = lane.result().ledger();
        if (!ledger.isBalanced() || ledger.inFlight() != 0) {
            throw new AssertionError("the lane's ledger does not balance: " + ledger);
        }
    }

    private void requireNoFailure(int failures, long errors, List<Mutation> among) {
        List<Failure> all = lane.result().failures();
        if (all.size() > failures) {
            Failure failure = all.get(failures);
            throw new AssertionError(failure + where(failure.packet()), failure.cause());
        }
        if (lane.errors() != errors) {
            throw new AssertionError(
                    lane.guardsFailure() + "\n  on one of " + among.get(0) + " to " + among.get(among.size() - 1));
        }
    }

    private String where(int packet) {
        return packet == Failure.NO_PACKET ? "" : "\n  on " + shown(mutations.get(packet - first));
    }

    private static String shown(Mutation mutation) {
        return mutation + ": " + HexFormat.of().formatHex(mutation.bytes());
    }

    static void requireSound(Outcome outcome, Mutation mutation) {
        if (outcome.verdict() == null || outcome.verdict() == Verdict.Kind.HOLD) {
            throw new AssertionError("still " + outcome + " after 10 s: " + shown(mutation));
        }
        if (!outcome.hasLeft()) {
            return;
        }
        byte[] before = mutation.bytes();
        byte[] after = outcome.bytes();
        if (!outcome.isChanged()) {
            if (!Arrays.equals(before, after)) {
                throw new AssertionError("not counted as changed, but left as "
                        + HexFormat.of().formatHex(after) + ": " + shown(mutation));
            }
            return;
        }
        requireSums(before, after, mutation);
    }

    private static void requireSums(byte[] before, byte[] after, Mutation mutation) {
        SumCheck was = SumCheck.of(before);
        SumCheck is = SumCheck.of(after);
        boolean isHeaderSpoilt = was.header() == SumCheck.State.RIGHT && is.header() == SumCheck.State.WRONG;
        boolean isTransportSpoilt = was.transport() == SumCheck.State.RIGHT
                && is.transport() == SumCheck.State.WRONG
                && Anatomy.of(before).protocol() == Anatomy.of(after).protocol();
        if (isHeaderSpoilt || isTransportSpoilt) {
            throw new AssertionError("the " + (isHeaderSpoilt ? "IPv4 header's" : "transport's")
                    + " checksum was right and left wrong, as " + HexFormat.of().formatHex(after) + ": "
                    + shown(mutation));
        }
    }
}
