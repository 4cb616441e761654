package io.headgate.engine.lane;

import java.util.Locale;

/** In what way a filter failed on a packet. Each is counted by itself. */
public enum FailureKind {
    /** It threw. */
    EXCEPTION,
    /** It returned null, or a verdict that was never declared on this lane. */
    VERDICT,
    /** It changed more than can be undone. */
    UNDO_OVERFLOW,
    /** Its call took longer than the step's {@code time-budget}. */
    TIME_BUDGET,
    /** It wanted to hold a packet where none can be held any more. */
    HOLD_BUDGET;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As reports and logs call it: lower case and dashes. */
    public String word() {
        return word;
    }
}
