package io.headgate.daemon.config;

import java.util.List;

/** A whole configuration file. */
public record ApplianceConfig(List<LaneConfig> lanes) {
    public ApplianceConfig {
        lanes = List.copyOf(lanes);
    }

    /** Those of some lanes that are of one kind, in their order. */
    public static <T extends LaneConfig> List<T> lanesOf(Class<T> kind, List<LaneConfig> lanes) {
        return lanes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
