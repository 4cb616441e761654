package io.headgate.plugin.nat;

import io.headgate.api.Tcp;
import io.headgate.toolkit.flow.FlowKey;
import io.headgate.toolkit.flow.FlowTable;
import io.headgate.toolkit.flow.RemovalListener.Reason;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The flows that are translated, each between an inside end and a remote end, with the mapping that it holds, its timeout and
 * its state. At most a given number; those of which both ends were heard are the last to make room for others.
 */
final class Flows {
    /** Returned for a flow that is not there. */
    static final int NONE = FlowTable.NONE;

    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Timeouts timeouts;
    private final NatCounters counters;
    private final Mappings mappings;
    private final Contacts contacts;
    private final FlowTable table;
    private final FlowKey key = new FlowKey();
    private final FlowKey leaving = new FlowKey();

    private final int[] mappingOf;

    /** As {@link TcpState} has them; a datagram counts for an acknowledgement, a query for nothing. */
    private final byte[] states;

    private long nowNs;

    Flows(NatSettings settings, NatCounters counters) {
        this.timeouts = settings.timeouts();
        this.counters = counters;
        int capacity = settings.flows();
        SecureRandom random = new SecureRandom();
        // One more than flows: the mapping of a new flow comes before the flow that makes room for it goes.
        mappings = new Mappings(capacity + 1, settings.outside(), settings.ports(), seed(random));
        contacts = new Contacts(settings.filtering(), capacity + 1, seed(random));
        table = new FlowTable(capacity, TICK_NS, 0, seed(random), this::onRemoved);
        mappingOf = new int[capacity];
        states = new byte[capacity];
        Arrays.fill(mappingOf, Mappings.NONE);
    }

    private static long[] seed(SecureRandom random) {
        return new long[] {random.nextLong(), random.nextLong()};
    }

    Mappings mappings() {
        return mappings;
    }

    Contacts contacts() {
        return contacts;
    }

    /** Lets flows go whose timeout is over. */
    void advance(long timeNs) {
        nowNs = timeNs;
        table.advance(timeNs);
    }

    /** The time of the latest {@link #advance}. */
    long nowNs() {
        return nowNs;
    }

    int find(Protocol protocol, int inside, int insidePort, int remote, int remotePort) {
        return table.find(key.setIpv4(protocol.number(), inside, insidePort, remote, remotePort));
    }

    boolean isFull() {
        return table.size() == table.capacity();
    }

    int size() {
        return table.size();
    }

    /** Adds a flow that is not there, between the inside end of a mapping and a remote end. May evict another. */
    int add(Protocol protocol, int mapping, int remote, int remotePort) {
        int inside = mappings.insideAddress(mapping);
        int insidePort = mappings.insidePort(mapping);
        mappings.hold(mapping);
        contacts.add(protocol, inside, insidePort, remote);
        key.setIpv4(protocol.number(), inside, insidePort, remote, remotePort);
        int flow = table.add(key, nowNs, timeouts.of(protocol, TcpState.NEW));
        mappingOf[flow] = mapping;
        states[flow] = TcpState.NEW;
        return flow;
    }

    /** The mapping that a flow holds. */
    int mapping(int flow) {
        return mappingOf[flow];
    }

    /**
     * Takes note of a packet of a flow.
     *
     * @param isOutbound whether it comes from inside
     * @param tcpFlags 0 if it is none of TCP
     */
    void touch(int flow, Protocol protocol, boolean isOutbound, int tcpFlags) {
        if (protocol != Protocol.ICMP) {
            int flags = protocol == Protocol.TCP ? tcpFlags : Tcp.ACK;
            states[flow] = (byte) TcpState.after(states[flow], isOutbound, flags);
        }
        keep(flow, protocol);
    }

    private void keep(int flow, Protocol protocol) {
        table.touch(flow, nowNs, timeouts.of(protocol, states[flow]));
        table.settle(flow, TcpState.isEstablished(states[flow]));
    }

    private void onRemoved(int flow, Reason reason) {
        table.read(flow, leaving);
        Protocol protocol = Protocol.of(leaving.protocol());
        contacts.remove(protocol, (int) leaving.sourceLow(), leaving.sourcePort(), (int) leaving.destinationLow());
        mappings.release(mappingOf[flow]);
        mappingOf[flow] = Mappings.NONE;
        counters.left(reason);
    }

    // ---- For the handover

    /** Slots to look at. */
    int capacity() {
        return table.capacity();
    }

    /** Reads the flow in a slot into a key, whose source is the inside end; false if there is none. */
    boolean read(int slot, FlowKey into) {
        if (mappingOf[slot] == Mappings.NONE) {
            return false;
        }
        table.read(slot, into);
        return true;
    }

    int state(int flow) {
        return states[flow];
    }

    /** Gives a flow the state that it had, and the timeout that goes with it. */
    void restore(int flow, Protocol protocol, int state) {
        states[flow] = (byte) state;
        keep(flow, protocol);
    }
}
