package io.headgate.daemon.run;

import io.headgate.engine.lane.LaneRunner;
import java.util.List;

/** A lane at work: with several queues one of each, with several ports one of all. */
record Unit(LaneRunner runner, List<Port> ports) {
    Unit {
        ports = List.copyOf(ports);
    }

    String name() {
        return runner.lane().name();
    }
}
