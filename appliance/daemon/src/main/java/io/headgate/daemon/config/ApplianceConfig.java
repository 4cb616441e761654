package io.headgate.daemon.config;

import java.util.List;

/** A whole configuration file. */
public record ApplianceConfig(List<LaneConfig> lanes) {
    public ApplianceConfig {
        lanes = List.copyOf(lanes);
    }
}
