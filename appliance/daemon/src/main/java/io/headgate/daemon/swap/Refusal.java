package io.headgate.daemon.swap;

/** Says why a swap was refused, whatever a plugin threw. Thread: any. */
final class Refusal {
    private Refusal() {}

    /** The message of an exception; where there is none, or of an error, what it is. Never throws. */
    static String text(Throwable refused) {
        try {
            return refused instanceof Error || refused.getMessage() == null ? refused.toString() : refused.getMessage();
        } catch (Throwable broken) {
            return refused.getClass().getName() + " (its message cannot be read)";
        }
    }
}
