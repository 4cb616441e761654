package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.Platform;
import io.headgate.net.divert.DivertOptions;
import java.util.Optional;

/**
 * A socket must hold a burst. FreeBSD grants 8/9 of kern.ipc.maxsockbuf when asked; OpenBSD begins with
 * net.inet.divert.recvspace and goes to 2 MiB.
 */
public final class SocketBuffers implements Check {
    private static final long WANTED = DivertOptions.DEFAULT_RECEIVE_BUFFER;
    private static final String FREEBSD = "kern.ipc.maxsockbuf";
    private static final long FREEBSD_NEEDS = WANTED / 8 * 9;
    private static final long FREEBSD_ADVICE = 64 << 20;
    private static final String RECEIVE = "net.inet.divert.recvspace";
    private static final long RECEIVE_NEEDS = 1 << 20;
    private static final String SEND = "net.inet.divert.sendspace";

    /** The largest packet and its address, sockaddr_in6. */
    private static final long SEND_NEEDS = 65_535 + 28;

    @Override
    public String name() {
        return "socket-buffers";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.platform() != Platform.OPENBSD) {
            return atLeast(subject, FREEBSD, FREEBSD_NEEDS, FREEBSD_ADVICE);
        }
        Finding receive = atLeast(subject, RECEIVE, RECEIVE_NEEDS, RECEIVE_NEEDS);
        return receive.state() == Finding.State.OK ? atLeast(subject, SEND, SEND_NEEDS, RECEIVE_NEEDS) : receive;
    }

    private static Finding atLeast(Subject subject, String setting, long needs, long advice) {
        Optional<Long> value = subject.host().sysctl(setting);
        if (value.isEmpty()) {
            return Finding.skip(setting + " cannot be read from here");
        }
        return value.get() >= needs
                ? Finding.ok(setting + " is " + value.get())
                : Finding.warn(
                        setting + " is " + value.get() + ", but a burst takes " + needs,
                        "sysctl " + setting + "=" + advice + "\necho '" + setting + "=" + advice
                                + "' >> /etc/sysctl.conf");
    }
}
