package io.headgate.net.script;

/**
 * Whether the lines so far end inside a list or string, found out by one look at each line: what would be read over and
 * over from the first line on costs the square of its length. Knows brackets, strings and comments, no other rule.
 *
 * <p>Thread: one.
 */
public final class OpenForm {
    private static final String TAG = "[text]";
    private static final String END_TAG = "[/text]";
    private static final String DELIMITERS = "()'\"{};";

    private enum Inside {
        CODE,
        QUOTED,
        BRACES,
        TAGGED
    }

    private Inside inside = Inside.CODE;
    private int lists;
    private int braces;

    /**
     * Takes the next line.
     *
     * @param line with its end
     */
    public void add(String line) {
        int at = 0;
        while (at < line.length()) {
            at = switch (inside) {
                case CODE -> code(line, at);
                case QUOTED -> quoted(line, at);
                case BRACES -> braces(line, at);
                case TAGGED -> tagged(line, at);
            };
        }
    }

    /** Whether the lines so far are no whole forms. */
    public boolean isOpen() {
        return lists > 0 || inside != Inside.CODE;
    }

    /** Forgets all lines. */
    public void clear() {
        inside = Inside.CODE;
        lists = 0;
    }

    /** Takes one token, gives where the next begins. */
    private int code(String line, int at) {
        switch (line.charAt(at)) {
            case '(' -> lists++;
            case ')' -> lists--;
            case '"' -> inside = Inside.QUOTED;
            case '{' -> {
                inside = Inside.BRACES;
                braces = 1;
            }
            case ';', '#' -> {
                return line.length();
            }
            default -> {
                if (line.startsWith(TAG, at)) {
                    inside = Inside.TAGGED;
                    return at + TAG.length();
                }
                return endOfAtom(line, at);
            }
        }
        return at + 1;
    }

    private static int endOfAtom(String line, int at) {
        int end = at;
        while (end < line.length() && line.charAt(end) > ' ' && DELIMITERS.indexOf(line.charAt(end)) < 0) {
            end++;
        }
        return Math.max(end, at + 1);
    }

    private int quoted(String line, int at) {
        char next = line.charAt(at);
        if (next == '"') {
            inside = Inside.CODE;
        }
        return next == '\\' ? at + 2 : at + 1;
    }

    private int braces(String line, int at) {
        char next = line.charAt(at);
        braces += next == '{' ? 1 : next == '}' ? -1 : 0;
        if (braces == 0) {
            inside = Inside.CODE;
        }
        return at + 1;
    }

    private int tagged(String line, int at) {
        int end = line.indexOf(END_TAG, at);
        if (end < 0) {
            return line.length();
        }
        inside = Inside.CODE;
        return end + END_TAG.length();
    }
}
