package io.headgate.daemon.doctor.divert;

import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.LaneRules;
import io.headgate.rules.kernel.QueueRule;
import java.util.ArrayList;
import java.util.List;

/** Without a rule for each queue nothing arrives, and the appliance looks idle. */
public final class KernelRules implements Check {
    @Override
    public String name() {
        return "kernel-rules";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.divertLanes().isEmpty()) {
            return Subject.needsConfiguration();
        }
        List<String> present = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        for (DivertLane lane : subject.divertLanes()) {
            LaneRules rules = new LaneRules(lane, subject.host());
            LaneRules.Installed installed = rules.installed();
            if (!installed.isKnown()) {
                return Finding.skip("cannot be seen: " + installed.problem());
            }
            if (isCovered(lane, installed.rules())) {
                present.add(lane.whence() + ": rules=" + installed.rules().size());
            } else {
                missing.add(lane.whence());
                remedies.add(rules.commands().isEmpty() ? rules.instructions() : String.join("\n", rules.commands()));
            }
        }
        return missing.isEmpty()
                ? Finding.ok(String.join(", ", present))
                : Finding.fail(
                        "no iptables rule sends packets to " + String.join(" and ", missing),
                        String.join("\n", remedies));
    }

    private static boolean isCovered(DivertLane lane, List<QueueRule> rules) {
        return lane.listen().queueNumbers().allMatch(queue -> rules.stream().anyMatch(rule -> rule.covers(queue)));
    }
}
