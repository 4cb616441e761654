package io.headgate.net.relay;

import io.headgate.net.relay.ReceiverCounters.Counter;

/** What one receiver's socket makes of a batch: which packets leave, with which time to live, and which together. */
final class Plan {
    /** Most segments of a message: UDP_MAX_SEGMENTS of Linux until 6.9, 128 since. */
    static final int MAX_SEGMENTS = 64;

    /** Most bytes of a message: an IPv4 packet less its headers. */
    static final int MAX_BYTES = 65_507;

    /** In place of a time to live: the packet does not leave here. */
    private static final int STAYS = 0;

    private final Receiver receiver;
    private final TargetAddress target;
    private final EchoGuard guard;
    private final NamedInterface outgoing;
    private final ReceiverCounters counters;
    private final int[] ttls = new int[DatagramBatch.CAPACITY];

    Plan(Receiver receiver, TargetAddress target, EchoGuard guard, NamedInterface outgoing, ReceiverCounters counters) {
        this.receiver = receiver;
        this.target = target;
        this.guard = guard;
        this.outgoing = outgoing;
        this.counters = counters;
    }

    /** Looks at each packet. A fixed target was checked for echo when it was opened. */
    void make(DatagramBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            ttls[i] = STAYS;
            if (!target.takes(batch, i)) {
                continue;
            }
            if (!target.isFixed() && target.isEcho(guard, batch, i, outgoing)) {
                batch.drop(i, DatagramBatch.ECHO);
                counters.add(Counter.ECHO, 1);
                continue;
            }
            ttls[i] = receiver.ttl().apply(batch.ttl(i));
            if (ttls[i] == TtlPolicy.EXPIRED) {
                batch.drop(i, DatagramBatch.TTL_EXPIRED);
                counters.add(Counter.TTL_EXPIRED, 1);
            }
        }
    }

    boolean leaves(int i) {
        return ttls[i] != STAYS;
    }

    /** Of a packet that leaves: 1 to 255. */
    int ttl(int i) {
        return ttls[i];
    }

    /**
     * Ends the message that begins with packet {@code first}: all its segments but the last have equal length, the last
     * is not longer, and none is empty.
     *
     * @param maxSegment longest segment that may be one of several
     * @return the packet behind it
     */
    int messageEnd(DatagramBatch batch, int first, int maxSegment) {
        int size = batch.length(first);
        if (size == 0 || size > maxSegment) {
            return first + 1;
        }
        int limit = Math.min(batch.count(), first + MAX_SEGMENTS);
        int bytes = size;
        for (int i = first + 1; i < limit; i++) {
            int length = batch.length(i);
            bytes += length;
            if (length == 0 || length > size || bytes > MAX_BYTES || !isAlike(batch, first, i)) {
                return i;
            }
            if (length < size) {
                return i + 1;
            }
        }
        return limit;
    }

    private boolean isAlike(DatagramBatch batch, int first, int i) {
        return ttls[i] == ttls[first]
                && batch.trafficClass(i) == batch.trafficClass(first)
                && target.isSame(batch, first, i);
    }
}
