package headgate.daemon.doctor;

import headgate.daemon.cli.CliException;
import headgate.daemon.cli.Json;
import headgate.daemon.config.ConfigException;
import headgate.daemon.config.ConfigReader;
import headgate.daemon.config.LaneConfig;
import headgate.daemon.doctor.check.Subject;
import headgate.daemon.host.HostFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code headgate doctor}: exit status 0 if nothing keeps the appliance from working, 1 otherwise. */
@Command(
        name = "doctor",
        description =
                "Says what on this host would break or slow the appliance, each with its remedy. Changes nothing.",
        mixinStandardHelpOptions = true)
public final class DoctorVerb implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration that is to run here; without it checks that need one are skipped.")
    private Path configFile;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        String os = System.getProperty("os.name", "");
        if (!os.toLowerCase(Locale.ROOT).equals("linux")) {
            throw CliException.failed("doctor knows Linux only, and this is " + os);
        }
        Report report = Checkup.run(new Subject(HostFacts.ofThisHost(), lanes()));
        System.out.println(json ? Json.line(report.toMap()) : report.toText());
        return report.isOk() ? 0 : 1;
    }

    private List<LaneConfig> lanes() {
        if (configFile == null) {
            return List.of();
        }
        try {
            return new ConfigReader().read(configFile).lanes();
        } catch (ConfigException wrong) {
            throw CliException.usage(wrong.getMessage());
        }
    }
}
