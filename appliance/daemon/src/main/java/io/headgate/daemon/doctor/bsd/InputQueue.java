package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.Platform;
import java.util.Optional;

/** What is written back in waits in one queue of the kernel; what finds it full is lost without an error. */
public final class InputQueue implements Check {
    private static final String LENGTH = "net.inet.ip.intr_queue_maxlen";
    private static final String DROPS = "net.inet.ip.intr_queue_drops";

    /** A lane writes 64 at a time, and several lanes may. The system's own is 256. */
    private static final long ENOUGH = 2_048;

    private static final long ADVICE = 4_096;

    @Override
    public String name() {
        return "input-queue";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.platform() == Platform.OPENBSD) {
            return Finding.skip("OpenBSD has none: a packet is taken while it is written");
        }
        Optional<Long> length = subject.host().sysctl(LENGTH);
        if (length.isEmpty()) {
            return Finding.skip(LENGTH + " cannot be read from here");
        }
        long drops = subject.host().sysctl(DROPS).orElse(0L);
        long advice = Math.max(ADVICE, 2 * length.get());
        String remedy =
                "sysctl " + LENGTH + "=" + advice + "\necho '" + LENGTH + "=" + advice + "' >> /etc/sysctl.conf";
        if (length.get() < ENOUGH) {
            return Finding.warn(
                    LENGTH + " is " + length.get() + ": packets written back in are lost in a burst, so far " + drops,
                    remedy);
        }
        return drops == 0
                ? Finding.ok(LENGTH + " is " + length.get())
                : Finding.warn("since the boot packets=" + drops + " were lost in the input queue", remedy);
    }
}
