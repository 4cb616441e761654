package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.Ifconfig;
import io.headgate.daemon.host.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * TSO and LRO make packets that no wire takes and that divert(4) cannot give back whole; between virtual machines checksum
 * offload leaves sums unfinished.
 */
public final class Offloads implements Check {
    private static final Set<String> SEGMENTS = Set.of("TSO4", "TSO6", "LRO", "VLAN_HWTSO");
    private static final Set<String> SUMS = Set.of("RXCSUM", "TXCSUM", "RXCSUM_IPV6", "TXCSUM_IPV6");

    @Override
    public String name() {
        return "offloads";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.platform() == Platform.OPENBSD) {
            return Finding.skip("ifconfig of OpenBSD does not list them");
        }
        if (subject.divertLanes().isEmpty()) {
            return Subject.needsConfiguration();
        }
        if (subject.isIfconfigHidden()) {
            return Subject.needsIfconfig();
        }
        List<String> found = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        for (String name : subject.divertedInterfaces()) {
            List<String> harmful = Ifconfig.of(subject.host(), name).stream()
                    .flatMap(interfaceFound -> interfaceFound.options().stream())
                    .filter(option -> SEGMENTS.contains(option) || (isVirtio(name) && SUMS.contains(option)))
                    .toList();
            if (!harmful.isEmpty()) {
                found.add(name + ": " + String.join(", ", harmful));
                remedies.add("ifconfig " + name + " -"
                        + String.join(
                                " -",
                                harmful.stream().map(Offloads::flag).distinct().toList()));
            }
        }
        return found.isEmpty()
                ? Finding.ok("none that changes packets")
                : Finding.warn(
                        "on at " + String.join("; ", found) + ": packets too large for the wire, or without sums",
                        String.join("\n", remedies));
    }

    private static boolean isVirtio(String name) {
        return name.startsWith("vtnet");
    }

    /** The word of ifconfig(8): {@code tso} for both families, {@code rxcsum6}, {@code vlanhwtso}. */
    private static String flag(String option) {
        return option.startsWith("TSO")
                ? "tso"
                : option.toLowerCase(Locale.ROOT).replace("_ipv6", "6").replace("_", "");
    }
}
