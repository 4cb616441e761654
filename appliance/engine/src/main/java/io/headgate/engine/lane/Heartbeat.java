package io.headgate.engine.lane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * Says in which filter a lane is, so that a watchdog sees one that does not return. One long: calls so far in the upper 48
 * bits, and below them the place of the filter in its chain, from 1 on, or 0 outside of filters.
 *
 * <p>Thread: {@link #enter} and {@link #leave} from the lane's, as opaque writes, which cost what a write to a field does;
 * the rest from any.
 */
public final class Heartbeat {
    /** Places that can be told apart. */
    static final int MAX_PLACES = 0xFFFF;

    private static final VarHandle BEAT;

    static {
        try {
            BEAT = MethodHandles.lookup().findVarHandle(Heartbeat.class, "beat", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final List<String> names;

    private volatile boolean isStarting;

    /** Written by its handle, read plainly by the lane's thread alone. */
    private long beat;

    /** Of a chain whose filters have these names, in their order. */
    Heartbeat(List<String> names) {
        if (names.size() > MAX_PLACES) {
            throw new IllegalArgumentException("more than " + MAX_PLACES + " filters in a chain: " + names.size());
        }
        this.names = List.copyOf(names);
    }

    /** Begins a call of the filter at a place, from 0 on. */
    void enter(int place) {
        // Sets the place's bits, whose overflow then counts the call.
        BEAT.setOpaque(this, (beat | MAX_PLACES) + 2 + place);
    }

    /** No filter is being called. */
    void leave() {
        BEAT.setOpaque(this, beat & ~(long) MAX_PLACES);
    }

    /** Says whether the filters are being started, each entered for its {@code onAttach}. */
    void starting(boolean isSo) {
        isStarting = isSo;
    }

    /** Whether the call is an {@code onAttach} at the lane's start, when no packet waits yet. Any thread. */
    public boolean isStarting() {
        return isStarting;
    }

    /** Another number at each call; equal ones mean the same call, or that no filter was called in between. */
    public long read() {
        return (long) BEAT.getOpaque(this);
    }

    /** Name of the filter in whose call the number was read; null outside of filters. */
    public String filterAt(long beatRead) {
        int place = (int) (beatRead & MAX_PLACES);
        return place == 0 ? null : names.get(place - 1);
    }
}
