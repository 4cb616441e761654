package io.headgate.plugin.anonymise;

import io.headgate.toolkit.anonymise.CryptoPan;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** A secret in a file. */
final class KeyFile {
    private KeyFile() {}

    /**
     * Reads the secret; blanks and line ends around it do not count. No message repeats it.
     *
     * @throws IOException with the file, if it cannot be read
     * @throws IllegalArgumentException with the file, if it holds something else
     */
    static byte[] read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (CharacterCodingException binary) {
            throw wrong(file);
        } catch (IOException unreadable) {
            throw new IOException(
                    "key " + file + " cannot be read: " + unreadable + "; make one with: openssl rand -hex 32",
                    unreadable);
        }
        if (text.length() != 2 * CryptoPan.KEY_BYTES || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw wrong(file);
        }
        return HexFormat.of().parseHex(text);
    }

    private static IllegalArgumentException wrong(Path file) {
        return new IllegalArgumentException("key " + file + " must hold " + 2 * CryptoPan.KEY_BYTES
                + " hexadecimal digits and nothing else; make one with: openssl rand -hex 32");
    }
}
