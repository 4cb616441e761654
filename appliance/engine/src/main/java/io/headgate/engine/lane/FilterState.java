package io.headgate.engine.lane;

import java.util.Locale;

/** Whether a filter is called. */
public enum FilterState {
    RUNNING,
    /** Failed too often in a row: no longer called, its {@code on-error} decides. */
    QUARANTINED,
    /** Never called since the start, since it did not return in an earlier run. */
    QUARANTINED_AT_START;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As reports and logs call it: lower case and dashes. */
    public String word() {
        return word;
    }
}
