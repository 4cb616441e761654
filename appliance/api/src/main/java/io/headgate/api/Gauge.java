package io.headgate.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that goes up and down, made by {@link FilterContext#gauge}. Setting it costs no more than setting a field.
 *
 * <p>Thread: {@link #set} from the lane's, {@link #value} from any.
 */
public final class Gauge {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Gauge.class, "value", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    @SuppressWarnings("UnusedVariable") // By its handle.
    private long value;

    /** Makes this the current value. */
    public void set(long current) {
        VALUE.setOpaque(this, current);
    }

    /** The current value. */
    public long value() {
        return (long) VALUE.getOpaque(this);
    }
}
