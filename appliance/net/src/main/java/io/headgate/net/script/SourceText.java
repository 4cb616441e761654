package io.headgate.net.script;

import java.util.Arrays;

/** The bytes of a program and how far they are read. */
final class SourceText {
    private final byte[] source;
    private final String file;
    private int position;
    private int line;
    private int column = 1;

    SourceText(byte[] source, String file, int firstLine) {
        this.source = source;
        this.file = file;
        this.line = firstLine;
    }

    boolean isAtEnd() {
        return position == source.length;
    }

    /** The next byte, 0 to 255. */
    int peek() {
        return source[position] & 0xff;
    }

    /** Takes the next byte. */
    int next() {
        int taken = peek();
        position++;
        if (taken == '\n') {
            line++;
            column = 1;
        } else if (!isContinuation(taken)) {
            column++;
        }
        return taken;
    }

    /** Of a character of several bytes in UTF-8, all but the first count for no column. */
    private static boolean isContinuation(int taken) {
        return (taken & 0xc0) == 0x80;
    }

    void skip(int count) {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    boolean startsWith(String ascii) {
        if (source.length - position < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (source[position + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    int position() {
        return position;
    }

    byte[] since(int start) {
        return Arrays.copyOfRange(source, start, position);
    }

    Place place() {
        return new Place(file, line, column);
    }
}
