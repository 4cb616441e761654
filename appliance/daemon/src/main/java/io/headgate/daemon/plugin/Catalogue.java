package io.headgate.daemon.plugin;

import io.headgate.daemon.config.ConfigOption;
import io.headgate.engine.plugin.PluginDirectory;
import io.headgate.engine.plugin.PluginException;
import io.headgate.engine.plugin.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The plugins of this host.
 *
 * @param problems what keeps others from being there, each a line
 */
record Catalogue(Plugins plugins, List<String> problems) {
    /** Those that a configuration would find; without one, those of the usual directory. */
    static Catalogue of(ConfigOption config) {
        if (config != null) {
            return new Catalogue(config.require(System.in).plugins(), List.of());
        }
        List<PluginException> problems = new ArrayList<>();
        Plugins plugins = Plugins.of(new PluginDirectory(PluginDirectory.DEFAULT, Map.of()), problems::add);
        return new Catalogue(
                plugins, problems.stream().map(PluginException::getMessage).toList());
    }
}
