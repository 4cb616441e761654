package io.headgate.daemon.plugin;

import io.headgate.api.Option;
import io.headgate.daemon.cli.CliException;
import io.headgate.daemon.cli.Json;
import io.headgate.daemon.config.ConfigOption;
import io.headgate.engine.plugin.Plugin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code headgate plugin show}: what one plugin is and understands. */
@Command(name = "show", description = "Shows a plugin and its options.", mixinStandardHelpOptions = true)
public final class PluginShowVerb implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The plugin.")
    private String name;

    @ArgGroup(exclusive = false, multiplicity = "0..1")
    private ConfigOption config;

    @picocli.CommandLine.Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Catalogue catalogue = Catalogue.of(config);
        Plugin plugin = catalogue
                .plugins()
                .find(name)
                .orElseThrow(() -> CliException.usage("there is no plugin '" + name + "'; there are: "
                        + String.join(", ", catalogue.plugins().names())
                        + String.join(
                                "",
                                catalogue.problems().stream()
                                        .map(problem -> "\n" + problem)
                                        .toList())));
        if (json) {
            Map<String, Object> map = PluginListVerb.toMap(plugin);
            map.put("options", toList(plugin.factory().options()));
            System.out.println(Json.line(map));
            return 0;
        }
        System.out.println(plugin + ": " + plugin.factory().summary());
        List<String> permissions = PluginListVerb.permissions(plugin);
        if (!permissions.isEmpty()) {
            System.out.println("permissions: " + String.join(", ", permissions));
        }
        if (plugin.factory().options().isEmpty()) {
            System.out.println("no options");
        } else {
            Table table = new Table("OPTION", "TYPE", "RANGE", "DEFAULT", "WHAT IT DOES");
            addRows(table, "", plugin.factory().options());
            System.out.print(table.toText());
        }
        return 0;
    }

    private static void addRows(Table table, String indent, List<Option<?>> options) {
        for (Option<?> option : options) {
            String fallback = option.isRequired() ? "(required)" : option.fallback();
            table.row(
                    indent + option.name(),
                    type(option),
                    option.range().isEmpty() ? "-" : option.range(),
                    fallback.isEmpty() ? "-" : fallback,
                    option.explanation());
            addRows(table, indent + "  ", option.entryOptions());
        }
    }

    private static String type(Option<?> option) {
        return option.type().name().toLowerCase(Locale.ROOT);
    }

    private static List<Map<String, Object>> toList(List<Option<?>> options) {
        return options.stream()
                .map(option -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    map.put("name", option.name());
                    map.put("type", type(option));
                    map.put("range", option.range());
                    map.put("required", option.isRequired());
                    map.put("default", option.fallback());
                    map.put("explanation", option.explanation());
                    if (!option.entryOptions().isEmpty()) {
                        map.put("options", toList(option.entryOptions()));
                    }
                    return map;
                })
                .toList();
    }
}
