package io.headgate.plugin.sniblock;

import io.headgate.toolkit.flow.FlowKey;
import io.headgate.toolkit.flow.FlowTable;
import io.headgate.toolkit.payload.PayloadView;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * Connections whose client hello is awaited, and what has come of it; and connections that were blocked. A bounded number,
 * each with room for {@link #ROOM} bytes; if there are more, the one longest silent is forgotten.
 *
 * <p>Anybody can forge a SYN. So one on a connection that is known only says where another stream between the same ports
 * would begin; what is known stays until data come with which that stream begins. And no segment is held back for ever: not
 * one that cannot be a part of what there is room for, and of others {@link #MOST_AHEAD} in a row.
 *
 * <p>Thread: the lane's.
 */
final class Hellos {
    /** Longest beginning of a stream that is gathered. A hello with post-quantum keys has 1,800 to 2,300 bytes. */
    static final int ROOM = 4_096;

    /** Segments in a row that may come before what is missing: all of a first flight of 10 (RFC 6928), and some again. */
    static final int MOST_AHEAD = 16;

    /** What a segment is to the hello that is awaited. */
    enum Fit {
        /** It goes on where the bytes so far end, and is added to them. */
        NEXT,
        /** All of it was here before. */
        REPEATED,
        /** Something before it is missing. */
        AHEAD,
        /** The same, and what is missing has not come for so long that it may have passed unseen. */
        LOST,
        /** It begins behind all that there is room for, so that it is no part of a hello that can be read. */
        BEYOND
    }

    static final int NONE = FlowTable.NONE;

    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long AWAITED_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int BLOCKED = -1;

    private final FlowTable flows;
    private final ByteBuffer bytes;

    /** By slot: the sequence number with which the stream begins. */
    private final int[] begins;

    /** By slot: how many bytes of it are here; {@link #BLOCKED}. */
    private final int[] counts;

    /** By slot: the sequence number with which another stream would begin; that of {@link #begins} if there is none. */
    private final int[] others;

    /** By slot: segments that came too early since one came in time. */
    private final int[] ahead;

    /** @param capacity most connections */
    Hellos(int capacity, long nowNs) {
        SecureRandom random = new SecureRandom();
        long[] seed = {random.nextLong(), random.nextLong()};
        this.flows = new FlowTable(capacity, TICK_NS, nowNs, seed, (slot, reason) -> {});
        this.bytes = ByteBuffer.allocateDirect(capacity * ROOM);
        this.begins = new int[capacity];
        this.counts = new int[capacity];
        this.others = new int[capacity];
        this.ahead = new int[capacity];
    }

    /** Lets those go that have been silent for 30 s. */
    void advance(long nowNs) {
        flows.advance(nowNs);
    }

    /** The connection's slot; {@link #NONE} if its hello is not awaited. */
    int find(FlowKey key) {
        return flows.size() == 0 ? NONE : flows.find(key);
    }

    /** Awaits the hello of a connection that is not known, and begins with this sequence number. */
    int await(FlowKey key, int sequence, long nowNs) {
        int slot = flows.add(key, nowNs, AWAITED_NS);
        begin(slot, sequence);
        return slot;
    }

    private void begin(int slot, int sequence) {
        begins[slot] = sequence;
        others[slot] = sequence;
        counts[slot] = 0;
        ahead[slot] = 0;
    }

    /** Takes note of a SYN whose stream would begin with this number. Within what is awaited, or was blocked, none does. */
    void onSyn(int slot, int sequence) {
        int from = sequence - begins[slot];
        if (from < 0 || from >= ROOM) {
            others[slot] = sequence;
        }
    }

    /** Whether another stream begins with this number, and a SYN said so. */
    boolean isAnother(int slot, int sequence) {
        return others[slot] == sequence && begins[slot] != sequence;
    }

    /** Awaits the hello of that stream in place of what is known. */
    void beginAnother(int slot, long nowNs) {
        flows.touch(slot, nowNs, AWAITED_NS);
        begin(slot, others[slot]);
    }

    /** Puts a segment to what is here, if it goes on there; as far as there is room. */
    Fit put(int slot, int sequence, PayloadView payload, long nowNs) {
        int from = sequence - begins[slot];
        int known = counts[slot] - from;
        if (from >= ROOM) {
            return Fit.BEYOND;
        }
        if (known < 0) {
            ahead[slot]++;
            return ahead[slot] > MOST_AHEAD ? Fit.LOST : Fit.AHEAD;
        }
        if (known >= payload.length()) {
            return Fit.REPEATED;
        }
        int end = Math.min(from + payload.length(), ROOM);
        for (int i = known; from + i < end; i++) {
            bytes.put(slot * ROOM + from + i, (byte) payload.u8(i));
        }
        counts[slot] = end;
        ahead[slot] = 0;
        flows.touch(slot, nowNs, AWAITED_NS);
        return Fit.NEXT;
    }

    /** Whether there is no room for more. */
    boolean isFull(int slot) {
        return counts[slot] == ROOM;
    }

    /** The sequence number behind what is here. */
    int expected(int slot) {
        return begins[slot] + counts[slot];
    }

    /** Shows what is here of a hello. */
    PayloadView show(int slot, PayloadView view) {
        return view.show(bytes, slot * ROOM, counts[slot]);
    }

    /** Whether nothing has come yet and a segment is what the stream begins with. */
    boolean isFirst(int slot, int sequence) {
        return counts[slot] == 0 && begins[slot] == sequence;
    }

    boolean isBlocked(int slot) {
        return counts[slot] == BLOCKED;
    }

    /** Remembers that the connection is blocked, for what its client still sends. */
    void block(int slot) {
        counts[slot] = BLOCKED;
    }

    void remove(int slot) {
        flows.remove(slot);
    }

    int size() {
        return flows.size();
    }

    long evicted() {
        return flows.evicted();
    }
}
