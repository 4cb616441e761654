package io.headgate.daemon.doctor.divert;

import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.LaneRules;
import io.headgate.net.divert.DivertOptions;
import io.headgate.rules.kernel.QueueRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Rules that are there but differ from those we would write: in a chain where accepting skips the operator's firewall,
 * with another policy than the lane's for when nobody listens, without exempting what we inject, or without the one that makes
 * the kernel put fragments together where a filter needs it.
 */
public final class RuleFlags implements Check {
    @Override
    public String name() {
        return "rule-flags";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.divertLanes().isEmpty()) {
            return Subject.needsConfiguration();
        }
        int rules = 0;
        List<String> problems = new ArrayList<>();
        Set<String> remedies = new LinkedHashSet<>();
        for (DivertLane lane : subject.divertLanes()) {
            LaneRules wanted = new LaneRules(lane, subject.host());
            LaneRules.Installed installed = wanted.installed();
            if (!installed.isKnown()) {
                return Finding.skip("cannot be seen: " + installed.problem());
            }
            rules += installed.rules().size();
            for (QueueRule rule : installed.rules()) {
                List<String> found = problems(rule, lane);
                if (!found.isEmpty()) {
                    problems.addAll(found);
                    remedies.add(rule.remove());
                    remedies.addAll(wanted.commands());
                }
            }
            List<String> missing = installed.rules().isEmpty() ? List.of() : wanted.missingReassembly();
            if (!missing.isEmpty()) {
                problems.add("no rule makes the kernel put fragments together, so "
                        + String.join(", ", lane.fragmentFilters()) + " of lane " + lane.name()
                        + " cannot see the ports of all but the first");
                remedies.addAll(missing);
            }
        }
        if (rules == 0) {
            return Finding.skip("no rules yet");
        }
        return problems.isEmpty()
                ? Finding.ok("rules=" + rules + " are as they should be")
                : Finding.warn(String.join("; ", problems), String.join("\n", remedies));
    }

    private static List<String> problems(QueueRule rule, DivertLane lane) {
        String where = rule.table() + " " + rule.chain();
        List<String> problems = new ArrayList<>();
        if (rule.table().equals("filter") || rule.chain().equals("FORWARD")) {
            problems.add("the rule in " + where + " makes what the filters pass skip the rest of your firewall");
        }
        boolean isOpen = lane.isFailOpen();
        if (isOpen && !rule.bypass()) {
            problems.add("the rule in " + where + " has no --queue-bypass: though lane " + lane.name()
                    + " is fail-open, packets are dropped while it does not run");
        }
        if (!isOpen && rule.bypass()) {
            problems.add("the rule in " + where + " has --queue-bypass: though lane " + lane.name()
                    + " is not fail-open, packets pass while it does not run");
        }
        if (!rule.exempts(DivertOptions.INJECT_MARK)) {
            problems.add("the rule in " + where + " does not exempt the mark of injected packets");
        }
        return problems;
    }
}
