package io.headgate.net.script;

/**
 * Where something stands in a program.
 *
 * @param line from 1
 * @param column from 1, in characters
 */
public record Place(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
