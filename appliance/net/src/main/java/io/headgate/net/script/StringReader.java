package io.headgate.net.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Reads the three spellings of a string: {@code "…"} with escapes, and {@code {…}} and {@code [text]…[/text]} as they are. */
final class StringReader {
    private static final String TAG = "[text]";
    private static final String END_TAG = "[/text]";

    private final SourceText text;

    StringReader(SourceText text) {
        this.text = text;
    }

    byte[] readQuoted() {
        Place opened = text.place();
        text.next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!text.isAtEnd()) {
            Place place = text.place();
            int taken = text.next();
            if (taken == '"') {
                return bytes.toByteArray();
            }
            if (taken != '\\') {
                bytes.write(taken);
            } else if (!text.isAtEnd()) {
                readEscape(place, bytes);
            }
        }
        throw unclosed(opened);
    }

    private static ScriptException unclosed(Place opened) {
        return ScriptException.incomplete(opened, "string is not closed");
    }

    private void readEscape(Place place, ByteArrayOutputStream bytes) {
        if (Character.isDigit(text.peek())) {
            bytes.write(digits(place, 3, 10, 255));
            return;
        }
        int letter = text.next();
        switch (letter) {
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case 'b' -> bytes.write('\b');
            case 'f' -> bytes.write('\f');
            case 'x' -> bytes.write(digits(place, 2, 16, 255));
            case 'u' ->
                bytes.writeBytes(
                        Character.toString(digits(place, 4, 16, 0xffff)).getBytes(StandardCharsets.UTF_8));
            default -> bytes.write(letter);
        }
    }

    /** Exactly {@code count} digits: fewer would swallow what follows or mean something else than was written. */
    private int digits(Place place, int count, int radix, int max) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            int digit = text.isAtEnd() ? -1 : Character.digit(text.peek(), radix);
            if (digit < 0) {
                throw ScriptException.at(
                        place,
                        "bad escape : " + count + (radix == 16 ? " hexadecimal" : " decimal") + " digits are needed");
            }
            number = number * radix + digit;
            text.next();
        }
        if (number > max) {
            throw ScriptException.at(place, "bad escape : " + number + " is more than " + max);
        }
        return number;
    }

    byte[] readBraces() {
        Place opened = text.place();
        text.next();
        int start = text.position();
        for (int open = 1; !text.isAtEnd(); ) {
            int next = text.peek();
            open += next == '{' ? 1 : next == '}' ? -1 : 0;
            if (open == 0) {
                byte[] inside = text.since(start);
                text.next();
                return inside;
            }
            text.next();
        }
        throw unclosed(opened);
    }

    byte[] readTagged() {
        Place opened = text.place();
        text.skip(TAG.length());
        int start = text.position();
        while (!text.isAtEnd()) {
            if (text.startsWith(END_TAG)) {
                byte[] inside = text.since(start);
                text.skip(END_TAG.length());
                return inside;
            }
            text.next();
        }
        throw unclosed(opened);
    }
}
