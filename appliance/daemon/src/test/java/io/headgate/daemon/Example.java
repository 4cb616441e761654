package io.headgate.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The examples that document net-listen: those of {@code net-listen-entry.txt} beside the checkout, where it is there. */
final class Example {
    private static final Path ENTRY = Path.of("../../../shared/reference/net-listen-entry.txt")
            .toAbsolutePath()
            .normalize();

    private Example() {}

    /**
     * Indented lines that follow each other, without the results printed beside them.
     *
     * @param first part of the first line
     * @param last part of the last one
     * @param otherwise an example of our own with the same calls
     */
    static String printed(String first, String last, String otherwise) throws IOException {
        if (!Files.exists(ENTRY)) {
            return otherwise;
        }
        List<String> lines = new ArrayList<>();
        boolean isInside = false;
        for (String line : Files.readAllLines(ENTRY)) {
            isInside |= line.contains(first);
            if (isInside && line.startsWith("    ")) {
                lines.add(line.replaceFirst("→.*", ""));
            }
            if (isInside && line.contains(last)) {
                return String.join("\n", lines) + "\n";
            }
        }
        throw new AssertionError("no example from '" + first + "' to '" + last + "' in " + ENTRY);
    }
}
