package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.Tools;
import io.headgate.net.lab.Command;

/** divert(4) asks for root when a socket is opened, and for a network stack of the jail's own. */
public final class RootAndJail implements Check {
    @Override
    public String name() {
        return "root";
    }

    @Override
    public Finding run(Subject subject) {
        Command.Result user = subject.host().run("id -u");
        if (user.status() == Tools.NOT_FOUND) {
            return Finding.skip("id cannot be run from here: " + user.output().strip());
        }
        if (!user.output().strip().equals("0")) {
            return Finding.fail("only root may open divert sockets", "run it as root: doas headgate run, or sudo");
        }
        boolean isJailed = subject.host().sysctl("security.jail.jailed").orElse(0L) == 1;
        boolean hasStack = subject.host().sysctl("security.jail.vnet").orElse(0L) == 1;
        if (isJailed && !hasStack) {
            return Finding.fail(
                    "this jail shares the host's network stack, in which it may not divert",
                    "vnet; in the jail's block of /etc/jail.conf, with an interface of its own, then service jail restart");
        }
        return Finding.ok(isJailed ? "root of a jail with a network stack of its own" : "root");
    }
}
