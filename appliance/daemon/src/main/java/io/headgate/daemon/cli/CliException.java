package io.headgate.daemon.cli;

/** Ends a verb with a message for the person at the terminal, without a stack trace. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;
    private final boolean isReport;

    private CliException(int exitStatus, String message, Throwable cause) {
        this(exitStatus, false, message, cause);
    }

    private CliException(int exitStatus, boolean isReport, String message, Throwable cause) {
        super(message, cause);
        this.isReport = isReport;
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

    /** Something did not work, which a status of its own tells. */
    public static CliException failed(int exitStatus, String message, Throwable cause) {
        return new CliException(exitStatus, message, cause);
    }

    /** Wrong usage or configuration: exit status 2. */
    public static CliException usage(String message) {
        return new CliException(2, message, null);
    }

    /** Wrong usage or configuration, with a report whose lines stand for themselves: exit status 2. */
    public static CliException report(String lines) {
        return new CliException(2, true, lines, null);
    }

    /** What to print on standard error. */
    public String printed() {
        return isReport ? getMessage() : "headgate: " + getMessage();
    }

    public int exitStatus() {
        return exitStatus;
    }
}
