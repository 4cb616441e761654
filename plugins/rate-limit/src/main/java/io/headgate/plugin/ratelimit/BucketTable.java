package io.headgate.plugin.ratelimit;

import io.headgate.toolkit.flow.FlowKey;
import io.headgate.toolkit.flow.FlowTable;
import io.headgate.toolkit.rate.TokenBucket;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * A bucket for each key. One that has been without a packet for so long that it is full again is forgotten, which makes no
 * difference; if there is no room, the one longest without a packet is, and begins with a full bucket when it is back.
 *
 * <p>Memory: all of it from the start, about 170 bytes a key.
 */
final class BucketTable {
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final FlowTable keys;
    private final TokenBucket[] buckets;
    private final long refillNs;

    BucketTable(int capacity, Rate rate, int burst) {
        SecureRandom random = new SecureRandom();
        long[] seed = {random.nextLong(), random.nextLong()};
        buckets = new TokenBucket[capacity];
        for (int slot = 0; slot < capacity; slot++) {
            buckets[slot] = rate.bucket(burst);
        }
        keys = new FlowTable(capacity, TICK_NS, 0, seed, (slot, reason) -> buckets[slot].reset());
        refillNs = Math.min(Math.max(rate.refillNs(burst), 1), FlowTable.MAX_TIMEOUT_NS);
    }

    /** The bucket of a key; full if the key is new. */
    TokenBucket bucket(FlowKey key, long nowNs) {
        keys.advance(nowNs);
        int slot = keys.find(key);
        if (slot == FlowTable.NONE) {
            slot = keys.add(key, nowNs, refillNs);
        } else {
            keys.touch(slot, nowNs, refillNs);
        }
        return buckets[slot];
    }

    int size() {
        return keys.size();
    }

    /** Keys that had to make room before their bucket was full again. */
    long evicted() {
        return keys.evicted();
    }
}
