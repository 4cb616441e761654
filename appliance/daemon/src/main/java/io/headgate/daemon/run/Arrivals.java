package io.headgate.daemon.run;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says, until a lane's first packet, that none has arrived and what that takes on this host.
 *
 * <p>Thread: one at a time; starts a program each time it speaks.
 */
final class Arrivals {
    private final String lane;
    private final Missing missing;
    private final LongSupplier arrived;
    private final long everyNs;
    private final Consumer<String> say;

    private boolean hasSpoken;
    private boolean isDone;
    private long spokenNs;

    /**
     * @param missing what may be the reason that none arrived
     * @param arrived packets so far
     * @param everyNs how often to repeat what is missing
     */
    Arrivals(String lane, Missing missing, LongSupplier arrived, long everyNs, Consumer<String> say) {
        this.lane = lane;
        this.missing = missing;
        this.arrived = arrived;
        this.everyNs = everyNs;
        this.say = say;
    }

    /** Looks, and speaks if it is time to. */
    void look(long nowNs) {
        if (isDone) {
            return;
        }
        if (arrived.getAsLong() > 0) {
            isDone = true;
            say.accept("lane=" + lane + " first packet arrived");
        } else if (!hasSpoken || nowNs - spokenNs >= everyNs) {
            hasSpoken = true;
            spokenNs = nowNs;
            say.accept("lane=" + lane + " packets arrived: 0; " + missing.explain());
        }
    }
}
