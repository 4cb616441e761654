package io.headgate.daemon.host;

import io.headgate.net.lab.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A host in a folder. Below {@code tools} lies what each command prints, in a file named by its words with {@code _}
 * between them, and with {@code .status} behind it the status if it is not 0; {@code jvm.properties} has what differs
 * from a well started Java 17.
 */
public final class FixtureHost {
    private FixtureHost() {}

    /** The host in a folder of the test resources. */
    public static HostFacts named(String name) {
        Path folder = Path.of("src/test/resources").resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("no fixture " + folder.toAbsolutePath());
        }
        return in(folder);
    }

    public static HostFacts in(Path folder) {
        return new HostFacts(folder, words -> run(folder.resolve("tools"), words), jvm(folder));
    }

    private static Command.Result run(Path tools, List<String> words) {
        String name = String.join("_", words);
        Optional<String> output = text(tools.resolve(name));
        int status = text(tools.resolve(name + ".status"))
                .map(text -> Integer.valueOf(text.strip()))
                .orElse(0);
        return output.map(text -> new Command.Result(status, text))
                .orElse(new Command.Result(Tools.NOT_FOUND, "cannot run " + words.get(0) + ": no such file"));
    }

    private static Jvm jvm(Path folder) {
        Properties properties = new Properties();
        try {
            Optional<String> text = text(folder.resolve("jvm.properties"));
            properties.load(new java.io.StringReader(text.orElse("")));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Jvm(
                Integer.parseInt(properties.getProperty("version", "17")),
                List.of(properties.getProperty("flags", "-Xmx128m").split(" ", -1)),
                Long.parseLong(properties.getProperty("maxDirectBytes", "2147483648")),
                new NativeLibrary(
                        Optional.ofNullable(properties.getProperty("installed")).map(Path::of),
                        Path.of(properties.getProperty("unpackFolder", "/tmp")),
                        properties.getProperty("platform", "x86_64-Linux"),
                        properties.getProperty("problem", "")));
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
