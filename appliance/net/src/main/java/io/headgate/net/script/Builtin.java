package io.headgate.net.script;

/**
 * A function that there is.
 *
 * @param name as programs call it
 * @param parameters after the name, optional ones in brackets
 * @param description one line without a full stop
 * @param body what it does; evaluates its own arguments, in order, and only those it needs
 */
public record Builtin(String name, String parameters, String description, Body body) {
    /** What a function does. */
    @FunctionalInterface
    public interface Body {
        Value apply(Arguments arguments);
    }

    /** How to call it. */
    public String signature() {
        return parameters.isEmpty() ? "(" + name + ")" : "(" + name + " " + parameters + ")";
    }
}
