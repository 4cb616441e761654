package io.headgate.plugin.payloadreplace;

import io.headgate.api.Ipv4;
import io.headgate.toolkit.flow.FlowKey;
import io.headgate.toolkit.tcp.ShiftedConnection;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The connections as bytes, for the filter that comes after this one.
 *
 * <p>Shape, big-endian: version (4 bytes, 1), time (8, nanoseconds), digest of what is replaced by what (32), number of
 * connections (4), then for each: IP version (1), addresses of initiator and responder (16 each, IPv4 in the last four),
 * their ports (2 each), number of the SYN (4), whether it was reset (1), MTUs told (2 each), and what {@link
 * ShiftedConnection#write} says. Timeouts begin anew.
 */
final class Handover {
    private static final int VERSION = 1;
    private static final int DIGEST = 32;
    private static final int HEADER = Integer.BYTES + Long.BYTES + DIGEST + Integer.BYTES;
    private static final int CONNECTION = 1 + 32 + 4 + 4 + 1 + 4;
    private static final int IPV4 = 4;
    private static final int IPV6 = 6;

    /** More would keep the lane's packets waiting for too long. */
    private static final int MOST_BYTES = 1 << 25;

    private Handover() {}

    /**
     * Writes all connections.
     *
     * @throws IllegalStateException if that is more than 32 MiB
     */
    static byte[] write(Connections connections, Replacements replacements) {
        long length = HEADER;
        for (int slot = 0; slot < connections.capacity(); slot++) {
            length += connections.isUsed(slot)
                    ? CONNECTION + connections.shifted(slot).stateLength()
                    : 0;
        }
        if (length > MOST_BYTES) {
            throw new IllegalStateException("state of " + connections.size() + " connections has " + length
                    + " bytes, more than " + MOST_BYTES + "; try again when less of it is unacknowledged");
        }
        ByteBuffer state = ByteBuffer.allocate((int) length);
        state.putInt(VERSION).putLong(connections.nowNs()).put(replacements.digest());
        state.putInt(connections.size());
        FlowKey key = new FlowKey();
        for (int slot = 0; slot < connections.capacity(); slot++) {
            if (connections.isUsed(slot)) {
                write(connections, slot, key, state);
            }
        }
        return state.array();
    }

    private static void write(Connections connections, int slot, FlowKey key, ByteBuffer state) {
        connections.readKey(slot, key);
        state.put((byte) (key.isIpv4() ? IPV4 : IPV6));
        state.putLong(key.sourceHigh()).putLong(key.sourceLow());
        state.putLong(key.destinationHigh()).putLong(key.destinationLow());
        state.putShort((short) key.sourcePort()).putShort((short) key.destinationPort());
        state.putInt(connections.firstNumber(slot)).put((byte) (connections.isReset(slot) ? 1 : 0));
        state.putShort((short) connections.mtu(slot, true, 0xFFFF));
        state.putShort((short) connections.mtu(slot, false, 0xFFFF));
        connections.shifted(slot).write(state);
    }

    /**
     * Adds the connections to a table that is empty; if it has no room for all, the last ones stay.
     *
     * @throws IllegalArgumentException if the bytes are not what {@link #write} makes, or what is replaced has changed, or a
     *     connection has more changes on their way than these settings have room for
     */
    static void read(byte[] bytes, Connections connections, Replacements replacements) {
        ByteBuffer state = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER || state.getInt() != VERSION) {
            throw new IllegalArgumentException(
                    "state of another version of payload-replace; this one understands version " + VERSION);
        }
        connections.advance(state.getLong());
        byte[] digest = new byte[DIGEST];
        state.get(digest);
        if (!Arrays.equals(digest, replacements.digest())) {
            throw new IllegalArgumentException(
                    "state is of a filter with another 'replace': what is on its way could not be "
                            + "replaced as before if it must be sent again");
        }
        int count = state.getInt();
        try {
            for (int i = 0; i < count; i++) {
                read(state, connections, replacements.size());
            }
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException(
                    "state of " + bytes.length + " bytes does not hold " + count + " connections", tooShort);
        }
        if (count < 0 || state.hasRemaining()) {
            throw new IllegalArgumentException(
                    "state of " + bytes.length + " bytes holds more than " + count + " connections");
        }
    }

    private static void read(ByteBuffer state, Connections connections, int tagLimit) {
        int version = state.get();
        long sourceHigh = state.getLong();
        long sourceLow = state.getLong();
        long high = state.getLong();
        long low = state.getLong();
        int sourcePort = state.getShort() & 0xFFFF;
        int port = state.getShort() & 0xFFFF;
        FlowKey key = new FlowKey();
        if (version == IPV4) {
            key.setIpv4(Ipv4.TCP, (int) sourceLow, sourcePort, (int) low, port);
        } else if (version == IPV6) {
            key.setIpv6(Ipv4.TCP, sourceHigh, sourceLow, sourcePort, high, low, port);
        } else {
            throw new IllegalArgumentException("state has a connection of IP version " + version);
        }
        int slot = connections.restore(key, state.getInt(), state.get() != 0);
        connections.noteMtu(slot, true, state.getShort() & 0xFFFF);
        connections.noteMtu(slot, false, state.getShort() & 0xFFFF);
        connections.shifted(slot).read(state, tagLimit);
    }
}
