package io.headgate.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that only grows, made by {@link FilterContext#counter}. Adding costs no more than adding to a field.
 *
 * <p>Thread: {@link #add} and {@link #increment} from the lane's only, since two writers lose counts; {@link #value} from
 * any, which may read what was there a moment ago but never half a number.
 */
public final class Counter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private long value;

    /** Adds one. */
    public void increment() {
        add(1);
    }

    /**
     * Adds.
     *
     * @param amount 0 or more
     */
    public void add(long amount) {
        VALUE.setOpaque(this, value + amount);
    }

    /** What was counted. */
    public long value() {
        return (long) VALUE.getOpaque(this);
    }
}
