package io.headgate.toolkit.prefix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists of networks as text, one in a line: as {@link Prefix#parse} reads it and, if the list has values, behind blanks
 * its value. Empty lines, and what stands behind {@code #} or {@code ;}, mean nothing.
 */
final class PrefixLines {
    private static final int MOST_MESSAGES = 10;

    /** Takes what a line says. */
    @FunctionalInterface
    interface Taker {
        /**
         * Takes a network.
         *
         * @param rest what stands behind it, "" if nothing
         * @param line from 1
         * @throws IllegalArgumentException if that makes no sense; the message is told with name and line
         */
        void take(Prefix prefix, String rest, int line);
    }

    private PrefixLines() {}

    /**
     * Reads to the end, and leaves the reader open.
     *
     * @param name of the text, for messages
     * @throws IllegalArgumentException if lines are wrong: says of the first ten where and why, and how many more there are
     */
    static void read(String name, Reader text, Taker taker) throws IOException {
        BufferedReader lines = text instanceof BufferedReader buffered ? buffered : new BufferedReader(text);
        List<String> wrong = new ArrayList<>();
        int more = 0;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            try {
                take(line, number, taker);
            } catch (IllegalArgumentException e) {
                if (wrong.size() < MOST_MESSAGES) {
                    wrong.add(name + ":" + number + ": " + e.getMessage());
                } else {
                    more++;
                }
            }
        }
        if (more > 0) {
            wrong.add(name + ": and " + more + " more lines that are wrong");
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", wrong));
        }
    }

    private static void take(String line, int number, Taker taker) {
        String text = line.substring(0, endOf(line)).strip();
        if (text.isEmpty()) {
            return;
        }
        int blank = 0;
        while (blank < text.length() && !Character.isWhitespace(text.charAt(blank))) {
            blank++;
        }
        taker.take(Prefix.parse(text.substring(0, blank)), text.substring(blank).strip(), number);
    }

    private static int endOf(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '#' || line.charAt(i) == ';') {
                return i;
            }
        }
        return line.length();
    }
}
