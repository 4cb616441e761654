package io.headgate.engine.lent;

/** How long a packet and its views may be used. Thread: begun and ended on the lane's, asked on any. */
final class Loan {
    private final String filter;
    private volatile boolean isRunning;

    /** @param filter to which packets are lent, for messages */
    Loan(String filter) {
        this.filter = filter;
    }

    void begin() {
        isRunning = true;
    }

    void end() {
        isRunning = false;
    }

    /**
     * Returns while the loan runs.
     *
     * @throws IllegalStateException once it has ended
     */
    void requireRunning() {
        if (!isRunning) {
            throw new IllegalStateException("a packet of filter " + filter
                    + ", or a view of it, was used after onPacket had returned; copy what is needed instead of keeping"
                    + " packet or view");
        }
    }
}
