package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The kernel takes a rule for an interface that does not exist, and never matches it; a group cannot be joined there.
 */
public final class Interfaces implements Check {
    private static final int IFF_UP = 1;

    @Override
    public String name() {
        return "interfaces";
    }

    @Override
    public Finding run(Subject subject) {
        List<String> configured = Stream.concat(subject.interfaces().stream(), subject.datagramInterfaces().stream())
                .distinct()
                .toList();
        if (configured.isEmpty()) {
            return Finding.skip(
                    subject.divertsNothing()
                            ? "neither listen nor send-to names one"
                            : "none configured: divert: { interfaces: [...] }");
        }
        List<String> present = subject.host().interfaces();
        List<String> missing =
                configured.stream().filter(name -> !present.contains(name)).toList();
        if (!missing.isEmpty()) {
            return Finding.fail(
                    "no interface " + String.join(", ", missing) + " on this host",
                    remedy(subject, missing, String.join(", ", present)));
        }
        List<String> down =
                configured.stream().filter(name -> !isUp(subject, name)).toList();
        if (!down.isEmpty()) {
            return Finding.warn(
                    String.join(", ", down) + " is down",
                    String.join(
                            "\n",
                            down.stream()
                                    .map(name -> "ip link set " + name + " up")
                                    .toList()));
        }
        List<String> unplugged =
                configured.stream().filter(name -> !hasCarrier(subject, name)).toList();
        if (!unplugged.isEmpty()) {
            return Finding.warn(
                    String.join(", ", unplugged) + " is up but has no carrier",
                    "plug in the cable, or set the peer up; ethtool " + unplugged.get(0) + " says more");
        }
        return Finding.ok(String.join(", ", configured) + " up, with carrier");
    }

    private static String remedy(Subject subject, List<String> missing, String present) {
        List<String> lines = new ArrayList<>();
        if (missing.stream().anyMatch(subject.interfaces()::contains)) {
            lines.add("divert: { interfaces: [...] } with some of: " + present);
        }
        if (missing.stream().anyMatch(subject.datagramInterfaces()::contains)) {
            lines.add("interface: in listen and send-to one of: " + present);
        }
        return String.join("\n", lines);
    }

    /** Flags in hex, as netdevice(7) has them. Not operstate: for a second after a change that is the old one. */
    private static boolean isUp(Subject subject, String name) {
        int flags = subject.host()
                .text("sys/class/net/" + name + "/flags")
                .map(Integer::decode)
                .orElse(0);
        return (flags & IFF_UP) != 0;
    }

    /** Only of an interface that is up: of others it cannot be read. */
    private static boolean hasCarrier(Subject subject, String name) {
        return subject.host()
                .number("sys/class/net/" + name + "/carrier")
                .filter(value -> value == 1)
                .isPresent();
    }
}
