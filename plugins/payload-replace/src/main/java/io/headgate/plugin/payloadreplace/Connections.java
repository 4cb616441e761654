package io.headgate.plugin.payloadreplace;

import io.headgate.api.Packet;
import io.headgate.api.Tcp;
import io.headgate.toolkit.flow.FlowKey;
import io.headgate.toolkit.flow.FlowTable;
import io.headgate.toolkit.flow.RemovalListener;
import io.headgate.toolkit.tcp.ShiftedConnection;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * The TCP connections whose begin was seen, at most a given number, each under a slot. Memory is taken at the start.
 */
final class Connections {
    static final int NONE = FlowTable.NONE;

    private static final long TICK_NS = TimeUnit.SECONDS.toNanos(1);

    /** How long a closed connection is remembered: for what is sent again because its acknowledgement was lost. */
    private static final long CLOSED_NS = TimeUnit.MINUTES.toNanos(1);

    private static final int FIN_OF_INITIATOR = 1;
    private static final int FIN_OF_RESPONDER = 2;
    private static final int BOTH_FINS = FIN_OF_INITIATOR | FIN_OF_RESPONDER;
    private static final int RESET = 4;

    private final FlowKey key = new FlowKey();
    private final FlowTable table;
    private final ShiftedConnection[] shifted;
    private final int[] firstNumbers;
    private final int[] ends;
    private final long idleNs;

    /**
     * Makes an empty table.
     *
     * @param changes of each direction that may be on their way
     * @param idleNs how long a connection is remembered without a packet
     * @param listener is told of each that is given up
     */
    Connections(int capacity, int changes, long idleNs, RemovalListener listener) {
        SecureRandom random = new SecureRandom();
        this.table = new FlowTable(capacity, TICK_NS, 0, new long[] {random.nextLong(), random.nextLong()}, listener);
        this.shifted = new ShiftedConnection[capacity];
        for (int i = 0; i < capacity; i++) {
            shifted[i] = new ShiftedConnection(changes);
        }
        this.firstNumbers = new int[capacity];
        this.ends = new int[capacity];
        this.idleNs = idleNs;
    }

    /**
     * Looks for a segment's connection; a SYN begins one.
     *
     * @return its slot, or {@link #NONE}: its begin was not seen, or it is a SYN that does not belong to the connection that
     *     is there, and whose receiver will say so
     */
    int find(Packet packet, Tcp tcp) {
        key.read(packet);
        int slot = table.find(key);
        if (!tcp.has(Tcp.SYN) || tcp.has(Tcp.ACK) || tcp.has(Tcp.RST)) {
            return slot;
        }
        if (slot != NONE && !isClosed(slot)) {
            boolean isSame = firstNumbers[slot] == tcp.sequence() && table.isFromInitiator(slot, key);
            return isSame ? slot : NONE;
        }
        if (slot != NONE) {
            table.remove(slot);
        }
        table.advance(packet.timestampNs());
        slot = table.add(key, packet.timestampNs(), idleNs);
        shifted[slot].reset();
        firstNumbers[slot] = tcp.sequence();
        ends[slot] = 0;
        return slot;
    }

    private boolean isClosed(int slot) {
        return (ends[slot] & RESET) != 0 || (ends[slot] & BOTH_FINS) == BOTH_FINS;
    }

    /** Takes note of a segment of the connection that was found. */
    void onSegment(int slot, Packet packet, Tcp tcp) {
        if (tcp.has(Tcp.RST)) {
            ends[slot] |= RESET;
        }
        if (tcp.has(Tcp.FIN)) {
            ends[slot] |= isFromInitiator(slot) ? FIN_OF_INITIATOR : FIN_OF_RESPONDER;
        }
        table.touch(slot, packet.timestampNs(), isClosed(slot) ? CLOSED_NS : idleNs);
    }

    /** Whether the segment that was looked for comes from the side that began. */
    boolean isFromInitiator(int slot) {
        return table.isFromInitiator(slot, key);
    }

    ShiftedConnection shifted(int slot) {
        return shifted[slot];
    }

    int size() {
        return table.size();
    }
}
