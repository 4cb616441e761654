package io.headgate.toolkit.names;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads lists of names; lines that are not understood are left out, counted, and the first ones told. */
final class NameListReader {
    static final int TOLD_LINES = 5;

    private final boolean coversSubdomains;
    private final List<String> told = new ArrayList<>();
    private long brokenLines;

    NameListReader(boolean coversSubdomains) {
        this.coversSubdomains = coversSubdomains;
    }

    /**
     * Reads files into one set.
     *
     * @throws IOException with file and reason, if one cannot be read
     * @throws IllegalArgumentException if a file has lines, but no name in any: it is no list
     */
    NameSet read(List<Path> files) throws IOException {
        NameSetBuilder names = new NameSetBuilder();
        for (Path file : files) {
            read(file, names);
        }
        return names.build();
    }

    private void read(Path file, NameSetBuilder names) throws IOException {
        NameLine lines = new NameLine(coversSubdomains, names);
        int number = 0;
        int understood = 0;
        int broken = 0;
        // Decoded so, bytes that are no UTF-8 make broken lines, in comments not even that.
        try (BufferedReader text =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                number++;
                String wrong = lines.read(line);
                if (wrong.isEmpty()) {
                    understood++;
                } else {
                    broken++;
                    tell(file, number, wrong);
                }
            }
        } catch (NoSuchFileException missing) {
            throw new IOException(file + ": there is no such file; make it, if only empty", missing);
        } catch (IOException unreadable) {
            throw new IOException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
        if (broken > 0 && understood == 0) {
            throw new IllegalArgumentException(file + ": is no list of names: none of its " + broken
                    + " lines is understood; the first: " + told.get(told.size() - Math.min(broken, told.size())));
        }
        brokenLines += broken;
    }

    private void tell(Path file, int number, String wrong) {
        if (told.size() < TOLD_LINES) {
            told.add(file + ":" + number + ": " + wrong);
        }
    }

    /** Lines that were left out. */
    long brokenLines() {
        return brokenLines;
    }

    /** The first of them with file, line and reason. */
    List<String> told() {
        return List.copyOf(told);
    }
}
