package io.headgate.control;

/** A listener that cannot be opened, an appliance that cannot be reached, or a request it refuses. */
public final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ControlException(String message) {
        super(message);
    }

    public ControlException(String message, Throwable cause) {
        super(message, cause);
    }
}
