package io.headgate.daemon.plugin;

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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate plugin list}: exit status 1 if a jar could not be loaded. */
@Command(name = "list", description = "Shows the plugins there are.", mixinStandardHelpOptions = true)
public final class PluginListVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = false, multiplicity = "0..1")
    private ConfigOption config;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Catalogue catalogue = Catalogue.of(config);
        List<Plugin> plugins = catalogue.plugins().all();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("directory", catalogue.plugins().directory().path().toString());
            object.put("plugins", plugins.stream().map(PluginListVerb::toMap).toList());
            object.put("problems", catalogue.problems());
            System.out.println(Json.line(object));
        } else {
            Table table = new Table("NAME", "VERSION", "SOURCE", "PERMISSIONS", "SUMMARY");
            plugins.forEach(plugin -> table.row(
                    plugin.name(),
                    shown(plugin.version()),
                    plugin.source(),
                    shown(String.join(",", permissions(plugin))),
                    plugin.factory().summary()));
            System.out.print(table.toText());
            System.out.println(
                    "jars are looked for in " + catalogue.plugins().directory().path());
        }
        System.out.flush();
        catalogue.problems().forEach(problem -> spec.commandLine().getErr().println("headgate: " + problem));
        return catalogue.problems().isEmpty() ? 0 : 1;
    }

    private static String shown(String text) {
        return text.isEmpty() ? "-" : text;
    }

    static List<String> permissions(Plugin plugin) {
        return plugin.factory().permissions().stream()
                .map(permission -> permission.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    static Map<String, Object> toMap(Plugin plugin) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", plugin.name());
        map.put("version", plugin.version());
        map.put("source", plugin.source());
        map.put("sha256", plugin.sha256());
        map.put("permissions", permissions(plugin));
        map.put("summary", plugin.factory().summary());
        return map;
    }
}
