package io.headgate.engine.lane;

/** A filter did not return from a call in time; its thread is lost. */
public final class StuckException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String filter;
    private final String limit;
    private final String stack;

    StuckException(String lane, String filter, String limit, String stack) {
        super("lane " + lane + ": " + (filter == null ? "a filter" : "filter " + filter) + " did not return within "
                + limit);
        this.filter = filter;
        this.limit = limit;
        this.stack = stack;
    }

    /** The filter's name; null if it cannot be told. */
    public String filter() {
        return filter;
    }

    /** How long it was waited for, as people write it. */
    public String limit() {
        return limit;
    }

    /** Where it hangs, a line for each frame, each after a line end. */
    public String stack() {
        return stack;
    }
}
