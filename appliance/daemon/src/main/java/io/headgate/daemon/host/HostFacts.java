package io.headgate.daemon.host;

import io.headgate.net.lab.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a host.
 *
 * @param root below which its {@code proc}, {@code sys} and {@code lib} lie
 */
public record HostFacts(Path root, Tools tools, Jvm jvm) {
    /** The network files of the calling thread's network namespace. */
    private static final String NET = "proc/thread-self/net/";

    public static HostFacts ofThisHost() {
        return new HostFacts(Path.of("/"), Tools.ofThisHost(), Jvm.current());
    }

    /**
     * A file's text without blanks around it, empty if there is no such file.
     *
     * @param path relative to the root
     * @throws UncheckedIOException if it is there but cannot be read
     */
    public Optional<String> text(String path) {
        Path file = root.resolve(path);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("/" + path + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** A file's lines, none if there is no such file. */
    public List<String> lines(String path) {
        return text(path).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** Lines of a network file, as {@code route}. */
    public List<String> net(String name) {
        return lines(NET + name);
    }

    /** A file's number, empty if there is no such file or it holds none ({@code max}). */
    public Optional<Long> number(String path) {
        return text(path).filter(text -> text.matches("-?\\d{1,18}")).map(Long::valueOf);
    }

    /** A kernel setting, as {@code net.ipv4.ip_forward} of sysctl(8); with slashes where a name may hold a dot. */
    public Optional<Long> setting(String path) {
        return number("proc/sys/" + path);
    }

    /** Whether there is such a file or folder. */
    public boolean has(String path) {
        return Files.exists(root.resolve(path));
    }

    /** As {@link #has(String)}, for a path as the host itself would write it. */
    public boolean has(Path path) {
        return has(path.isAbsolute() ? path.toString().substring(1) : path.toString());
    }

    /** Runs a program; {@code command} has blanks between its words. */
    public Command.Result run(String command) {
        return tools.run(List.of(command.split(" ", -1)));
    }

    /** What its kernel is. Starts a program or two. */
    public Platform platform() {
        return Platform.of(this);
    }

    /** A number of sysctl(8) of a BSD, as {@code kern.ipc.maxsockbuf}; empty if there is none of that name. */
    public Optional<Long> sysctl(String name) {
        Command.Result result = run("sysctl -n " + name);
        String value = result.output().strip();
        return result.status() == 0 && value.matches("-?\\d{1,18}")
                ? Optional.of(Long.valueOf(value))
                : Optional.empty();
    }

    /** Its network interfaces, the loopback left out. */
    public List<String> interfaces() {
        return platform().isBsd() ? Ifconfig.names(this) : linuxInterfaces();
    }

    private List<String> linuxInterfaces() {
        return net("dev").stream()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .filter(name -> !name.equals("lo"))
                .toList();
    }
}
