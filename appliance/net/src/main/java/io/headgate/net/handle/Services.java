package io.headgate.net.handle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The system's services file, read anew for each question.
 *
 * <pre>
 *  name  port/protocol  aliases...  # comment
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/services.5.html">services(5)</a>
 */
public final class Services {
    private final Path file;

    private record Service(String name, int port, String protocol, List<String> aliases) {
        boolean isCalled(String wanted) {
            return name.equals(wanted) || aliases.contains(wanted);
        }
    }

    public Services(Path file) {
        this.file = file;
    }

    /** The port of a service by its name or an alias. */
    public int port(String name, String protocol) throws HandleException {
        return find(name + "/" + protocol, service -> service.isCalled(name) && service.protocol.equals(protocol)).port;
    }

    /** The name of the service at a port. */
    public String name(int port, String protocol) throws HandleException {
        return find(port + "/" + protocol, service -> service.port == port && service.protocol.equals(protocol)).name;
    }

    private Service find(String what, Predicate<Service> isWanted) throws HandleException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.map(Services::parse)
                    .filter(service -> service != null && isWanted.test(service))
                    .findFirst()
                    .orElseThrow(() -> new HandleException(ErrorCode.SERVICE, what + " is not in " + file));
        } catch (IOException | UncheckedIOException unreadable) {
            throw new HandleException(ErrorCode.SERVICE, file + " cannot be read: " + unreadable.getMessage());
        }
    }

    /** Null for a line that is no service. */
    private static Service parse(String line) {
        String[] words = line.replaceFirst("#.*", "").strip().split("\\s+", -1);
        if (words.length < 2 || !words[1].matches("\\d{1,5}/\\w+")) {
            return null;
        }
        String[] place = words[1].split("/", -1);
        List<String> aliases = Arrays.asList(words).subList(2, words.length);
        return new Service(words[0], Integer.parseInt(place[0]), place[1], aliases);
    }
}
