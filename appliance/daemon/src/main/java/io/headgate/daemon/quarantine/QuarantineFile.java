package io.headgate.daemon.quarantine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The file {@code quarantine} in the state directory: a line for each filter that is not to be called; lines that begin
 * with {@code #} are notes. It is replaced as a whole: written beside, brought to the disk, then renamed.
 */
public final class QuarantineFile {
    /** A line of the file that is no entry. */
    public record BadLine(int number, String text) {}

    /** The file at one moment. */
    public record Content(List<QuarantineEntry> entries, List<BadLine> badLines) {}

    private final Path path;

    /** @param state directory; need not exist */
    public QuarantineFile(Path state) {
        this.path = state.resolve("quarantine");
    }

    public Path path() {
        return path;
    }

    /**
     * Reads it; a file that is not there is empty.
     *
     * @throws IOException if it cannot be read
     */
    public Content read() throws IOException {
        List<QuarantineEntry> entries = new ArrayList<>();
        List<BadLine> badLines = new ArrayList<>();
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!isNote(line)) {
                Optional<QuarantineEntry> entry = QuarantineEntry.parse(line);
                entry.ifPresent(entries::add);
                if (entry.isEmpty()) {
                    badLines.add(new BadLine(i + 1, line));
                }
            }
        }
        return new Content(List.copyOf(entries), List.copyOf(badLines));
    }

    /**
     * Adds an entry, in place of an older one of the same lane and filter. It is on the disk when this returns.
     *
     * @throws IOException if it cannot be written; the file is then as it was
     */
    public void add(QuarantineEntry entry) throws IOException {
        Files.createDirectories(path.getParent());
        List<String> lines = new ArrayList<>(without(entry::isSamePlace));
        lines.add(entry.toLine());
        replace(lines);
    }

    /**
     * Removes the entries of a filter.
     *
     * @param filterOrPlace {@code FILTER} on any lane, or {@code LANE/FILTER}
     * @return what was removed
     * @throws IOException if the file cannot be read or written; it is then as it was
     */
    public List<QuarantineEntry> clear(String filterOrPlace) throws IOException {
        Predicate<QuarantineEntry> isMeant = entry -> entry.isCalled(filterOrPlace);
        List<QuarantineEntry> removed =
                read().entries().stream().filter(isMeant).toList();
        if (!removed.isEmpty()) {
            replace(without(isMeant));
        }
        return removed;
    }

    private static boolean isNote(String line) {
        return line.isBlank() || line.startsWith("#");
    }

    private List<String> lines() throws IOException {
        try {
            // Not as UTF-8: bytes that are none must make a bad line, not a file that nobody can read.
            return Files.readAllLines(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    /** Its lines, notes and bad ones too, but for some entries. */
    private List<String> without(Predicate<QuarantineEntry> isLeftOut) throws IOException {
        return lines().stream()
                .filter(line -> isNote(line)
                        || QuarantineEntry.parse(line).filter(isLeftOut).isEmpty())
                .toList();
    }

    private void replace(List<String> lines) throws IOException {
        Path beside = path.resolveSibling(path.getFileName() + ".new");
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text.toString());
        try (FileChannel file = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The rename, too, must outlive a power cut. Directories can be opened for this on every Unix.
        try (FileChannel directory = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
