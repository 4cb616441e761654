package io.headgate.daemon.check;

import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.ApplianceConfig;
import io.headgate.daemon.config.ConfigOption;
import io.headgate.daemon.config.yaml.ConfigException;
import io.headgate.daemon.config.yaml.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate check}: what is wrong with a configuration, or what it means. */
@Command(
        name = "check",
        description = "Validates a configuration without opening anything, and prints what the appliance would do.",
        mixinStandardHelpOptions = true)
public final class CheckVerb implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "Print one JSON object, for errors too.")
    private boolean json;

    @Override
    public Integer call() {
        ApplianceConfig read;
        try {
            read = config.load(System.in);
        } catch (ConfigException wrong) {
            if (!json) {
                throw CliException.report(wrong.report());
            }
            List<Map<String, Object>> errors =
                    wrong.problems().stream().map(CheckVerb::toMap).toList();
            System.out.println(Json.line(Map.of("ok", false, "errors", errors)));
            return 2;
        }
        Plan plan = new Plan(read);
        System.out.println(json ? Json.line(plan.toMap()) : plan.toText() + "OK");
        return 0;
    }

    private static Map<String, Object> toMap(Problem problem) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", problem.file());
        map.put("line", problem.line());
        map.put("column", problem.column());
        map.put("message", problem.message());
        return map;
    }
}
