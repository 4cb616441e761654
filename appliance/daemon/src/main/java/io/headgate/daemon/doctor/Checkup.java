package io.headgate.daemon.doctor;

import io.headgate.daemon.doctor.bsd.BsdInterfaces;
import io.headgate.daemon.doctor.bsd.DivertBackendKey;
import io.headgate.daemon.doctor.bsd.DivertModule;
import io.headgate.daemon.doctor.bsd.InputQueue;
import io.headgate.daemon.doctor.bsd.InterfaceAddresses;
import io.headgate.daemon.doctor.bsd.InterfaceNames;
import io.headgate.daemon.doctor.bsd.IpfwCoverage;
import io.headgate.daemon.doctor.bsd.LockOut;
import io.headgate.daemon.doctor.bsd.Offloads;
import io.headgate.daemon.doctor.bsd.PfCoverage;
import io.headgate.daemon.doctor.bsd.RootAndJail;
import io.headgate.daemon.doctor.bsd.SocketBuffers;
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
import io.headgate.daemon.doctor.machine.Multicast;
import io.headgate.daemon.doctor.machine.NativeStub;
import io.headgate.daemon.doctor.machine.Privileges;
import io.headgate.daemon.doctor.machine.ReceiveOffload;
import io.headgate.daemon.doctor.machine.ReversePath;
import io.headgate.daemon.doctor.machine.UnpackFolder;
import io.headgate.daemon.host.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** All checks, in the order in which somebody would put things right. */
final class Checkup {
    private static final List<Check> EVERYWHERE =
            List.of(new JavaRuntime(), new NativeStub(), new UnpackFolder(), new Memory());

    private static final List<Check> LINUX = List.of(
            new Privileges(),
            new QueueSupport(),
            new QueueOwner(),
            new ReceiveBuffer(),
            new IptablesTool(),
            new Interfaces(),
            new Multicast(),
            new KernelRules(),
            new RuleFlags(),
            new Forwarding(),
            new ReversePath(),
            new ReceiveOffload(),
            new Backlog(),
            new Clock());

    private static final List<Check> BSD = List.of(
            new RootAndJail(),
            new LockOut(),
            new DivertModule(),
            new DivertBackendKey(),
            new BsdInterfaces(),
            new InterfaceNames(),
            new InterfaceAddresses(),
            new IpfwCoverage(),
            new PfCoverage(),
            new SocketBuffers(),
            new InputQueue(),
            new Offloads());

    /** Those of the way of packets that the kernel diverts; where no lane takes such there is nothing to put right. */
    private static final Set<String> DIVERTED = Set.of(
            "nfqueue",
            "queue-owner",
            "iptables",
            "kernel-rules",
            "rule-flags",
            "forwarding",
            "reverse-path",
            "receive-offload",
            "lock-out",
            "divert-module",
            "backend",
            "interface-names",
            "interface-ipv4",
            "ipfw-rules",
            "pf-rules",
            "socket-buffers",
            "input-queue",
            "offloads");

    /** Those of every system. */
    static final List<Check> CHECKS =
            Stream.of(EVERYWHERE, LINUX, BSD).flatMap(List::stream).toList();

    private Checkup() {}

    /** Those that a system needs; of netfilter there is nothing to say on a BSD, nor of ipfw on Linux. */
    static List<Check> of(Platform platform) {
        return Stream.of(EVERYWHERE, platform.isBsd() ? BSD : LINUX)
                .flatMap(List::stream)
                .toList();
    }

    /** Runs every check of the system; one that breaks says so and hides no other. */
    static Report run(Subject subject) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        of(subject.platform()).forEach(check -> findings.put(check.name(), run(check, subject)));
        return new Report(findings);
    }

    private static Finding run(Check check, Subject subject) {
        if (subject.divertsNothing() && DIVERTED.contains(check.name())) {
            return Finding.skip("no lane diverts");
        }
        try {
            return check.run(subject);
        } catch (RuntimeException unexpected) {
            return Finding.warn("could not be checked: " + unexpected, "look at what it names, then run doctor again");
        }
    }
}
