package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.config.ListenConfig;
import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.LaneRules;
import io.headgate.daemon.host.Platform;
import io.headgate.daemon.host.Tools;
import io.headgate.net.lab.Command;
import io.headgate.rules.kernel.PfRules;
import java.util.List;

/**
 * What pf does with divert rules: on OpenBSD the way to divert, with {@code no state} lest answers are diverted too; on
 * FreeBSD a trap before the corrected 14 releases, since what is written back is diverted again, for ever.
 */
public final class PfCoverage implements Check {
    /** __FreeBSD_version of 14.1; 14.0 was seen to loop. */
    private static final long LOOPS_BEFORE = 1_401_000;

    @Override
    public String name() {
        return "pf-rules";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.divertLanes().isEmpty()) {
            return Subject.needsConfiguration();
        }
        Command.Result listing = subject.host().run(LaneRules.PF);
        boolean isOpenbsd = subject.platform() == Platform.OPENBSD;
        if (listing.status() != 0) {
            return isOpenbsd || listing.status() == Tools.NOT_FOUND
                    ? Finding.skip("cannot be seen: " + LaneRules.PF + ": "
                            + listing.output().strip())
                    : Finding.ok("pf is not in use");
        }
        List<String> rules = listing.output().lines().map(String::strip).toList();
        for (DivertLane lane : subject.divertLanes()) {
            for (ListenConfig listen : lane.listens()) {
                List<String> own = rules.stream()
                        .filter(rule ->
                                (rule + " ").matches(".* divert-(packet|to) .*port (= )?" + listen.port() + " .*"))
                        .toList();
                Finding finding = isOpenbsd
                        ? openbsd(own, listen.port(), new LaneRules(lane, subject.host()))
                        : freebsd(subject, own, new LaneRules(lane, subject.host()));
                if (finding.state() != Finding.State.OK) {
                    return finding;
                }
            }
        }
        return Finding.ok(isOpenbsd ? "every port has rules without state" : "pf diverts nothing in a way that loops");
    }

    private static Finding openbsd(List<String> own, int port, LaneRules wanted) {
        String remedy = "the line " + PfRules.ANCHOR_LINE + " at the end of /etc/pf.conf, pfctl -f /etc/pf.conf, then\n"
                + wanted.remedy();
        if (own.isEmpty()) {
            return Finding.fail("no pf rule diverts to port " + port, remedy);
        }
        return own.stream()
                .filter(rule -> !rule.contains("no state"))
                .findFirst()
                .map(rule -> Finding.fail(
                        "a rule for port " + port + " keeps state, so pf diverts the answers to it as well: " + rule,
                        remedy))
                .orElse(Finding.ok(""));
    }

    private static Finding freebsd(Subject subject, List<String> own, LaneRules wanted) {
        if (own.isEmpty()) {
            return Finding.ok("");
        }
        long version = subject.host().sysctl("kern.osreldate").orElse(0L);
        if (version < LOOPS_BEFORE) {
            return Finding.fail(
                    "pf of this FreeBSD (" + version + ") diverts what is written back again, for ever: " + own.get(0),
                    "take the divert-to rules out of /etc/pf.conf, pfctl -f /etc/pf.conf, and use ipfw:\n"
                            + wanted.remedy());
        }
        return own.stream()
                .filter(rule -> !rule.contains("no state"))
                .findFirst()
                .map(rule -> Finding.warn(
                        "a divert-to rule keeps state, so pf diverts the answers as well: " + rule,
                        "add no state to it in /etc/pf.conf, pfctl -f /etc/pf.conf, pfctl -F states"))
                .orElse(Finding.ok(""));
    }
}
