package io.headgate.plugin.nat;

import io.headgate.toolkit.flow.FlowKey;
import io.headgate.toolkit.flow.FlowTable;
import java.util.random.RandomGenerator;

/**
 * Which outside end stands for which inside end, found by either. An inside end has one mapping, whoever it sends to (RFC
 * 4787, REQ-1), and a mapping its outside end for itself. It lasts as long as somebody holds it.
 *
 * <p>Memory: 800 KB for each outside address, and about 120 bytes a mapping.
 */
final class Mappings {
    /** Returned for a mapping that is not there. */
    static final int NONE = -1;

    private static final int PORTS = 65_536;
    private static final long TICK_NS = 1_000_000_000;

    private final OutsideAddresses outside;
    private final FlowTable byInside;
    private final FlowKey key = new FlowKey();

    /** By outside address and protocol. */
    private final PortPool[] pools;

    /** By outside address and protocol, then port: mapping + 1, so that 0 is none. */
    private final int[][] byOutside;

    private final int[] insideAddresses;
    private final char[] insidePorts;
    private final short[] poolOf;
    private final char[] outsidePorts;
    private final int[] holders;

    /**
     * Makes an empty table.
     *
     * @param capacity most mappings
     * @param seed as {@link FlowTable} takes it
     */
    Mappings(int capacity, OutsideAddresses outside, PortSet ports, long[] seed) {
        this.outside = outside;
        // Nothing leaves it by itself: it is never full, and its time stands still.
        byInside = new FlowTable(capacity, TICK_NS, 0, seed, (slot, reason) -> {});
        pools = new PortPool[outside.size() * Protocol.COUNT];
        byOutside = new int[pools.length][PORTS];
        for (int pool = 0; pool < pools.length; pool++) {
            boolean isIcmp = pool % Protocol.COUNT == Protocol.ICMP.index();
            pools[pool] = new PortPool(isIcmp ? PortSet.ALL : ports);
        }
        insideAddresses = new int[capacity];
        insidePorts = new char[capacity];
        poolOf = new short[capacity];
        outsidePorts = new char[capacity];
        holders = new int[capacity];
    }

    private static int pool(int outsideIndex, Protocol protocol) {
        return outsideIndex * Protocol.COUNT + protocol.index();
    }

    int findInside(Protocol protocol, int address, int port) {
        return byInside.find(key(protocol, address, port));
    }

    private FlowKey key(Protocol protocol, int address, int port) {
        return key.setIpv4(protocol.number(), address, port, 0, 0);
    }

    /**
     * Looks for the mapping of an outside end.
     *
     * @param outsideIndex as {@link OutsideAddresses} numbers them
     */
    int findOutside(int outsideIndex, Protocol protocol, int port) {
        return byOutside[pool(outsideIndex, protocol)][port] - 1;
    }

    /**
     * Adds a mapping that is not there; nobody holds it yet.
     *
     * @return {@link #NONE} if no outside address has a port left
     */
    int add(Protocol protocol, int address, int port, RandomGenerator random) {
        int preferred = outside.preferredBy(address);
        for (int i = 0; i < outside.size(); i++) {
            int pool = pool((preferred + i) % outside.size(), protocol);
            int outsidePort = pools[pool].take(port, random);
            if (outsidePort != PortPool.NONE) {
                return put(protocol, address, port, pool, outsidePort);
            }
        }
        return NONE;
    }

    /**
     * Adds a mapping that is not there with this outside end; nobody holds it yet.
     *
     * @return {@link #NONE} if that is taken, or not to be had
     */
    int add(Protocol protocol, int address, int port, int outsideAddress, int outsidePort) {
        int index = outside.indexOf(outsideAddress);
        if (index == OutsideAddresses.NONE || !pools[pool(index, protocol)].claim(outsidePort)) {
            return NONE;
        }
        return put(protocol, address, port, pool(index, protocol), outsidePort);
    }

    private int put(Protocol protocol, int address, int port, int pool, int outsidePort) {
        int mapping = byInside.add(key(protocol, address, port), 0, FlowTable.MAX_TIMEOUT_NS);
        insideAddresses[mapping] = address;
        insidePorts[mapping] = (char) port;
        poolOf[mapping] = (short) pool;
        outsidePorts[mapping] = (char) outsidePort;
        holders[mapping] = 0;
        byOutside[pool][outsidePort] = mapping + 1;
        return mapping;
    }

    /** Takes note of one more who needs a mapping. */
    void hold(int mapping) {
        holders[mapping]++;
    }

    /** Takes note of one less; the last one takes the mapping out. */
    void release(int mapping) {
        if (--holders[mapping] <= 0) {
            int pool = poolOf[mapping];
            byOutside[pool][outsidePorts[mapping]] = 0;
            pools[pool].release(outsidePorts[mapping]);
            byInside.remove(mapping);
        }
    }

    int insideAddress(int mapping) {
        return insideAddresses[mapping];
    }

    int insidePort(int mapping) {
        return insidePorts[mapping];
    }

    int outsideAddress(int mapping) {
        return outside.address(poolOf[mapping] / Protocol.COUNT);
    }

    int outsidePort(int mapping) {
        return outsidePorts[mapping];
    }

    int size() {
        return byInside.size();
    }

    /** Ports, or identifiers, of all outside addresses that are taken. */
    int used(Protocol protocol) {
        int used = 0;
        for (int i = 0; i < outside.size(); i++) {
            used += pools[pool(i, protocol)].used();
        }
        return used;
    }
}
