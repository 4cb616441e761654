package io.headgate.taps.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Names of a file and of those before it: {@code x.pcapng}, {@code x.1.pcapng} before it, and so on. Thread: one. */
final class RotatedFiles {
    private final Path file;
    private final int keep;

    /** @param keep files there may be in all */
    RotatedFiles(Path file, int keep) {
        this.file = file;
        this.keep = keep;
    }

    /** The file that was written so many files before; 0 for the one written now. */
    Path before(int count) {
        if (count == 0) {
            return file;
        }
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        String ending = dot < 0 ? "" : name.substring(dot);
        return file.resolveSibling(stem + "." + count + ending);
    }

    /** Where the next file is begun: beside the others, so that giving it its name is one step. */
    Path next() {
        return isSpecial() ? file : file.resolveSibling("." + file.getFileName() + ".new");
    }

    /**
     * Gives the next file its name; those before it move on, and the oldest goes if there are too many.
     *
     * @throws IOException if a file cannot be renamed; nothing is lost then
     */
    void rotate() throws IOException {
        if (isSpecial()) {
            return;
        }
        int free = 0;
        while (free < keep - 1 && Files.exists(before(free))) {
            free++;
        }
        for (int i = free; i > 0; i--) {
            Files.move(before(i - 1), before(i), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(next(), file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Takes back a next file that could not be begun. */
    void giveUp() throws IOException {
        if (!isSpecial()) {
            Files.deleteIfExists(next());
        }
    }

    /** A pipe, say, which somebody reads while it is written: it has no others before it. */
    private boolean isSpecial() {
        return Files.exists(file) && !Files.isRegularFile(file);
    }
}
