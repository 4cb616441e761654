package io.headgate.daemon.doctor.machine;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.LaneRules;
import io.headgate.net.lab.Command;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * LRO merges what an interface receives so that it cannot be cut again as it was: forwarded, that is lost. GRO can, and
 * is welcome.
 */
public final class ReceiveOffload implements Check {
    @Override
    public String name() {
        return "receive-offload";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.divertLanes().isEmpty()) {
            return Subject.needsConfiguration();
        }
        Set<String> names = new LinkedHashSet<>();
        subject.divertLanes().forEach(lane -> names.addAll(new LaneRules(lane, subject.host()).interfaces()));
        List<String> merging = new ArrayList<>();
        for (String name : names) {
            Command.Result features = subject.host().run("ethtool -k " + name);
            if (features.status() != 0) {
                return Finding.skip(
                        "ethtool -k " + name + ": " + features.output().strip());
            }
            boolean isOn =
                    features.output().lines().anyMatch(line -> line.strip().matches("large-receive-offload: on( .*)?"));
            if (isOn) {
                merging.add(name);
            }
        }
        if (!merging.isEmpty()) {
            return Finding.warn(
                    "large-receive-offload is on at " + String.join(", ", merging)
                            + ": merged packets are lost when they are forwarded",
                    String.join(
                            "\n",
                            merging.stream()
                                    .map(name -> "ethtool -K " + name + " lro off")
                                    .toList()));
        }
        return Finding.ok("large-receive-offload is off at " + String.join(", ", names));
    }
}
