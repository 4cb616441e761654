package io.headgate.plugin.nat;

import io.headgate.toolkit.flow.FlowKey;
import java.nio.ByteBuffer;

/**
 * The flows as bytes, for the filter that comes after this one.
 *
 * <p>Shape, big-endian: version (4 bytes, 1), time (8 bytes, nanoseconds), number of flows (4 bytes), then for each: protocol
 * (1), inside address and port (4, 2), outside address and port (4, 2), remote address and port (4, 2), state (1).
 * Timeouts begin anew.
 */
final class Handover {
    private static final int VERSION = 1;
    private static final int HEADER = 16;
    private static final int FLOW = 20;

    private Handover() {}

    static byte[] write(Flows flows) {
        Mappings mappings = flows.mappings();
        ByteBuffer state = ByteBuffer.allocate(HEADER + flows.size() * FLOW);
        state.putInt(VERSION).putLong(flows.nowNs()).putInt(flows.size());
        FlowKey key = new FlowKey();
        for (int flow = 0; flow < flows.capacity(); flow++) {
            if (flows.read(flow, key)) {
                int mapping = flows.mapping(flow);
                state.put((byte) key.protocol());
                state.putInt((int) key.sourceLow()).putShort((short) key.sourcePort());
                state.putInt(mappings.outsideAddress(mapping)).putShort((short) mappings.outsidePort(mapping));
                state.putInt((int) key.destinationLow()).putShort((short) key.destinationPort());
                state.put((byte) flows.state(flow));
            }
        }
        return state.array();
    }

    /**
     * Adds the flows to a table that is empty.
     *
     * @return how many these settings have no place for
     * @throws IllegalArgumentException if the bytes are not what {@link #write} makes
     */
    static int read(byte[] bytes, Flows flows, NatSettings settings) {
        ByteBuffer state = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER || state.getInt() != VERSION) {
            throw new IllegalArgumentException(
                    "state of another version of nat; this one understands version " + VERSION);
        }
        flows.advance(state.getLong());
        int count = state.getInt();
        if (count < 0 || bytes.length != HEADER + (long) count * FLOW) {
            throw new IllegalArgumentException("state of " + bytes.length + " bytes does not hold " + count + " flows");
        }
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (!readFlow(state, flows, settings)) {
                left++;
            }
        }
        return left;
    }

    private static boolean readFlow(ByteBuffer state, Flows flows, NatSettings settings) {
        int number = state.get();
        Protocol protocol = Protocol.of(number);
        if (protocol == null) {
            throw new IllegalArgumentException("state has a flow of protocol " + number);
        }
        int inside = state.getInt();
        int insidePort = state.getShort() & 0xFFFF;
        int outside = state.getInt();
        int outsidePort = state.getShort() & 0xFFFF;
        int remote = state.getInt();
        int remotePort = state.getShort() & 0xFFFF;
        int flowState = state.get();
        if (flows.isFull() || !settings.inside().contains(inside)) {
            return false;
        }
        Mappings mappings = flows.mappings();
        int mapping = mappings.findInside(protocol, inside, insidePort);
        if (mapping == Mappings.NONE) {
            mapping = mappings.add(protocol, inside, insidePort, outside, outsidePort);
        }
        if (mapping == Mappings.NONE || flows.find(protocol, inside, insidePort, remote, remotePort) != Flows.NONE) {
            return false;
        }
        flows.restore(flows.add(protocol, mapping, remote, remotePort), protocol, flowState);
        return true;
    }
}
