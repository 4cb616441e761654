package io.headgate.plugin.sequence;

import io.headgate.toolkit.sequence.SequenceWatch;

/**
 * The streams that are watched, at most a given number: a new one takes the place of the one that has been without a
 * packet for longest. All memory is taken at the start.
 */
final class StreamTable {
    private final Stream[] buckets;
    private final Stream[] unused;
    private int unusedCount;
    private Stream oldest;
    private Stream newest;

    /**
     * Makes an empty table.
     *
     * @param most streams
     * @param bits of their numbers
     * @param window of their watches
     * @param silenceNs likewise
     */
    StreamTable(int most, int bits, int window, long silenceNs) {
        buckets = new Stream[Integer.highestOneBit(most) * 2];
        unused = new Stream[most];
        for (int i = 0; i < most; i++) {
            unused[i] = new Stream(new SequenceWatch(bits, window, silenceNs));
        }
        unusedCount = most;
    }

    /** Finds a stream and makes it the newest; null if it is not here. */
    Stream find(boolean isIpv6, long high, long low, int port, int ssrc) {
        Stream stream = buckets[bucket(high, low, port, ssrc)];
        while (stream != null && !stream.is(isIpv6, high, low, port, ssrc)) {
            stream = stream.next;
        }
        if (stream != null && stream != newest) {
            unlink(stream);
            link(stream);
        }
        return stream;
    }

    boolean isFull() {
        return unusedCount == 0;
    }

    /** Adds a stream that is not here to a table that is not full. */
    Stream add(boolean isIpv6, long high, long low, int port, int ssrc) {
        Stream stream = unused[--unusedCount];
        stream.isIpv6 = isIpv6;
        stream.high = high;
        stream.low = low;
        stream.port = port;
        stream.ssrc = ssrc;
        int bucket = bucket(high, low, port, ssrc);
        stream.next = buckets[bucket];
        buckets[bucket] = stream;
        link(stream);
        return stream;
    }

    /** Takes out the stream that has been without a packet for longest. */
    void removeOldest() {
        Stream stream = oldest;
        unlink(stream);
        int bucket = bucket(stream.high, stream.low, stream.port, stream.ssrc);
        if (buckets[bucket] == stream) {
            buckets[bucket] = stream.next;
        } else {
            Stream before = buckets[bucket];
            while (before.next != stream) {
                before = before.next;
            }
            before.next = stream.next;
        }
        unused[unusedCount++] = stream;
    }

    /** The first to be removed; {@link Stream#newer} leads to the others. */
    Stream oldest() {
        return oldest;
    }

    int size() {
        return unused.length - unusedCount;
    }

    private int bucket(long high, long low, int port, int ssrc) {
        long hash = (high * 31 + low) * 31 + (((long) ssrc << 16) ^ port);
        // Fibonacci hashing: the upper bits of the product depend on all of the lower ones.
        return (int) ((hash * 0x9E37_79B9_7F4A_7C15L) >>> 33) & (buckets.length - 1);
    }

    private void link(Stream stream) {
        stream.older = newest;
        stream.newer = null;
        if (newest == null) {
            oldest = stream;
        } else {
            newest.newer = stream;
        }
        newest = stream;
    }

    private void unlink(Stream stream) {
        if (stream.older == null) {
            oldest = stream.newer;
        } else {
            stream.older.newer = stream.newer;
        }
        if (stream.newer == null) {
            newest = stream.older;
        } else {
            stream.newer.older = stream.older;
        }
    }
}
