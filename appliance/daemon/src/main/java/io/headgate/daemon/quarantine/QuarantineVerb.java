package io.headgate.daemon.quarantine;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.ConfigReader;
import io.headgate.daemon.config.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate quarantine}: the list of filters that are not called, whether or not the appliance runs. */
@Command(
        name = "quarantine",
        description = "Lists the filters that did not return in an earlier run and are not called, or has them called"
                + " again from the next start on.",
        mixinStandardHelpOptions = true)
public final class QuarantineVerb implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    private static QuarantineFile file(Path config) {
        if (config == null) {
            return new QuarantineFile(ApplianceConfig.defaultState());
        }
        try {
            return new QuarantineFile(new ConfigReader().readState(config));
        } catch (ConfigException wrong) {
            throw CliException.report(wrong.report());
        }
    }

    private static QuarantineFile.Content read(QuarantineFile file) {
        try {
            QuarantineFile.Content content = file.read();
            content.badLines()
                    .forEach(line -> System.err.println("headgate: " + file.path() + ":" + line.number()
                            + ": is no entry and has no effect; delete the line"));
            return content;
        } catch (IOException unreadable) {
            throw CliException.failed(file.path() + " cannot be read: " + unreadable, unreadable);
        }
    }

    @Command(name = "list", description = "Prints the filters on the list.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = {"-c", "--config"},
                            paramLabel = "FILE",
                            description = "The configuration that says where the state is, if it says so.")
                    Path config,
            @Option(names = "--json", description = "Print one JSON object.") boolean json) {
        List<QuarantineEntry> entries = read(file(config)).entries();
        if (json) {
            System.out.println(Json.line(Map.of(
                    "quarantined", entries.stream().map(QuarantineVerb::toMap).toList())));
        } else if (entries.isEmpty()) {
            System.out.println("no filter is quarantined");
        } else {
            entries.forEach(entry -> System.out.println(entry.toLine()));
        }
        return 0;
    }

    private static Map<String, Object> toMap(QuarantineEntry entry) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("lane", entry.lane());
        map.put("filter", entry.filter());
        map.put("version", entry.version());
        map.put("when", entry.when().toString());
        map.put("why", entry.why());
        return map;
    }

    @Command(
            name = "clear",
            description = "Takes a filter off the list; a running appliance calls it after its next start.",
            mixinStandardHelpOptions = true)
    int clear(
            @Parameters(paramLabel = "[LANE/]FILTER", description = "On one lane, or on any.") String name,
            @Option(
                            names = {"-c", "--config"},
                            paramLabel = "FILE",
                            description = "The configuration that says where the state is, if it says so.")
                    Path config) {
        QuarantineFile file = file(config);
        try {
            List<QuarantineEntry> removed = file.clear(name);
            if (removed.isEmpty()) {
                List<String> there = file.read().entries().stream()
                        .map(QuarantineEntry::name)
                        .toList();
                throw CliException.failed("no filter '" + name + "' is on the list " + file.path() + "; there "
                        + (there.isEmpty() ? "is none" : "are: " + String.join(", ", there)));
            }
            removed.forEach(entry -> System.out.println("cleared " + entry.name()));
            return 0;
        } catch (IOException failed) {
            throw CliException.failed(file.path() + " cannot be changed: " + failed, failed);
        }
    }
}
