package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import java.util.List;

/** The kernel takes a rule for an interface that does not exist, and never matches it. */
public final class Interfaces implements Check {
    private static final int IFF_UP = 1;

    @Override
    public String name() {
        return "interfaces";
    }

    @Override
    public Finding run(Subject subject) {
        List<String> configured = subject.interfaces();
        if (configured.isEmpty()) {
            return Finding.skip("none configured: divert: { interfaces: [...] }");
        }
        List<String> present = subject.host().interfaces();
        List<String> missing =
                configured.stream().filter(name -> !present.contains(name)).toList();
        if (!missing.isEmpty()) {
            return Finding.fail(
                    "no interface " + String.join(", ", missing) + " on this host",
                    "divert: { interfaces: [...] } with some of: " + String.join(", ", present));
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
