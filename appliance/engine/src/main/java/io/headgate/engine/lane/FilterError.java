package io.headgate.engine.lane;

/**
 * The first failure of its kind, or of its exception and the place where that was thrown, as text: what was thrown would keep the classes of its plugin alive.
 *
 * @param stack exception, frames and causes, a line each; empty where nothing was thrown
 * @param whenMs milliseconds since 1970-01-01 UTC
 */
public record FilterError(FailureKind kind, String message, String stack, long whenMs) {
    /** Message and stack as a log shows them. */
    public String toText() {
        return stack.isEmpty() ? message : stack;
    }
}
