package io.headgate.daemon.doctor;

import io.headgate.daemon.doctor.check.Check;
import io.headgate.daemon.doctor.check.Finding;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.doctor.divert.IptablesTool;
import io.headgate.daemon.doctor.divert.KernelRules;
import io.headgate.daemon.doctor.divert.QueueOwner;
import io.headgate.daemon.doctor.divert.QueueSupport;
import io.headgate.daemon.doctor.divert.ReceiveBuffer;
import io.headgate.daemon.doctor.divert.RuleFlags;
import io.headgate.daemon.doctor.machine.Backlog;
import io.headgate.daemon.doctor.machine.Clock;
import io.headgate.daemon.doctor.machine.Forwarding;
import io.headgate.daemon.doctor.machine.Interfaces;
import io.headgate.daemon.doctor.machine.JavaRuntime;
import io.headgate.daemon.doctor.machine.Memory;
import io.headgate.daemon.doctor.machine.Privileges;
import io.headgate.daemon.doctor.machine.ReceiveOffload;
import io.headgate.daemon.doctor.machine.ReversePath;
import io.headgate.daemon.doctor.machine.UnpackFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All checks, in the order in which somebody would put things right. */
final class Checkup {
    static final List<Check> CHECKS = List.of(
            new Privileges(),
            new JavaRuntime(),
            new UnpackFolder(),
            new Memory(),
            new QueueSupport(),
            new QueueOwner(),
            new ReceiveBuffer(),
            new IptablesTool(),
            new Interfaces(),
            new KernelRules(),
            new RuleFlags(),
            new Forwarding(),
            new ReversePath(),
            new ReceiveOffload(),
            new Backlog(),
            new Clock());

    private Checkup() {}

    /** Runs every check; one that breaks says so and hides no other. */
    static Report run(Subject subject) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        CHECKS.forEach(check -> findings.put(check.name(), run(check, subject)));
        return new Report(findings);
    }

    private static Finding run(Check check, Subject subject) {
        try {
            return check.run(subject);
        } catch (RuntimeException unexpected) {
            return Finding.warn("could not be checked: " + unexpected, "look at what it names, then run doctor again");
        }
    }
}
