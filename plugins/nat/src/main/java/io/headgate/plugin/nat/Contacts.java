package io.headgate.plugin.nat;

import io.headgate.toolkit.flow.FlowKey;
import io.headgate.toolkit.flow.FlowTable;

/**
 * To which remote addresses an inside end has flows, whatever their ports: what address-dependent filtering goes by. Counts
 * the flows of each; without that filtering it counts nothing and takes no memory.
 */
final class Contacts {
    private static final long TICK_NS = 1_000_000_000;

    private final boolean isKept;
    private final FlowTable table;
    private final int[] flows;
    private final FlowKey key = new FlowKey();

    /**
     * Makes an empty table.
     *
     * @param capacity most flows
     * @param seed as {@link FlowTable} takes it
     */
    Contacts(Filtering filtering, int capacity, long[] seed) {
        isKept = filtering == Filtering.ADDRESS_DEPENDENT;
        int kept = isKept ? capacity : 1;
        table = new FlowTable(kept, TICK_NS, 0, seed, (slot, reason) -> {});
        flows = new int[kept];
    }

    private FlowKey key(Protocol protocol, int inside, int insidePort, int remote) {
        return key.setIpv4(protocol.number(), inside, insidePort, remote, 0);
    }

    boolean has(Protocol protocol, int inside, int insidePort, int remote) {
        return isKept && table.find(key(protocol, inside, insidePort, remote)) != FlowTable.NONE;
    }

    /** A flow comes. */
    void add(Protocol protocol, int inside, int insidePort, int remote) {
        if (!isKept) {
            return;
        }
        int slot = table.find(key(protocol, inside, insidePort, remote));
        if (slot == FlowTable.NONE) {
            slot = table.add(key, 0, FlowTable.MAX_TIMEOUT_NS);
            flows[slot] = 0;
        }
        flows[slot]++;
    }

    /** A flow that came goes. */
    void remove(Protocol protocol, int inside, int insidePort, int remote) {
        if (!isKept) {
            return;
        }
        int slot = table.find(key(protocol, inside, insidePort, remote));
        if (--flows[slot] == 0) {
            table.remove(slot);
        }
    }
}
