package io.headgate.daemon.doctor.divert;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.net.datagram.DatagramOptions;
import io.headgate.net.divert.DivertOptions;
import java.util.Optional;

/** A socket must hold a burst: a queue's more than one of datagrams. CAP_NET_ADMIN may go beyond the system's limit, others may not. */
public final class ReceiveBuffer implements Check {
    private static final String SETTING = "net.core.rmem_max";

    @Override
    public String name() {
        return "receive-buffer";
    }

    @Override
    public Finding run(Subject subject) {
        long wanted = subject.divertsNothing()
                ? DatagramOptions.DEFAULTS.receiveBufferBytes()
                : DivertOptions.DEFAULT_RECEIVE_BUFFER;
        if (subject.hasNetAdmin()) {
            return Finding.ok(wanted + " bytes, forced beyond " + SETTING + " if need be");
        }
        Optional<Long> limit = subject.host().setting("net/core/rmem_max");
        if (limit.isEmpty()) {
            return Finding.skip(SETTING + " is not to be seen in this network namespace");
        }
        return limit.get() >= wanted
                ? Finding.ok(wanted + " bytes, " + SETTING + " is " + limit.get())
                : Finding.warn(
                        SETTING + " is " + limit.get() + ", too little for a burst of " + wanted + " bytes",
                        "sysctl -w " + SETTING + "=" + wanted);
    }
}
