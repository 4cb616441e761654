package io.headgate.daemon.config;

import io.headgate.control.ControlPath;
import io.headgate.engine.plugin.Plugins;
import java.util.List;

/**
 * A whole configuration file.
 *
 * @param plugins what the chains' filters are made by; closed by whoever ends the appliance
 * @param control where operators may connect
 */
public record ApplianceConfig(List<LaneConfig> lanes, Plugins plugins, List<ControlPath> control) {
    public ApplianceConfig {
        lanes = List.copyOf(lanes);
        control = List.copyOf(control);
    }

    /** Lanes of bundled plugins only. */
    public ApplianceConfig(List<LaneConfig> lanes) {
        this(lanes, Plugins.bundled(), List.of());
    }

    /** Those of some lanes that are of one kind, in their order. */
    public static <T extends LaneConfig> List<T> lanesOf(Class<T> kind, List<LaneConfig> lanes) {
        return lanes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
