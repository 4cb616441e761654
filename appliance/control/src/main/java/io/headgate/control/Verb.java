package io.headgate.control;

import java.util.List;

/**
 * Something a running appliance does on request.
 *
 * @param name by which it is called: lower case
 * @param summary what it does, one sentence
 */
public record Verb(String name, String summary, Action action) {
    /** What it does. Thread: one of {@code admin}; more than one may run at once. */
    public interface Action {
        /**
         * Carries the request out.
         *
         * @param arguments the words behind the verb
         * @return lines, or an object in JSON
         * @throws ControlException with what is wrong, for the operator
         */
        String run(List<String> arguments);
    }
}
