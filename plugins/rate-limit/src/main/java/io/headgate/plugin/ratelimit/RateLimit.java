package io.headgate.plugin.ratelimit;

import io.headgate.api.Counter;
import io.headgate.api.Filter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Segments;
import io.headgate.api.Verdict;
import io.headgate.toolkit.rate.TokenBucket;

/** Drops packets for which their key's bucket has no tokens: one for a packet, or one for each of its bits. */
final class RateLimit implements Filter {
    private static final int IPV6_HEADER = 40;

    private final KeyReader reader;
    private final Rate rate;
    private final int burst;
    private final int capacity;
    private final boolean takesAnySegment;

    private BucketTable table;
    private Verdict overRate;
    private Counter evicted;
    private Gauge tracked;

    /**
     * Makes a filter.
     *
     * @param burst packets, or bytes for a rate in bits
     * @param capacity most keys
     * @param takesAnySegment whether segments that were not cut yet can pass
     */
    RateLimit(KeyReader reader, Rate rate, int burst, int capacity, boolean takesAnySegment) {
        this.reader = reader;
        this.rate = rate;
        this.burst = burst;
        this.capacity = capacity;
        this.takesAnySegment = takesAnySegment;
    }

    @Override
    public void onAttach(FilterContext context) {
        table = new BucketTable(capacity, rate, burst);
        overRate = context.drop("over-rate", "came faster than a rate-limit filter lets pass");
        evicted = context.counter("evicted", "keys forgotten for want of room before their burst was back");
        tracked = context.gauge("tracked", "keys that are remembered");
    }

    @Override
    public Verdict onPacket(Packet packet) {
        long nowNs = packet.timestampNs();
        TokenBucket bucket = table.bucket(reader.read(packet), nowNs);
        long tokens = rate.isBits() ? lengthOf(packet) * Byte.SIZE : 1;
        evicted.add(table.evicted() - evicted.value());
        tracked.set(table.size());
        return bucket.tryTake(tokens, nowNs) ? Verdict.PASS : overRate;
    }

    /** As the header says, so that packets which arrived cut count whole. */
    private static long lengthOf(Packet packet) {
        Ipv4 ipv4 = packet.ipv4();
        return ipv4 != null ? ipv4.totalLength() : IPV6_HEADER + packet.ipv6().payloadLength();
    }

    @Override
    public Segments segments() {
        return takesAnySegment ? Segments.ANY : Segments.WIRE;
    }
}
