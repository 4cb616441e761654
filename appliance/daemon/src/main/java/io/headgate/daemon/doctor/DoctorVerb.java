package io.headgate.daemon.doctor;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.ConfigOption;
import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.doctor.check.Subject;
import io.headgate.daemon.host.HostFacts;
import io.headgate.net.divert.DivertBackend;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code headgate doctor}: exit status 0 if nothing keeps the appliance from working, 1 otherwise. */
@Command(
        name = "doctor",
        description =
                "Says what on this host would break or slow the appliance, each with its remedy. Changes nothing.",
        mixinStandardHelpOptions = true)
public final class DoctorVerb implements Callable<Integer> {
    /** As {@code os.name} has them, in lower case. */
    private static final Set<String> KNOWN = Set.of("linux", "freebsd", "openbsd", "dragonflybsd", "dragonfly");

    /** Without it checks that need a configuration are skipped. */
    @ArgGroup(exclusive = false, multiplicity = "0..1")
    private ConfigOption config;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (!KNOWN.contains(DivertBackend.system())) {
            throw CliException.failed(
                    "doctor knows Linux, FreeBSD, OpenBSD and DragonFly, and this is " + DivertBackend.system());
        }
        Report report = Checkup.run(new Subject(HostFacts.ofThisHost(), lanes()));
        System.out.println(json ? Json.line(report.toMap()) : report.toText("doctor"));
        return report.isOk() ? 0 : 1;
    }

    private List<LaneConfig> lanes() {
        return config == null ? List.of() : config.require(System.in).lanes();
    }
}
