package io.headgate.daemon.doctor.bsd;

import io.headgate.daemon.config.DivertLane;
import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import java.util.List;

/** Under FreeBSD's Linux ABI Java takes itself to be on Linux, and would open a netfilter queue that is not there. */
public final class DivertBackendKey implements Check {
    @Override
    public String name() {
        return "backend";
    }

    @Override
    public Finding run(Subject subject) {
        if (subject.divertLanes().isEmpty()) {
            return Subject.needsConfiguration();
        }
        List<String> wrong = subject.divertLanes().stream()
                .filter(lane -> lane.listens().stream()
                        .anyMatch(listen -> !listen.backend().isDivert4()))
                .map(DivertLane::name)
                .toList();
        return wrong.isEmpty()
                ? Finding.ok("every lane opens divert(4)")
                : Finding.fail(
                        "lane " + String.join(", ", wrong)
                                + " would open a netfilter queue, and this kernel is not Linux",
                        "backend: divert4, in each entry of listen");
    }
}
