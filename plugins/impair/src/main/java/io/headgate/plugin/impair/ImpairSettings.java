package io.headgate.plugin.impair;

/**
 * What is done to whose packets.
 *
 * @param loss lost before anything else
 * @param duplicate share of packets that leave twice
 * @param overtaking null if no packet does
 * @param rate bits per second of the link, 0 for one without limit
 * @param burstBytes and {@code queueBytes} of that link
 * @param limit most packets that wait
 */
record ImpairSettings(
        Scope scope,
        LossModel loss,
        DelayModel delay,
        boolean keepsOrder,
        Overtaking overtaking,
        double duplicate,
        Corruption corruption,
        long rate,
        int burstBytes,
        int queueBytes,
        int limit) {
    /** Whether packets wait at all. */
    boolean isDelaying() {
        return rate > 0 || !delay.isNone();
    }
}
