package io.headgate.plugin.payloadreplace;

import io.headgate.api.Ipv4;
import io.headgate.api.Packet;
import io.headgate.api.Quoted;
import io.headgate.api.Tcp;
import io.headgate.toolkit.flow.FlowKey;
import io.headgate.toolkit.flow.FlowTable;
import io.headgate.toolkit.flow.RemovalListener;
import io.headgate.toolkit.tcp.SequenceShift;
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

    /** The least that is believed of an MTU: all of IPv4 must be able to take it (RFC 1122, section 3.3.3). */
    private static final int LEAST_MTU = 576;

    private final FlowKey key = new FlowKey();
    private final FlowTable table;
    private final ShiftedConnection[] shifted;
    private final int[] firstNumbers;
    private final boolean[] isReset;

    /** For each connection, of the way from the initiator, then of the other; 0 if nobody told one. */
    private final char[] mtus;

    private final long idleNs;
    private long nowNs;

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
        this.isReset = new boolean[capacity];
        this.mtus = new char[2 * capacity];
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
        advance(packet.timestampNs());
        return add(key, tcp.sequence());
    }

    private int add(FlowKey of, int firstNumber) {
        int slot = table.add(of, nowNs, idleNs);
        shifted[slot].reset();
        firstNumbers[slot] = firstNumber;
        isReset[slot] = false;
        mtus[2 * slot] = 0;
        mtus[2 * slot + 1] = 0;
        return slot;
    }

    /**
     * Looks for the connection of a segment that an ICMP error is about.
     *
     * @param quoted with the ports of a TCP segment
     * @return as {@link #find(Packet, Tcp)}
     */
    int find(Quoted quoted) {
        int sourcePort = quoted.sourcePort();
        int destinationPort = quoted.destinationPort();
        if (quoted.isIpv6()) {
            long high = quoted.destinationHigh();
            long low = quoted.destinationLow();
            key.setIpv6(Ipv4.TCP, quoted.sourceHigh(), quoted.sourceLow(), sourcePort, high, low, destinationPort);
        } else {
            key.setIpv4(Ipv4.TCP, quoted.source(), sourcePort, quoted.destination(), destinationPort);
        }
        return table.find(key);
    }

    private boolean isClosed(int slot) {
        return isReset[slot] || shifted[slot].isEnded();
    }

    /**
     * Takes note of a segment of the connection that was found, which goes out. Anybody can send a RST: it closes the
     * connection as long as nothing else follows, and only if its number is one that the receiver may wait for (RFC 5961,
     * section 3.2). A FIN counts when the other side has acknowledged it.
     *
     * @param number of the segment, as its sender counts
     */
    void onSegment(int slot, Packet packet, Tcp tcp, int number) {
        if (!tcp.has(Tcp.RST)) {
            isReset[slot] = false;
        } else if (isBelieved(slot, tcp, number)) {
            isReset[slot] = true;
        }
        nowNs = packet.timestampNs();
        table.touch(slot, nowNs, isClosed(slot) ? CLOSED_NS : idleNs);
        if (isClosed(slot)) {
            table.settle(slot, false);
        } else if (!tcp.has(Tcp.SYN)
                && isFromInitiator(slot)
                && shifted[slot].direction(false).isOpen()) {
            // Who began has seen the answer: no forged sender, whose beginnings are to make room first.
            table.settle(slot, true);
        }
    }

    private boolean isBelieved(int slot, Tcp tcp, int number) {
        boolean isFromInitiator = isFromInitiator(slot);
        SequenceShift own = shifted[slot].direction(isFromInitiator);
        SequenceShift other = shifted[slot].direction(!isFromInitiator);
        // Whoever refuses a SYN has no numbers yet, and acknowledges the SYN.
        return own.isOpen() ? own.isAwaited(number) : tcp.has(Tcp.ACK) && other.isAwaited(tcp.acknowledgment());
    }

    /** Lets go what has been idle for too long. */
    void advance(long timeNs) {
        nowNs = timeNs;
        table.advance(timeNs);
    }

    /**
     * Takes note of the MTU of a connection's path.
     *
     * @param mtu 0 if it is not known
     */
    void noteMtu(int slot, boolean isFromInitiator, int mtu) {
        int at = 2 * slot + (isFromInitiator ? 0 : 1);
        if (mtu > 0 && (mtus[at] == 0 || mtu < mtus[at])) {
            mtus[at] = (char) Math.min(Math.max(mtu, LEAST_MTU), 0xFFFF);
        }
    }

    /** The MTU of a direction, if that is less. */
    int mtu(int slot, boolean isFromInitiator, int most) {
        int told = mtus[2 * slot + (isFromInitiator ? 0 : 1)];
        return told == 0 ? most : Math.min(told, most);
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

    // ---- For the handover

    int capacity() {
        return table.capacity();
    }

    boolean isUsed(int slot) {
        return table.isUsed(slot);
    }

    /** The time of the latest packet or tick, nanoseconds since 1970-01-01 UTC. */
    long nowNs() {
        return nowNs;
    }

    void readKey(int slot, FlowKey into) {
        table.read(slot, into);
    }

    int firstNumber(int slot) {
        return firstNumbers[slot];
    }

    boolean isReset(int slot) {
        return isReset[slot];
    }

    /**
     * Adds a connection that another filter knew.
     *
     * @throws IllegalArgumentException if it is there
     */
    int restore(FlowKey of, int firstNumber, boolean wasReset) {
        if (table.find(of) != NONE) {
            throw new IllegalArgumentException("state has a connection twice");
        }
        int slot = add(of, firstNumber);
        isReset[slot] = wasReset;
        table.settle(slot, !wasReset);
        return slot;
    }
}
