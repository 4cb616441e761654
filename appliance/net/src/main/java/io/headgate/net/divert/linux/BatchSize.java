package io.headgate.net.divert.linux;

import io.headgate.engine.io.PacketSource;

/**
 * How many packets to ask for in one call: many while they are small, since each call costs; few while they are large,
 * since a batch beyond the processor's cache is read from memory again for its verdicts.
 *
 * <p>Thread: the source's.
 */
final class BatchSize {
    /** Bytes of a batch that stay in a second-level cache together with what the kernel does with them. */
    private static final int BYTES = 256 << 10;

    private static final int MIN = 4;

    private int packets = PacketSource.BATCH;

    int packets() {
        return packets;
    }

    /** Takes the packets of the last batch as those of the next. */
    void received(int count, int bytes) {
        int average = Math.max(1, bytes / count);
        packets = Math.min(PacketSource.BATCH, Math.max(MIN, BYTES / average));
    }
}
