package io.headgate.bench.lab;

import io.headgate.daemon.cli.CliException;
import io.headgate.net.lab.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A program in C that comes with the benchmarks, compiled on this machine with {@code gcc -O2}. */
public final class CompiledC implements AutoCloseable {
    private final Path folder;
    private final Path source;
    private final Path binary;

    private CompiledC(Path folder, String name) {
        this.folder = folder;
        this.source = folder.resolve(name + ".c");
        this.binary = folder.resolve(name);
    }

    /**
     * Compiles it.
     *
     * @param name of its source, without ending
     * @param libraries it needs, as {@code -l} options
     */
    public static CompiledC compile(String name, String... libraries) {
        try (InputStream text = CompiledC.class.getResourceAsStream("/" + name + ".c")) {
            CompiledC program = new CompiledC(Files.createTempDirectory("headgate-bench-"), name);
            // The last one named goes first. Also when this process is told to end.
            List.of(program.folder, program.source, program.binary)
                    .forEach(path -> path.toFile().deleteOnExit());
            Files.copy(text, program.source, StandardCopyOption.REPLACE_EXISTING);
            List<String> gcc = new ArrayList<>(List.of("gcc", "-O2", program.source.toString()));
            gcc.addAll(List.of(libraries));
            gcc.addAll(List.of("-o", program.binary()));
            Command.run(gcc);
            return program;
        } catch (IOException failed) {
            throw CliException.failed("cannot compile " + name + ".c: " + failed.getMessage(), failed);
        }
    }

    /** Where the program is. */
    public String binary() {
        return binary.toString();
    }

    @Override
    public void close() {
        try {
            for (Path file : List.of(binary, source, folder)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException undeletable) {
            return; // Tried again when this process ends.
        }
    }
}
