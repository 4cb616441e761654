package io.headgate.net.sys;

import java.nio.ByteBuffer;

/**
 * Waits for descriptors no longer than a time in nanoseconds: in whole milliseconds, a packet held for 20 ms would go on too
 * late, or be polled for. The kernel adds its timer slack, 50 µs on Linux.
 *
 * <pre>
 *   timespec   seconds (8 bytes) | nanoseconds (8 bytes), native order
 * </pre>
 *
 * Thread: the one that waits.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">ppoll(2)</a>, also of FreeBSD and OpenBSD
 */
public final class TimedPoll {
    private static final long SECOND_NS = 1_000_000_000L;

    /** The signals that are blocked stay so. */
    private static final long SAME_SIGNALS = 0;

    private final Libc libc;
    private final ByteBuffer timeout = NativeMemory.allocate(2 * Long.BYTES);
    private final long timeoutAddress = NativeMemory.addressOf(timeout);

    public TimedPoll(Libc libc) {
        this.libc = libc;
    }

    /**
     * Waits.
     *
     * @param descriptors address of {@code count} times {@code struct pollfd}
     * @param timeoutNs 0 or less does not wait
     * @return how many of them have something; 0 if the time is over, below 0 also after a signal
     */
    public int await(long descriptors, long count, long timeoutNs) {
        long waitNs = Math.max(timeoutNs, 0);
        timeout.putLong(0, waitNs / SECOND_NS).putLong(Long.BYTES, waitNs % SECOND_NS);
        return libc.ppoll(descriptors, count, timeoutAddress, SAME_SIGNALS);
    }
}
