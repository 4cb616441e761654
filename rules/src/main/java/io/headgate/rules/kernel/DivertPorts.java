package io.headgate.rules.kernel;

/**
 * The divert(4) ports of a lane by direction.
 *
 * @param in of what comes in, {@link #NONE} for none
 * @param out of what goes out, {@link #NONE} for none; may be the same
 */
public record DivertPorts(int in, int out) {
    /** No port. */
    public static final int NONE = -1;
}
