package io.headgate.daemon.doctor.divert;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.net.divert.DivertOptions;
import java.util.Optional;

/** A queue's socket must hold a burst. CAP_NET_ADMIN may go beyond the system's limit, others may not. */
public final class ReceiveBuffer implements Check {
    private static final String SETTING = "net.core.rmem_max";
    private static final long WANTED = DivertOptions.DEFAULT_RECEIVE_BUFFER;

    @Override
    public String name() {
        return "receive-buffer";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.hasNetAdmin()) {
            return Finding.ok(WANTED + " bytes, forced beyond " + SETTING + " if need be");
        }
        Optional<Long> limit = subject.host().setting("net/core/rmem_max");
        if (limit.isEmpty()) {
            return Finding.skip(SETTING + " is not to be seen in this network namespace");
        }
        return limit.get() >= WANTED
                ? Finding.ok(WANTED + " bytes, " + SETTING + " is " + limit.get())
                : Finding.warn(
                        SETTING + " is " + limit.get() + ", too little for a burst of " + WANTED + " bytes",
                        "sysctl -w " + SETTING + "=" + WANTED);
    }
}
