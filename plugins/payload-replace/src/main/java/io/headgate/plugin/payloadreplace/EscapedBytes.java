package io.headgate.plugin.payloadreplace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads bytes written as text in UTF-8, with {@code \\xHH} for any byte, {@code \\n}, {@code \\r}, {@code \\t} and {@code \\\\}. */
final class EscapedBytes {
    private static final int HEX = 16;

    private EscapedBytes() {}

    /** The bytes; empty if a backslash is followed by anything else. */
    static Optional<byte[]> parse(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (character != '\\') {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char escape = at < text.length() ? text.charAt(at++) : 0;
            int value = switch (escape) {
                case '\\' -> '\\';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'x' -> hex(text, at);
                default -> -1;
            };
            if (value < 0) {
                return Optional.empty();
            }
            at += escape == 'x' ? 2 : 0;
            bytes.write(value);
        }
        return Optional.of(bytes.toByteArray());
    }

    private static int hex(String text, int at) {
        int high = at + 1 < text.length() ? Character.digit(text.charAt(at), HEX) : -1;
        int low = high < 0 ? -1 : Character.digit(text.charAt(at + 1), HEX);
        return low < 0 ? -1 : high * HEX + low;
    }
}
