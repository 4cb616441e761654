package io.headgate.engine.lane;

/** What happens to packets for which there is no room. */
public enum OnFull {
    /** They go on unfiltered: the network matters more than the filters. */
    FAIL_OPEN,
    /** They are dropped: the filters matter more than the network. */
    FAIL_CLOSED,
    /** Their sender waits, where there is one that can. On a kernel's queue the same as fail-closed. */
    BACKPRESSURE
}
