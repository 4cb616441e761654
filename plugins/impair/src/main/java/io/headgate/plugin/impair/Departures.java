package io.headgate.plugin.impair;

import java.util.random.RandomGenerator;

/**
 * Says when each packet leaves: behind those before it on the link, and then as much later as it is delayed.
 *
 * <p>Time stands still where packets' timestamps go back a little, as those of several processors do, so that packets with
 * the same delay never overtake each other; where the clock was set back, all begins anew.
 */
final class Departures {
    /** Returned for a packet that there is no room for. */
    static final long FULL = Link.FULL;

    private static final long SET_BACK_NS = 10_000_000;

    private final DelayModel delay;
    private final boolean keepsOrder;
    private final Link link;
    private final Waiting waiting;
    private long nowNs = Long.MIN_VALUE;
    private long lastNs = Long.MIN_VALUE;

    /**
     * Begins with nothing that waits.
     *
     * @param keepsOrder whether a packet waits for those before it, however long they are delayed
     * @param link null for one without limit
     * @param limit most packets that wait
     */
    Departures(DelayModel delay, boolean keepsOrder, Link link, int limit) {
        this.delay = delay;
        this.keepsOrder = keepsOrder;
        this.link = link;
        this.waiting = new Waiting(limit);
    }

    /** Sets the time by a packet; returns it. */
    long arrive(long timestampNs) {
        if (nowNs != Long.MIN_VALUE && nowNs - timestampNs > SET_BACK_NS) {
            waiting.clear();
            lastNs = Long.MIN_VALUE;
            nowNs = timestampNs;
            if (link != null) {
                link.reset();
            }
        }
        return advance(timestampNs);
    }

    private long advance(long timeNs) {
        nowNs = Math.max(nowNs, timeNs);
        waiting.advance(nowNs);
        return nowNs;
    }

    /** Sets the time while no packet comes. */
    void tick(long timeNs) {
        advance(timeNs);
    }

    /**
     * Has a packet leave.
     *
     * @param bytes of the IP packet
     * @param isOvertaking whether it is not delayed
     * @return when, not before the time it arrived; {@link #FULL}
     */
    long next(int bytes, boolean isOvertaking, RandomGenerator random) {
        if (waiting.isFull()) {
            return FULL;
        }
        long leavesNs = link == null ? nowNs : link.send(bytes, nowNs);
        if (leavesNs == FULL) {
            return FULL;
        }
        if (!isOvertaking) {
            leavesNs += delay.drawNs(random);
            if (keepsOrder) {
                leavesNs = Math.max(leavesNs, lastNs);
                lastNs = leavesNs;
            }
        }
        if (leavesNs > nowNs) {
            waiting.add(leavesNs);
        }
        return leavesNs;
    }

    /** Packets that wait. */
    int waiting() {
        return waiting.size();
    }

    /** Bytes that wait for the link. */
    long waitingBytes() {
        return link == null ? 0 : link.waitingBytes(nowNs);
    }
}
