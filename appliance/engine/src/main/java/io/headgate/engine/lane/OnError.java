package io.headgate.engine.lane;

/** What becomes of a packet on which a filter failed, after what the filter changed was undone. */
public enum OnError {
    /** On to the next filter. */
    PASS,
    /** Dropped, counted as {@code filter-error}. */
    DROP
}
