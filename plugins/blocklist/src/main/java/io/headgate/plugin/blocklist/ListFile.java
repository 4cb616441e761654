package io.headgate.plugin.blocklist;

import io.headgate.toolkit.prefix.PrefixSet;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files of networks. */
final class ListFile {
    private ListFile() {}

    /**
     * Reads one.
     *
     * @throws IOException with file and reason, if it cannot be read
     * @throws IllegalArgumentException with file, line and reason, if there is something else than networks in it
     */
    static PrefixSet read(Path path) throws IOException {
        try (Reader text = Files.newBufferedReader(path)) {
            return PrefixSet.read(path.toString(), text);
        } catch (NoSuchFileException missing) {
            throw new IOException(path + ": there is no such file; make it, if only empty", missing);
        } catch (CharacterCodingException binary) {
            throw new IOException(path + ": is no text in UTF-8; write one network per line", binary);
        } catch (IOException unreadable) {
            throw new IOException(path + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
