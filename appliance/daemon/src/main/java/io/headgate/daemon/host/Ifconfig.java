package io.headgate.daemon.host;

import io.headgate.net.lab.Command;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What ifconfig(8) of a BSD says of an interface.
 *
 * <pre>
 *  em0: flags=8863&lt;UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST&gt; metric 0 mtu 1500
 *          options=48525bb&lt;RXCSUM,TXCSUM,TSO4,LRO&gt;
 *          inet 192.0.2.1 netmask 0xffffff00 broadcast 192.0.2.255
 *          status: active
 * </pre>
 */
public record Ifconfig(String name, List<String> lines) {
    private static final Pattern HEAD = Pattern.compile("([^\\s:]+): flags=.*");
    private static final Pattern FLAGS = Pattern.compile("[^\\s:]+: flags=\\w+<([^>]*)>.*");
    private static final Pattern OPTIONS = Pattern.compile("options=\\w+<([^>]*)>");

    public Ifconfig {
        lines = List.copyOf(lines);
    }

    /** All interfaces but the loopback. */
    static List<String> names(HostFacts host) {
        return host.run("ifconfig -a")
                .output()
                .lines()
                .map(HEAD::matcher)
                .filter(Matcher::matches)
                .map(head -> head.group(1))
                .filter(name -> !name.matches("lo\\d*"))
                .toList();
    }

    /** One interface, empty if there is none of that name. */
    public static Optional<Ifconfig> of(HostFacts host, String name) {
        Command.Result result = host.run("ifconfig " + name);
        return result.status() == 0
                ? Optional.of(new Ifconfig(
                        name, result.output().lines().map(String::strip).toList()))
                : Optional.empty();
    }

    public boolean isUp() {
        return words(FLAGS).anyMatch("UP"::equals);
    }

    /** False only if it says so: not all kinds know. */
    public boolean hasCarrier() {
        return lines.stream().noneMatch(line -> line.startsWith("status: no carrier"));
    }

    public boolean hasIpv4() {
        return lines.stream().anyMatch(line -> line.startsWith("inet "));
    }

    /** What the hardware does for the kernel, as {@code TSO4}. */
    public List<String> options() {
        return words(OPTIONS).toList();
    }

    private Stream<String> words(Pattern pattern) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .flatMap(line -> Stream.of(line.group(1).split(",", -1)));
    }
}
