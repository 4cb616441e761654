package io.headgate.engine.lane;

/** Which threads a lane and its source run on. */
public enum Threading {
    /** One each: the source receives while the lane filters. */
    DEDICATED,
    /** One for both, over the same ring: no hand-off between cores. */
    SHARED
}
