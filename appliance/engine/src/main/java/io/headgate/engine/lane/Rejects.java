package io.headgate.engine.lane;

import io.headgate.api.Rejection;
import io.headgate.engine.packet.SlotPacket;
import io.headgate.engine.reject.RejectBuilder;
import io.headgate.engine.reject.RejectRate;
import io.headgate.engine.ring.Slot;

/** Tells senders that their packets were rejected, as often as the lane's limits allow. Thread: the lane's. */
final class Rejects {
    private final OwnPackets own;
    private final LaneClock clock;
    private final Tally tally;
    private final RejectRate rate;

    Rejects(LaneLimits limits, OwnPackets own, LaneClock clock, Tally tally) {
        this.own = own;
        this.clock = clock;
        this.tally = tally;
        this.rate = new RejectRate(limits.rejectsPerSecond(), limits.rejectBurst());
    }

    /**
     * Answers a packet that is about to be dropped, and undoes what filters changed in it: its sender knows it as it was
     * received, or as it was when a filter held it.
     */
    void answer(Input input, SlotPacket packet, Rejection kind) {
        packet.restore();
        boolean isAllowed = RejectBuilder.isAnswerable(packet) && rate.tryTake(clock.nowNs());
        Slot slot = isAllowed ? input.pool().take(RejectBuilder.MAX_LENGTH) : null;
        if (slot == null) {
            tally.rejectsSuppressed++;
            return;
        }
        int length = RejectBuilder.build(packet, kind, input.ring().arena().bytes(), slot.dataOffset());
        if (own.answer(input, slot, length)) {
            tally.rejectsSent++;
        } else {
            tally.rejectsSuppressed++;
        }
    }
}
