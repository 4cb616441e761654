package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.Platform;
import io.headgate.daemon.host.Tools;
import io.headgate.net.lab.Command;

/** Whether this kernel has divert(4): OpenBSD always, FreeBSD and DragonFly by a module. */
public final class DivertModule implements Check {
    private static final String LOADER = """
            echo 'net.inet.ip.fw.default_to_accept=1' >> /boot/loader.conf
            echo 'ipfw_load="YES"' >> /boot/loader.conf
            echo 'ipdivert_load="YES"' >> /boot/loader.conf
            """;

    @Override
    public String name() {
        return "divert-module";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.host().has("proc/self/ns/net")) {
            return Finding.fail("this kernel is Linux, which has no divert(4)", "backend: auto");
        }
        if (subject.platform() == Platform.OPENBSD) {
            return Finding.ok("built into OpenBSD");
        }
        Command.Result module = subject.host().run("kldstat -q -m ipdivert");
        if (module.status() == Tools.NOT_FOUND) {
            return Finding.skip(
                    "kldstat cannot be run from here: " + module.output().strip());
        }
        if (module.status() == 0) {
            return Finding.ok("ipdivert is in the kernel");
        }
        return Finding.fail(
                "the module ipdivert is not loaded, so no divert socket can be opened",
                LOADER
                        + (LockOut.isSafeToLoad(subject.host())
                                ? "kldload ipfw ipdivert"
                                : "then restart; loaded at once, ipfw would cut your ssh connection (see lock-out)"));
    }
}
