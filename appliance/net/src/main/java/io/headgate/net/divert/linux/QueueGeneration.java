package io.headgate.net.divert.linux;

/**
 * Tells the packets of a queue from those of the queue that took its place. The kernel numbers packets from 1 in each, so a
 * late verdict on a held packet of the old queue would decide a packet of the new one that no filter has seen.
 *
 * <p>Shape of an id: {@code generation << 32 | id of the kernel}.
 *
 * <p>Thread: {@link #next} the source's, the others the lane's. Either the lane sees the new generation, or the source sees
 * that the lane is sending, and waits for it: both fields are volatile, and each side writes its own before it reads the
 * other's.
 */
final class QueueGeneration {
    private volatile int current;
    private volatile boolean isSending;

    /** The id of a packet of a queue. */
    static long id(int generation, int kernelId) {
        return ((long) generation << Integer.SIZE) | Integer.toUnsignedLong(kernelId);
    }

    /** Ends the current generation: from here on no verdict on its packets is sent. Thread: the source's. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void next() {
        current++;
        while (isSending) {
            Thread.onSpinWait();
        }
    }

    int current() {
        return current;
    }

    /** Until {@link #endSending} no new queue takes the place of the current one. */
    void beginSending() {
        isSending = true;
    }

    void endSending() {
        isSending = false;
    }

    boolean isCurrent(long id) {
        return (int) (id >>> Integer.SIZE) == current;
    }
}
