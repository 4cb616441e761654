package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups can be joined on an interface that never gets them: one that takes no multicast, or whose strict reverse path
 * filter drops, without a word, groups of senders that are not reached by it (IPv4 only).
 */
public final class Multicast implements Check {
    private static final int IFF_MULTICAST = 0x1000;

    @Override
    public String name() {
        return "multicast";
    }

    @Override
    public Finding run(Subject subject) {
        List<String> names = subject.groupInterfaces();
        if (names.isEmpty()) {
            return Finding.skip("no lane listens to groups");
        }
        List<String> problems = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        for (String name : names) {
            if (!takesMulticast(subject, name)) {
                problems.add(name + " takes no multicast");
                remedies.add("ip link set " + name + " multicast on");
            }
            if (hasIpv4Groups(subject, name) && ReversePath.isStrict(subject, name)) {
                problems.add(
                        "rp_filter is strict at " + name + ": groups are dropped whose senders are not reached by it");
                remedies.add("sysctl -w net/ipv4/conf/" + name + "/rp_filter=2");
            }
        }
        return problems.isEmpty()
                ? Finding.ok(String.join(", ", names) + " can take groups, rp_filter is not strict")
                : Finding.warn(String.join("; ", problems), String.join("\n", remedies));
    }

    /** Flags in hex, as netdevice(7) has them; what does not exist is the matter of {@link Interfaces}. */
    private static boolean takesMulticast(Subject subject, String name) {
        return subject.host()
                .text("sys/class/net/" + name + "/flags")
                .map(Integer::decode)
                .map(flags -> (flags & IFF_MULTICAST) != 0)
                .orElse(true);
    }

    private static boolean hasIpv4Groups(Subject subject, String name) {
        return subject.datagramLanes().stream()
                .flatMap(lane -> lane.groups().stream())
                .anyMatch(group -> group.interfaceName().equals(name) && !group.isIpv6());
    }
}
