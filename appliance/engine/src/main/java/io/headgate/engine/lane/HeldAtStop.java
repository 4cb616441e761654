package io.headgate.engine.lane;

/** What becomes of the packets a lane holds when it stops. */
public enum HeldAtStop {
    /** They go on at once, through the rest of their chain. */
    GO_ON,
    /** Dropped, counted as {@code held-at-stop}. */
    DROP
}
