package io.headgate.plugin.sniblock;

import io.headgate.api.Tcp;
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
 * <p>Thread: the lane's.
 */
final class Hellos {
    /** Longest beginning of a stream that is gathered. A hello with post-quantum keys has 1,800 to 2,300 bytes. */
    static final int ROOM = 4_096;

    /** What a segment is to the hello that is awaited. */
    enum Fit {
        /** It goes on where the bytes so far end, and is added to them. */
        NEXT,
        /** All of it was here before. */
        REPEATED,
        /** Something before it is missing. */
        AHEAD,
        /** With it there would be more than there is room for. */
        TOO_LONG
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

    /** @param capacity most connections */
    Hellos(int capacity, long nowNs) {
        SecureRandom random = new SecureRandom();
        long[] seed = {random.nextLong(), random.nextLong()};
        this.flows = new FlowTable(capacity, TICK_NS, nowNs, seed, (slot, reason) -> {});
        this.bytes = ByteBuffer.allocateDirect(capacity * ROOM);
        this.begins = new int[capacity];
        this.counts = new int[capacity];
    }

    /** Lets those go that have been silent for 30 s. */
    void advance(long nowNs) {
        flows.advance(nowNs);
    }

    /** The connection's slot; {@link #NONE} if its hello is not awaited. */
    int find(FlowKey key) {
        return flows.size() == 0 ? NONE : flows.find(key);
    }

    /** Awaits a hello that begins with this sequence number; what was known of the connection is forgotten. */
    int await(FlowKey key, int sequence, long nowNs) {
        int known = flows.find(key);
        if (known == NONE) {
            known = flows.add(key, nowNs, AWAITED_NS);
        } else {
            flows.touch(known, nowNs, AWAITED_NS);
        }
        begins[known] = sequence;
        counts[known] = 0;
        return known;
    }

    /** Puts a segment to what is here, if it goes on there. */
    Fit put(int slot, Tcp tcp, PayloadView payload, long nowNs) {
        flows.touch(slot, nowNs, AWAITED_NS);
        int sequence = tcp.has(Tcp.SYN) ? tcp.sequence() + 1 : tcp.sequence();
        int from = sequence - begins[slot];
        int known = counts[slot] - from;
        if (known < 0) {
            return Fit.AHEAD;
        }
        if (known >= payload.length()) {
            return Fit.REPEATED;
        }
        if (from + payload.length() > ROOM || from < -ROOM) {
            return Fit.TOO_LONG;
        }
        for (int i = known; i < payload.length(); i++) {
            bytes.put(slot * ROOM + from + i, (byte) payload.u8(i));
        }
        counts[slot] = from + payload.length();
        return Fit.NEXT;
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
