package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import java.util.List;
import java.util.Optional;

/** Packets that a processor's input queue had no room for were lost before any rule saw them. */
public final class Backlog implements Check {
    private static final String SETTING = "net.core.netdev_max_backlog";
    private static final long ENOUGH = 10_000;

    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public Finding run(Subject subject) {
        List<String> processors = subject.host().net("softnet_stat");
        if (processors.isEmpty()) {
            return Finding.skip("no softnet_stat in this network namespace");
        }
        // One line for each processor, in hex: processed, dropped, ...
        long dropped = processors.stream()
                .mapToLong(line -> Long.parseLong(line.split(" ", -1)[1], 16))
                .sum();
        if (dropped == 0) {
            return Finding.ok("no packet was lost before the rules");
        }
        Optional<Long> known = subject.host().setting("net/core/netdev_max_backlog");
        if (known.isEmpty()) {
            return Finding.warn(
                    "since the boot packets=" + dropped + " were lost before the rules",
                    "outside this network namespace: sysctl -w " + SETTING + "=" + ENOUGH);
        }
        long limit = known.get();
        return Finding.warn(
                "since the boot packets=" + dropped + " were lost before the rules, " + SETTING + " is " + limit,
                "sysctl -w " + SETTING + "=" + Math.max(ENOUGH, 2 * limit));
    }
}
