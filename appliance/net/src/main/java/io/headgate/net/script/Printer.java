package io.headgate.net.script;

import io.headgate.net.script.Value.Function;
import io.headgate.net.script.Value.Int;
import io.headgate.net.script.Value.Quoted;
import io.headgate.net.script.Value.Real;
import io.headgate.net.script.Value.Sequence;
import io.headgate.net.script.Value.Str;
import io.headgate.net.script.Value.Symbol;
import io.headgate.net.script.Value.True;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Values as text. By itself a string is its bytes up to the first zero byte; inside a list it is quoted, and every byte
 * that is no printable ASCII character is escaped, so that a list shows what was received whatever the terminal.
 *
 * <p>A long list is broken: once a line has more than 80 characters the next element begins a new one, indented by a
 * blank per open list; lists inside a list that has been broken each begin a line of their own.
 */
final class Printer {
    private static final int LINE_LENGTH = 80;

    /** Text of this many bytes is shown between tags, unescaped. */
    private static final int TAGGED_BYTES = 2_048;

    private static final String TAG = "[text]";
    private static final String END_TAG = "[/text]";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int column;
    private int openLists;
    private int breaks;

    private Printer() {}

    /** As {@code print} shows it. */
    static byte[] plain(Value value) {
        if (value instanceof Str string) {
            int length = 0;
            while (length < string.bytes().length && string.bytes()[length] != 0) {
                length++;
            }
            return java.util.Arrays.copyOf(string.bytes(), length);
        }
        return readable(value);
    }

    /** As it is shown inside a list, and after {@code ERR:}. */
    static byte[] readable(Value value) {
        Printer printer = new Printer();
        printer.print(value);
        return printer.out.toByteArray();
    }

    private void print(Value value) {
        if (value instanceof Sequence list) {
            printList(list);
        } else if (value instanceof Str string) {
            printString(string.bytes());
        } else if (value instanceof Int number) {
            write(Long.toString(number.number()));
        } else if (value instanceof Real number) {
            write(Numerals.print(number.number()));
        } else if (value instanceof Symbol symbol) {
            write(symbol.name());
        } else if (value instanceof Quoted quoted) {
            write("'");
            print(quoted.form());
        } else if (value instanceof Function function) {
            write(function.builtin().name());
        } else {
            write(value instanceof True ? "true" : "nil");
        }
    }

    private void printList(Sequence list) {
        int breaksBefore = breaks;
        write("(");
        openLists++;
        boolean isFirst = true;
        for (Value item : list.items()) {
            if (!isFirst) {
                write(" ");
                if (column > LINE_LENGTH || (item instanceof Sequence && breaks > breaksBefore)) {
                    breakLine();
                }
            }
            isFirst = false;
            print(item);
        }
        openLists--;
        write(")");
    }

    private void breakLine() {
        write("\n");
        column = 0;
        write(" ".repeat(openLists));
        breaks++;
    }

    private void printString(byte[] bytes) {
        if (bytes.length >= TAGGED_BYTES && isPlainText(bytes)) {
            write(TAG + new String(bytes, StandardCharsets.US_ASCII) + END_TAG);
            return;
        }
        StringBuilder quoted = new StringBuilder(bytes.length + 2).append('"');
        for (byte each : bytes) {
            appendEscaped(quoted, each & 0xff);
        }
        write(quoted.append('"').toString());
    }

    /** Whether it shows as it is, and can be read again: nothing in it moves the cursor or ends the tag. */
    private static boolean isPlainText(byte[] bytes) {
        for (byte each : bytes) {
            if ((each < ' ' || each > '~') && each != '\n' && each != '\t') {
                return false;
            }
        }
        return !new String(bytes, StandardCharsets.US_ASCII).contains(END_TAG);
    }

    private static void appendEscaped(StringBuilder to, int each) {
        switch (each) {
            case '"' -> to.append("\\\"");
            case '\\' -> to.append("\\\\");
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            case '\b' -> to.append("\\b");
            case '\f' -> to.append("\\f");
            default -> {
                if (each < ' ' || each > '~') {
                    to.append('\\')
                            .append((char) ('0' + each / 100))
                            .append((char) ('0' + each / 10 % 10))
                            .append((char) ('0' + each % 10));
                } else {
                    to.append((char) each);
                }
            }
        }
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(bytes);
        column += bytes.length;
    }
}
