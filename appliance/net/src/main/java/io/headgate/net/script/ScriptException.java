package io.headgate.net.script;

/** A program went wrong: its own fault, said in the words of the notation and with the place in the program. */
public final class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final boolean isIncomplete;

    private ScriptException(String message, Place place, boolean isIncomplete) {
        // Part of the ordinary course of a program, so without the cost of a stack trace.
        super(message, null, false, false);
        this.place = place;
        this.isIncomplete = isIncomplete;
    }

    /** While evaluating. {@code message} is what follows {@code ERR: }. */
    static ScriptException at(Place place, String message) {
        return new ScriptException(message, place, false);
    }

    /** While reading: the text ended inside a list or string, so that more of it may help. */
    static ScriptException incomplete(Place place, String message) {
        return new ScriptException(message, place, true);
    }

    /** The innermost list that was being evaluated, or the place that could not be read; null if there is none. */
    public Place place() {
        return place;
    }

    public boolean isIncomplete() {
        return isIncomplete;
    }

    /** Message and place on one line, for people. */
    public String report() {
        return place == null ? getMessage() : place + ": " + getMessage();
    }
}
