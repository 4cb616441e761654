package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;

/** Between two interfaces packets only pass if the kernel forwards. */
public final class Forwarding implements Check {
    private static final String SETTING = "net.ipv4.ip_forward";

    @Override
    public String name() {
        return "forwarding";
    }

    @Override
    public Finding run(Subject subject) {
        int interfaces = subject.interfaces().size();
        if (interfaces < 2) {
            return Finding.skip("fewer than two interfaces configured");
        }
        boolean isOn = subject.host()
                .setting("net/ipv4/ip_forward")
                .filter(value -> value == 1)
                .isPresent();
        if (isOn) {
            return Finding.ok(SETTING + " is 1");
        }
        return Finding.warn(
                interfaces + " interfaces are configured, but the kernel does not forward between them",
                "sysctl -w " + SETTING + "=1\necho '" + SETTING + "=1' > /etc/sysctl.d/60-headgate.conf");
    }
}
