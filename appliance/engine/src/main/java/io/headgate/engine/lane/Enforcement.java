package io.headgate.engine.lane;

/** Whether a lane does what its filters decide. */
public enum Enforcement {
    /** Packets are changed and dropped. */
    ENFORCE,
    /** Filters decide and are counted, but every packet goes on as it came. */
    OBSERVE
}
