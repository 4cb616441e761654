package io.headgate.engine.lane;

import java.util.regex.Pattern;

/** How drop reasons, counters, events and telemetry are called, so that one form serves logs, JSON and whoever collects them. */
public final class CounterNames {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private CounterNames() {}

    /**
     * Sees that a name is of the form.
     *
     * @param what it names, for the message
     * @throws IllegalArgumentException if not
     */
    public static void require(String what, String name) {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " must be lower case letters, digits and single dashes: '" + name + "'");
        }
    }
}
