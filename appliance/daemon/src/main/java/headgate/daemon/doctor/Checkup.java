package headgate.daemon.doctor;

import headgate.daemon.doctor.check.Check;
import headgate.daemon.doctor.check.Finding;
import headgate.daemon.doctor.check.Subject;
import headgate.daemon.doctor.divert.IptablesTool;
import headgate.daemon.doctor.divert.KernelRules;
import headgate.daemon.doctor.divert.QueueOwner;
import headgate.daemon.doctor.divert.QueueSupport;
import headgate.daemon.doctor.divert.ReceiveBuffer;
import headgate.daemon.doctor.divert.RuleFlags;
import headgate.daemon.doctor.machine.Backlog;
import headgate.daemon.doctor.machine.Clock;
import headgate.daemon.doctor.machine.Forwarding;
import headgate.daemon.doctor.machine.Interfaces;
import headgate.daemon.doctor.machine.JavaRuntime;
import headgate.daemon.doctor.machine.Memory;
import headgate.daemon.doctor.machine.Privileges;
import headgate.daemon.doctor.machine.ReceiveOffload;
import headgate.daemon.doctor.machine.ReversePath;
import headgate.daemon.doctor.machine.UnpackFolder;
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
