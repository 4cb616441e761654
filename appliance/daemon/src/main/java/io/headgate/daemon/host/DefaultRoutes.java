package io.headgate.daemon.host;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The interfaces by which a host reaches the rest of the world.
 *
 * <pre>
 *  route:       interface | destination | gateway | flags | ... | mask (8th), in hex
 *  ipv6_route:  destination | prefix length | source | its length | next hop | ... | flags (9th) | interface
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_net.5.html">proc_pid_net(5)</a>
 */
final class DefaultRoutes {
    private static final String ANY = "00000000";
    private static final String LOOPBACK = "lo";
    private static final String INTERFACE = "interface:";

    private DefaultRoutes() {}

    /** Their names, IPv4 first, none twice. */
    static List<String> interfaces(HostFacts host) {
        return host.platform().isBsd() ? ofBsd(host) : ofLinux(host);
    }

    /** A line of route(8) is {@code interface: em0}. */
    private static List<String> ofBsd(HostFacts host) {
        return Stream.of("-inet", "-inet6")
                .flatMap(family ->
                        host.run("route -n get " + family + " default").output().lines())
                .map(String::strip)
                .filter(line -> line.startsWith(INTERFACE))
                .map(line -> line.substring(INTERFACE.length()).strip())
                .distinct()
                .toList();
    }

    private static List<String> ofLinux(HostFacts host) {
        Set<String> names = new LinkedHashSet<>();
        columns(host, "route")
                .filter(row -> row.length >= 8 && row[1].equals(ANY) && row[7].equals(ANY))
                .forEach(row -> names.add(row[0]));
        // The kernel keeps an IPv6 default route to the loopback that refuses everything.
        columns(host, "ipv6_route")
                .filter(row -> row.length >= 10 && row[1].equals("00") && row[0].equals(ANY.repeat(4)))
                .filter(row -> !row[9].equals(LOOPBACK))
                .forEach(row -> names.add(row[9]));
        return List.copyOf(names);
    }

    private static Stream<String[]> columns(HostFacts host, String file) {
        return host.net(file).stream().map(line -> line.strip().split("\\s+", -1));
    }
}
