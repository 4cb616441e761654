package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.Platform;
import java.util.List;

/**
 * The address of a packet has room for seven characters of the interface's name. What is cut may be the name of another
 * interface, at which the packet would seem to have arrived.
 */
public final class InterfaceNames implements Check {
    private static final int ROOM = 7;

    @Override
    public String name() {
        return "interface-names";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.platform() == Platform.OPENBSD) {
            return Finding.skip("addresses of OpenBSD have no interface names");
        }
        if (subject.isIfconfigHidden()) {
            return Subject.needsIfconfig();
        }
        List<String> present = subject.host().interfaces();
        List<String> examined = subject.divertedInterfaces().isEmpty() ? present : subject.divertedInterfaces();
        List<String> tooLong =
                examined.stream().filter(name -> name.length() > ROOM).toList();
        if (tooLong.isEmpty()) {
            return Finding.ok("none of " + String.join(", ", examined) + " is longer than " + ROOM + " characters");
        }
        String name = tooLong.get(0);
        String cut = name.substring(0, ROOM);
        List<String> alike = present.stream()
                .filter(other -> !other.equals(name) && other.startsWith(cut))
                .toList();
        return Finding.warn(
                alike.isEmpty()
                        ? "packets of " + name + " say " + cut + ", so only its IPv4 address tells where they came in"
                        : "packets of " + name + " say " + cut + ", and so do those of " + String.join(", ", alike),
                "ifconfig " + name + " name ext0, ifconfig_" + name + "_name=\"ext0\" in /etc/rc.conf, and ext0 in"
                        + " your rules and configuration");
    }
}
