package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.config.DatagramLane;
import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;

/**
 * The queue needs CAP_NET_ADMIN for every verdict, injecting needs CAP_NET_RAW. Datagrams need neither, but to watch
 * memberships takes CAP_NET_RAW.
 */
public final class Privileges implements Check {
    @Override
    public String name() {
        return "privileges";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.divertsNothing()) {
            boolean isWatching = subject.datagramLanes().stream().anyMatch(DatagramLane::isMulticast);
            return subject.hasNetRaw() || !isWatching
                    ? Finding.ok("datagrams need none but for ports below 1024")
                    : Finding.warn(
                            "without CAP_NET_RAW memberships are not watched, and rejoin has no effect",
                            "run it as root, or from systemd with\nAmbientCapabilities=CAP_NET_RAW");
        }
        if (!subject.hasNetAdmin()) {
            return Finding.fail(
                    "without CAP_NET_ADMIN no queue can be opened",
                    "run it as root, or from systemd with\nAmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW");
        }
        if (!subject.hasNetRaw()) {
            return Finding.warn(
                    "CAP_NET_ADMIN is there, but without CAP_NET_RAW filters cannot inject packets",
                    "AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW");
        }
        return Finding.ok("CAP_NET_ADMIN and CAP_NET_RAW");
    }
}
