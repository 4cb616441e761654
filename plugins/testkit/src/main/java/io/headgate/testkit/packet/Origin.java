package io.headgate.testkit.packet;

import io.headgate.api.ChecksumState;
import io.headgate.api.Direction;

/**
 * What a kernel says of a packet.
 *
 * @param timestampNs when it was received, nanoseconds since 1970-01-01 UTC; {@link #NOW} leaves it to the clock
 * @param isGso whether the kernel will still cut it into segments
 */
public record Origin(
        long timestampNs,
        String interfaceName,
        Direction direction,
        int mark,
        ChecksumState checksumState,
        boolean isGso) {
    public static final long NOW = Long.MIN_VALUE;

    /** Nothing out of the ordinary. */
    public static final Origin PLAIN = new Origin(NOW, "", Direction.IN, 0, ChecksumState.UNVERIFIED, false);
}
