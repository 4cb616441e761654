package io.headgate.engine.lane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;

/**
 * The packets' clock: the time of the latest packet and what has passed since. Thread: the lane's, and for {@link
 * #peekNs} any.
 *
 * <p>A packet costs no more than a store; the ticker, some 25 ns of {@link System#nanoTime}, is read when somebody asks and
 * once per batch.
 */
final class LaneClock {
    /** No packet has a timestamp like this. */
    static final long NO_TIME = Long.MIN_VALUE;

    private static final VarHandle OFFSET;

    static {
        try {
            OFFSET = MethodHandles.lookup().findVarHandle(LaneClock.class, "offsetNs", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final LongSupplier ticker;

    /** What to add to the ticker to have the packets' time. Written by its handle, read plainly by the lane's thread alone. */
    private long offsetNs;

    /** The time of the latest packet, until the ticker has been set by it. */
    private long unsetNs = NO_TIME;

    /**
     * Starts with the ticker's own time, until the first packet brings a better one.
     *
     * @param ticker nanoseconds since 1970-01-01 UTC, never backwards
     */
    LaneClock(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** The system's time at the price of {@link System#nanoTime}: set now, and from then on its own. */
    static LongSupplier systemTicker() {
        long offsetNs = System.currentTimeMillis() * 1_000_000L - System.nanoTime();
        return () -> offsetNs + System.nanoTime();
    }

    /** Sets the clock by the latest packet; {@link #NO_TIME} leaves it as it is. */
    void onPacket(long timestampNs) {
        unsetNs = timestampNs;
    }

    /** The time now, nanoseconds since 1970-01-01 UTC. Goes backwards if the packets' clock does. */
    long nowNs() {
        long tickerNs = ticker.getAsLong();
        if (unsetNs != NO_TIME) {
            OFFSET.setOpaque(this, unsetNs - tickerNs);
            unsetNs = NO_TIME;
        }
        return offsetNs + tickerNs;
    }

    /** The time now, as {@link #nowNs} last had it set: by a packet of the latest batch. Any thread; changes nothing. */
    long peekNs() {
        return (long) OFFSET.getOpaque(this) + ticker.getAsLong();
    }
}
