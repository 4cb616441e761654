package io.headgate.daemon.config;

import io.headgate.control.ControlPath;
import io.headgate.engine.plugin.Plugins;
import java.nio.file.Path;
import java.util.List;

/**
 * A whole configuration file.
 *
 * @param plugins what the chains' filters are made by; closed by whoever ends the appliance
 * @param taps where copies of packets may go
 * @param control where operators may connect
 * @param state directory of what outlives the process; need not exist yet
 */
public record ApplianceConfig(
        List<LaneConfig> lanes, Plugins plugins, List<TapConfig> taps, List<ControlPath> control, Path state) {
    public ApplianceConfig {
        lanes = List.copyOf(lanes);
        taps = List.copyOf(taps);
        control = List.copyOf(control);
    }

    /** Lanes of bundled plugins only, with the state where it is kept by default. */
    public ApplianceConfig(List<LaneConfig> lanes) {
        this(lanes, Plugins.bundled(), List.of(), List.of(), defaultState());
    }

    /** Where state is kept unless the configuration says otherwise, as hier(7) of Linux and of the BSDs has it. */
    public static Path defaultState() {
        boolean isLinux = System.getProperty("os.name").equals("Linux");
        return Path.of(isLinux ? "/var/lib/headgate" : "/var/db/headgate");
    }

    /** Those of some lanes that are of one kind, in their order. */
    public static <T extends LaneConfig> List<T> lanesOf(Class<T> kind, List<LaneConfig> lanes) {
        return lanes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
