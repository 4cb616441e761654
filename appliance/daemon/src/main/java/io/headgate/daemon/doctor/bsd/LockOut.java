package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.HostFacts;
import io.headgate.daemon.host.LaneRules;
import io.headgate.daemon.host.Platform;
import io.headgate.daemon.host.Tools;
import io.headgate.net.lab.Command;
import io.headgate.rules.kernel.DivertRule;
import java.util.List;

/**
 * ipfw's last rule denies everything unless told otherwise before it is loaded; and what is diverted is lost while nobody
 * listens. Either ends the operator's own connection.
 */
public final class LockOut implements Check {
    private static final int SSH = 22;
    private static final String ACCEPT = "net.inet.ip.fw.default_to_accept";

    @Override
    public String name() {
        return "lock-out";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.platform() == Platform.OPENBSD) {
            return Finding.skip("ipfw is FreeBSD's");
        }
        Command.Result list = subject.host().run(LaneRules.IPFW);
        if (list.status() == Tools.NOT_FOUND) {
            return Finding.skip("ipfw cannot be run from here: " + list.output().strip());
        }
        if (list.status() != 0) {
            return isSafeToLoad(subject.host())
                    ? Finding.ok("ipfw is not loaded, and " + ACCEPT + " is 1 for when it is")
                    : Finding.fail(
                            "ipfw is not loaded; once it is, it denies everything, your ssh connection too",
                            "kenv " + ACCEPT + "=1\necho '" + ACCEPT + "=1' >> /boot/loader.conf");
        }
        List<DivertRule> rules = DivertRule.parse(list.output()).stream()
                .filter(DivertRule::isEnabled)
                .toList();
        if (rules.stream().noneMatch(rule -> rule.lets(SSH))) {
            return Finding.fail(
                    "the rules of ipfw let no ssh in: the last one denies everything",
                    "ipfw add 32000 allow ip from any to any\necho '" + ACCEPT + "=1' >> /boot/loader.conf");
        }
        for (DivertRule rule : rules) {
            if (rule.port() != DivertRule.NONE) {
                return Finding.warn(
                        "rule " + rule.number() + " diverts ssh too: while Headgate does not run, you are locked out",
                        "divert: { exempt: [\"tcp port 22\"] } and the rules anew, see ipfw-rules; or at once\n"
                                + around(rule, rules) + "tcp from any to me 22 in\n"
                                + around(rule, rules) + "tcp from me 22 to any out");
            }
            if (rule.exempts(SSH)) {
                return Finding.ok("rule " + rule.number() + " keeps ssh away from the divert rules");
            }
        }
        return Finding.ok("nothing is diverted yet");
    }

    /** Not to be allowed beyond the operator's own rules: ssh only goes on behind the last rule that diverts. */
    private static String around(DivertRule first, List<DivertRule> rules) {
        int last = rules.stream()
                .filter(rule -> rule.port() != DivertRule.NONE)
                .mapToInt(DivertRule::number)
                .max()
                .orElseThrow();
        return "ipfw add " + Math.max(1, first.number() - 100) + " skipto " + (last + 1) + " ";
    }

    /** Whether ipfw would let everything pass once it is loaded; the kernel's environment says so, see kenv(1). */
    static boolean isSafeToLoad(HostFacts host) {
        return host.sysctl(ACCEPT).orElse(0L) == 1
                || host.run("kenv -q " + ACCEPT).output().strip().equals("1");
    }
}
