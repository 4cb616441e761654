package io.headgate.engine.io;

import java.nio.ByteBuffer;

/** Copies packets between buffers. */
public final class ByteCopy {
    /** Bytes that have to be there behind source and target: the last word may reach beyond the packet. */
    public static final int SLACK = Long.BYTES;

    /** Up to this length eight bytes at a time beat the bulk copy's set-up. */
    private static final int SHORT = 160;

    private ByteCopy() {}

    /**
     * Copies {@code length} bytes; up to {@link #SLACK} - 1 bytes behind them in the target become arbitrary.
     *
     * @param from in the machine's byte order, as {@code to}
     */
    public static void copy(ByteBuffer from, int fromAt, ByteBuffer to, int toAt, int length) {
        if (length <= SHORT) {
            for (int i = 0; i < length; i += Long.BYTES) {
                to.putLong(toAt + i, from.getLong(fromAt + i));
            }
        } else {
            to.put(toAt, from, fromAt, length);
        }
    }
}
