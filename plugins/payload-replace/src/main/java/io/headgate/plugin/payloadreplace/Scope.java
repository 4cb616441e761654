package io.headgate.plugin.payloadreplace;

import io.headgate.api.Direction;
import io.headgate.api.Packet;
import java.util.BitSet;

/**
 * Which packets are looked into.
 *
 * @param ports of which a packet must have one; empty for any
 * @param direction null for any
 */
record Scope(boolean hasTcp, boolean hasUdp, BitSet ports, Direction direction) {
    /** Whether a packet between these ports is meant. */
    boolean hasPort(int source, int destination) {
        return ports.isEmpty() || ports.get(source) || ports.get(destination);
    }

    /** Whether payload that goes this way is meant. */
    boolean hasDirection(Packet packet) {
        return direction == null || direction == packet.direction();
    }
}
