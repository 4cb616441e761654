package io.headgate.plugin.blocklist;

import io.headgate.toolkit.prefix.PrefixSet;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** A file of networks, and whether it has changed since it was last read. Thread: one at a time. */
final class ListFile {
    /** By what one sees that a file is another: time, size, and inode where there are any. */
    private record Stamp(FileTime changed, long size, Object file) {}

    private final Path path;
    private Optional<Stamp> seen = Optional.empty();

    ListFile(Path path) {
        this.path = path;
    }

    /** Whether it is not what it was when {@link #read} was called last, well or not. */
    boolean isChanged() {
        return !stamp().equals(seen);
    }

    /** What identifies the file as it is; empty if there is none. */
    private Optional<Stamp> stamp() {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(new Stamp(found.lastModifiedTime(), found.size(), found.fileKey()));
        } catch (IOException gone) {
            // Reading it says why; that it is gone is a change like others.
            return Optional.empty();
        }
    }

    /**
     * Reads it.
     *
     * @throws IOException with file and reason, if it cannot be read
     * @throws IllegalArgumentException with file, line and reason, if there is something else than networks in it
     */
    PrefixSet read() throws IOException {
        // Before, so that what is written meanwhile is a change.
        seen = stamp();
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
