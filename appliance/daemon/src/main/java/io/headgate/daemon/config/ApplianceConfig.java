package io.headgate.daemon.config;

import io.headgate.engine.plugin.Plugins;
import java.util.List;

/**
 * A whole configuration file.
 *
 * @param plugins what the chains' filters are made by; closed by whoever ends the appliance
 */
public record ApplianceConfig(List<LaneConfig> lanes, Plugins plugins) {
    public ApplianceConfig {
        lanes = List.copyOf(lanes);
    }

    /** Lanes of bundled plugins only. */
    public ApplianceConfig(List<LaneConfig> lanes) {
        this(lanes, Plugins.bundled());
    }

    /** Those of some lanes that are of one kind, in their order. */
    public static <T extends LaneConfig> List<T> lanesOf(Class<T> kind, List<LaneConfig> lanes) {
        return lanes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
