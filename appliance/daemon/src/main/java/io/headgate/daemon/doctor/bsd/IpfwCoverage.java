package io.headgate.daemon.doctor.bsd;

import io.headgate.api.Direction;
import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.config.ListenConfig;
import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.LaneRules;
import io.headgate.daemon.host.Platform;
import io.headgate.net.lab.Command;
import io.headgate.rules.kernel.DivertRule;
import io.headgate.rules.kernel.IpfwRules;
import java.util.List;

/** Without a rule for each port nothing arrives; a rule for the wrong direction sends packets the wrong way back. */
public final class IpfwCoverage implements Check {
    @Override
    public String name() {
        return "ipfw-rules";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.platform() == Platform.OPENBSD) {
            return Finding.skip("OpenBSD diverts by pf, see pf-rules");
        }
        if (subject.divertLanes().isEmpty()) {
            return Subject.needsConfiguration();
        }
        Command.Result show = subject.host().run(LaneRules.IPFW);
        if (show.status() != 0) {
            return Finding.skip(
                    "cannot be seen: " + LaneRules.IPFW + ": " + show.output().strip());
        }
        List<DivertRule> rules = DivertRule.parse(show.output());
        for (DivertLane lane : subject.divertLanes()) {
            for (ListenConfig listen : lane.listens()) {
                Finding finding = examine(lane, listen, rules, new LaneRules(lane, subject.host()));
                if (finding.state() != Finding.State.OK) {
                    return finding;
                }
            }
        }
        return Finding.ok("every port has a rule for its direction");
    }

    private static Finding examine(DivertLane lane, ListenConfig listen, List<DivertRule> rules, LaneRules wanted) {
        String port = "port " + listen.port() + " of lane " + lane.name();
        List<DivertRule> own =
                rules.stream().filter(rule -> rule.port() == listen.port()).toList();
        if (own.isEmpty()) {
            return Finding.fail("no ipfw rule diverts to " + port, wanted.remedy());
        }
        if (own.stream().noneMatch(DivertRule::isEnabled)) {
            return Finding.warn(
                    "rule " + own.get(0).number() + " for " + port + " is there, but its set is off",
                    IpfwRules.enable() + ", once headgate run says ready");
        }
        for (DivertRule rule : own) {
            boolean isWrong = (listen.direction() == Direction.IN && rule.seesOut())
                    || (listen.direction() == Direction.OUT && rule.seesIn());
            if (isWrong) {
                return Finding.fail(
                        "rule " + rule.number() + " sends more to " + port + " than its direction, "
                                + listen.direction().name().toLowerCase(java.util.Locale.ROOT) + ": " + rule,
                        "ipfw delete " + rule.number() + "\n" + wanted.remedy());
            }
        }
        return Finding.ok("");
    }
}
