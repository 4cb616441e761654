package io.headgate.engine.io;

/** A sink cannot be opened; a retry cannot help. The message says what failed and what to do about it. */
public final class SinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SinkException(String message) {
        super(message);
    }
}
