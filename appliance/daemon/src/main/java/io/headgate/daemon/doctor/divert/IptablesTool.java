package io.headgate.daemon.doctor.divert;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.Tools;
import io.headgate.net.lab.Command;
import java.util.List;

/** Whether the rules can be added here: the tool, its NFQUEUE target, and the two tables. */
public final class IptablesTool implements Check {
    @Override
    public String name() {
        return "iptables";
    }

    @Override
    public Finding run(Subject subject) {
        Command.Result version = subject.host().run("iptables --version");
        if (version.status() == Tools.NOT_FOUND) {
            return Finding.fail("there is no iptables to add the rules with", "apt-get install iptables");
        }
        if (!subject.host().run("iptables -j NFQUEUE --help").output().contains("--queue-num")) {
            return Finding.fail(
                    version.output().strip() + " does not know the target NFQUEUE",
                    "apt-get install --reinstall iptables");
        }
        if (!subject.hasNetAdmin()) {
            return Finding.ok(version.output().strip() + "; its tables are not to be seen without CAP_NET_ADMIN");
        }
        for (String chain : List.of("raw -S PREROUTING", "mangle -S POSTROUTING")) {
            Command.Result listing = subject.host().run("iptables -w -t " + chain);
            if (listing.status() != 0) {
                String table = chain.substring(0, chain.indexOf(' '));
                return Finding.fail(
                        "table " + table + ": " + listing.output().strip(),
                        "modprobe iptable_" + table + " (iptables-legacy) or modprobe nf_tables nft_compat xt_NFQUEUE");
            }
        }
        return Finding.ok(version.output().strip() + " with NFQUEUE, raw and mangle");
    }
}
