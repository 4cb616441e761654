package headgate.daemon.cli;

/** Ends a verb with a message for the person at the terminal, without a stack trace. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    private CliException(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    /** Something did not work: exit status 1. */
    public static CliException failed(String message) {
        return new CliException(1, message, null);
    }

    /** Something did not work: exit status 1. */
    public static CliException failed(String message, Throwable cause) {
        return new CliException(1, message, cause);
    }

    /** Wrong usage or configuration: exit status 2. */
    public static CliException usage(String message) {
        return new CliException(2, message, null);
    }

    public int exitStatus() {
        return exitStatus;
    }
}
