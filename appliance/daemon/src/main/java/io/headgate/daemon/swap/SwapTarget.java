package io.headgate.daemon.swap;

import io.headgate.daemon.config.LaneConfig;
import io.headgate.engine.lane.Lane;
import java.util.ArrayList;
import java.util.List;

/** A running lane, and what it was made by: with several queues, more than one lane by the same. */
public record SwapTarget(Lane lane, LaneConfig config) {
    /** Where a plugin's filters stand in the chain, 0 for the first. */
    List<Integer> places(String plugin) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < config.chain().size(); i++) {
            if (config.chain().get(i).plugin().equals(plugin)) {
                places.add(i);
            }
        }
        return places;
    }

    /** Whether an operator means this lane, or all made by one entry of the configuration. */
    boolean isCalled(String name) {
        return lane.name().equals(name) || config.name().equals(name);
    }
}
