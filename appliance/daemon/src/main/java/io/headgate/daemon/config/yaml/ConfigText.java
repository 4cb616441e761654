package io.headgate.daemon.config.yaml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads a configuration's text: never more than the limit, and only what is text. */
public final class ConfigText {
    /** A thousand lanes would need a tenth of it. */
    static final int MAX_BYTES = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final byte[] DOCUMENT_END = {'.', '.', '.'};

    private ConfigText() {}

    /** Reads a file, or the beginning of an endless one. */
    public static String read(Path path) {
        String file = path.toString();
        try {
            if (Files.isDirectory(path)) {
                throw ConfigException.ofFile(file, "cannot be read: is a directory; name a file");
            }
            try (InputStream in = Files.newInputStream(path)) {
                return decode(file, in.readNBytes(MAX_BYTES + 1));
            }
        } catch (NoSuchFileException missing) {
            throw ConfigException.ofFile(file, "cannot be read: there is no such file");
        } catch (AccessDeniedException denied) {
            throw ConfigException.ofFile(file, "cannot be read: permission denied");
        } catch (IOException unreadable) {
            throw ConfigException.ofFile(file, "cannot be read: " + unreadable.getMessage());
        }
    }

    /** Reads a stream up to its end or a line with three dots, and nothing beyond. */
    public static String readDocument(String name, InputStream in) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0 && text.size() + line.size() <= MAX_BYTES; next = in.read()) {
                if (next == '\n' && java.util.Arrays.equals(line.toByteArray(), DOCUMENT_END)) {
                    return decode(name, text.toByteArray());
                }
                line.write(next);
                if (next == '\n') {
                    line.writeTo(text);
                    line.reset();
                }
            }
            line.writeTo(text);
        } catch (IOException broken) {
            throw ConfigException.ofFile(name, "cannot be read: " + broken.getMessage());
        }
        return decode(name, text.toByteArray());
    }

    private static String decode(String file, byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw ConfigException.ofFile(
                    file, "is larger than the " + MAX_BYTES + " bytes (1 MiB) that a configuration may have");
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, text, true);
        text.flip();
        if (result.isError()) {
            int wrong = bytes[in.position()] & 0xFF;
            throw at(file, text, "byte 0x%02X is not UTF-8; save the file as UTF-8".formatted(wrong));
        }
        return text.toString();
    }

    /** What YAML may be made of; a byte order mark at the beginning is taken away. */
    static String requirePrintable(String file, String given) {
        String text = !given.isEmpty() && given.charAt(0) == BYTE_ORDER_MARK ? given.substring(1) : given;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int next = text.codePointAt(i);
            if (!StreamReader.isPrintable(next)) {
                throw at(file, text.subSequence(0, i), "character U+%04X is not allowed in YAML".formatted(next));
            }
        }
        return text;
    }

    private static ConfigException at(String file, CharSequence before, String message) {
        String read = before.toString();
        int line = (int) read.chars().filter(c -> c == '\n').count() + 1;
        int column = read.length() - read.lastIndexOf('\n');
        return new ConfigException(List.of(new Problem(file, line, column, message)));
    }
}
