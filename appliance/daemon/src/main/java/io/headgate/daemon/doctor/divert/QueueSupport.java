package io.headgate.daemon.doctor.divert;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.HostFacts;

/** Whether this kernel has netfilter queues, or loads them when the first is opened. */
public final class QueueSupport implements Check {
    private static final String MODULE = "nfnetlink_queue";

    @Override
    public String name() {
        return "nfqueue";
    }

    @Override
    public Finding run(Subject subject) {
        HostFacts host = subject.host();
        if (host.has("proc/thread-self/net/netfilter/nfnetlink_queue")) {
            return Finding.ok("this kernel has netfilter queues");
        }
        String release = host.text("proc/sys/kernel/osrelease").orElse("unknown");
        String modules = "lib/modules/" + release + "/modules.dep";
        if (!host.has(modules)) {
            return Finding.warn(
                    "no netfilter queues in this kernel (" + release + "), and no modules of it to be seen here",
                    "modprobe " + MODULE + " on the machine that runs the container");
        }
        if (host.lines(modules).stream().anyMatch(line -> line.contains("/" + MODULE + ".ko"))) {
            return Finding.ok(MODULE + " is a module, loaded with the first queue");
        }
        return Finding.fail(
                "this kernel (" + release + ") has no netfilter queues",
                "use a kernel with CONFIG_NETFILTER_NETLINK_QUEUE; on Debian: apt-get install linux-image-"
                        + (release.contains("arm64") || release.contains("aarch64") ? "arm64" : "amd64"));
    }
}
