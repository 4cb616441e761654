package io.headgate.daemon.run;

import io.headgate.daemon.config.LaneConfig;
import io.headgate.daemon.control.StatusReport;
import io.headgate.engine.lane.LaneRunner;
import java.util.List;

/** A lane at work: with several queues one of each, with several ports one of all. */
record Unit(LaneConfig config, LaneRunner runner, List<Port> ports) {
    Unit {
        ports = List.copyOf(ports);
    }

    String name() {
        return runner.lane().name();
    }

    /** For who asks how it is doing; wire filters are those for which its sockets were opened. */
    StatusReport.Watched watched() {
        return new StatusReport.Watched(
                runner.lane(),
                config.whence(),
                config.wireFilters(),
                ports.stream().map(Port::counters).toList());
    }
}
