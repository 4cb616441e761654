package io.headgate.engine.lane;

/** The lanes did not take new filters; those they had stay, and no packet was lost. */
public final class SwapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SwapException(String message) {
        super(message);
    }
}
