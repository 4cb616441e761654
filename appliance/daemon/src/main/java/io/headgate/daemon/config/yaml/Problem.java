package io.headgate.daemon.config.yaml;

/**
 * One thing that is wrong with a configuration.
 *
 * @param line counted from 1; 0 if the problem has no place
 * @param column counted from 1; 0 if the problem has no place
 * @param message what is wrong and what is allowed instead, on one line
 */
public record Problem(String file, int line, int column, String message) implements Comparable<Problem> {
    private static final int MAX_MESSAGE = 1_000;

    public Problem {
        message = Shown.onOneLine(message, MAX_MESSAGE);
    }

    @Override
    public int compareTo(Problem other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    /** As in {@code edge.yaml:3:14: 'port' is ...}, which editors can jump to. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line + ":" + column) + ": " + message;
    }
}
