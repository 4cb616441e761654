package io.headgate.toolkit.flow;

/** Is told of every flow that leaves a {@link FlowTable}. */
@FunctionalInterface
public interface RemovalListener {
    /** Why a flow left. */
    enum Reason {
        /** It had no packet for its timeout. */
        EXPIRED,
        /** The table was full, and this was the flow longest without a packet, of those not settled if there were enough. */
        EVICTED,
        /** {@link FlowTable#remove} or {@link FlowTable#clear}. */
        REMOVED
    }

    /**
     * A flow leaves. Its key can still be read; the slot is given to another flow later.
     * Must not change the table, nor throw.
     */
    void onRemoved(int slot, Reason reason);
}
