package io.headgate.net.divert.bsd;

import java.nio.ByteBuffer;

/**
 * Notices packets that are written back, diverted again and written back again without end: no kernel does, and a rule that
 * diverts what was written makes thousands of passes a second out of one packet.
 *
 * <p>Remembers what was written within about a second by a hash of what a loop does not change: addresses, identification,
 * fragment, time to live, protocol, length, and the first 20 bytes behind the IP header. Those hold the whole header of
 * TCP, with acknowledgment and checksum: by less, the acknowledgments of a long download would be alike.
 *
 * <p>How often the same may be written before it is a loop:
 *
 * <ul>
 *   <li>{@link #LIMIT} times where an identification tells packets apart. A retransmission has a new one (RFC 791, 3.2), and a
 *       sender of nothing but equal packets uses one 16 times a second only beyond a million packets a second. A packet that
 *       is forwarded is written twice, in and out.
 *   <li>{@link #LIMIT_WITHOUT_ID} times where it is 0, as RFC 6864 allows beside DF, or where there is none, in IPv6. Then equal
 *       packets are legitimate: keep-alives, duplicate acknowledgments without SACK, ticks of a game or a sensor. Those come
 *       some hundred times a second, a packet in a loop was seen 2,300 times.
 * </ul>
 *
 * <p>Shape: a table of 4,096 sets of 4 places, 256 KiB. A newcomer takes a place whose second is over
 * or whose packet was found to loop, else the one seen least often; so a loop keeps its place among traffic that does not
 * repeat itself, and of more loops in one set some are noticed after the others. Only equal hashes of 64 bits are counted
 * together.
 *
 * <p>Thread: the lane's. Allocates nothing after construction.
 */
final class LoopGuard {
    static final int LIMIT = 16;
    static final int LIMIT_WITHOUT_ID = 1_024;

    private static final int SET_BITS = 12;
    private static final int WAYS = 4;
    private static final int COMPARED = 20;

    /** Time counts in steps of 2^20 ns, about a millisecond. */
    private static final int TICK_BITS = 20;

    /** A second. */
    private static final int WINDOW_TICKS = 954;

    private static final int COUNT_BITS = 16;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    /** The count of a packet that was found to loop. */
    private static final long REFUSED = COUNT_MASK;

    /** An odd number without pattern: the golden ratio in 64 bits, as hashes use it. */
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    /** Shortest headers: RFC 791, 3.1; RFC 8200, 3. */
    private static final int IPV4 = 20;

    private static final int IPV6 = 40;

    /** Next header that brings an identification: RFC 8200, 4.5. */
    private static final int IPV6_FRAGMENT = 44;

    /** Two numbers a place: the hash, and when it was first seen with how often since. */
    private final long[] places = new long[(WAYS * 2) << SET_BITS];

    private final long originNs;

    /** @param nowNs as given later, of any origin */
    LoopGuard(long nowNs) {
        this.originNs = nowNs - (1L << TICK_BITS);
    }

    /**
     * Counts a packet that is about to be written.
     *
     * @param bytes big-endian
     * @return whether it was written too often within the second
     */
    boolean isLoop(ByteBuffer bytes, int offset, int length, long nowNs) {
        int version = length < IPV4 ? 0 : (bytes.get(offset) >>> 4) & 0xF;
        if (version == 4) {
            int header = Math.min(length, (bytes.get(offset) & 0xF) << 2);
            long hash = mix(bytes.getInt(offset + 4), bytes.getShort(offset + 8));
            hash = mix(hash, bytes.getLong(offset + 12));
            int limit = bytes.getShort(offset + 4) == 0 ? LIMIT_WITHOUT_ID : LIMIT;
            return isLoop(payload(hash, bytes, offset + header, length - header), limit, nowNs);
        }
        if (version == 6 && length >= IPV6) {
            long hash = 0;
            for (int i = 0; i < IPV6; i += Long.BYTES) {
                hash = mix(hash, bytes.getLong(offset + i));
            }
            int limit = bytes.get(offset + 6) == IPV6_FRAGMENT ? LIMIT : LIMIT_WITHOUT_ID;
            return isLoop(payload(hash, bytes, offset + IPV6, length - IPV6), limit, nowNs);
        }
        return false; // Of no known kind: the kernel refuses it.
    }

    private static long payload(long start, ByteBuffer bytes, int offset, int length) {
        long hash = mix(start, length);
        int compared = Math.min(length, COMPARED);
        int i = 0;
        for (; i + Integer.BYTES <= compared; i += Integer.BYTES) {
            hash = mix(hash, bytes.getInt(offset + i));
        }
        for (; i < compared; i++) {
            hash = mix(hash, bytes.get(offset + i));
        }
        return hash;
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * MIX;
        return mixed ^ (mixed >>> 32);
    }

    private boolean isLoop(long hash, int limit, long nowNs) {
        int set = (int) ((hash * MIX) >>> (Long.SIZE - SET_BITS)) * WAYS * 2;
        long tick = (nowNs - originNs) >> TICK_BITS;
        int victim = set;
        long least = Long.MAX_VALUE;
        for (int place = set; place < set + WAYS * 2; place += 2) {
            long seen = places[place + 1];
            long count = tick - (seen >>> COUNT_BITS) > WINDOW_TICKS ? 0 : seen & COUNT_MASK;
            if (count > 0 && places[place] == hash) {
                return count(place, seen, count >= limit);
            }
            long weight = count == REFUSED ? 0 : count;
            if (weight < least) {
                least = weight;
                victim = place;
            }
        }
        places[victim] = hash;
        places[victim + 1] = (tick << COUNT_BITS) | 1;
        return false;
    }

    private boolean count(int place, long seen, boolean isLoop) {
        places[place + 1] = isLoop ? seen | REFUSED : seen + 1;
        return isLoop;
    }
}
