package io.headgate.net.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A library that is only there with its number behind it, as {@code libc.so.7} or {@code libc.so.97.1}. */
final class NumberedLibrary {
    private NumberedLibrary() {}

    /**
     * The one with the highest number.
     *
     * @param name without {@code .so}
     * @param folders where to look; not every system has every one
     */
    static Optional<Path> newest(String name, List<Path> folders) {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name + ".so.*")) {
                files.forEach(found::add);
            } catch (IOException unreadable) {
                throw new UncheckedIOException("cannot look for " + name + " in " + folder, unreadable);
            }
        }
        return found.stream()
                .filter(file -> numbers(file).length > 0)
                .max((one, other) -> Arrays.compare(numbers(one), numbers(other)));
    }

    /** The numbers behind {@code .so}, none if something else stands there. */
    private static int[] numbers(Path file) {
        String name = file.getFileName().toString();
        String numbers = name.substring(name.indexOf(".so.") + ".so.".length());
        return numbers.matches("\\d{1,9}(\\.\\d{1,9})*")
                ? Arrays.stream(numbers.split("\\.", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray()
                : new int[0];
    }
}
