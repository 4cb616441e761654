package headgate.daemon.config;

import headgate.engine.lane.OnFull;
import headgate.engine.lane.Threading;
import java.util.List;

/**
 * One lane of the configuration. With several queues it becomes as many lanes, each with its own thread and chain.
 *
 * @param port divert port; on Linux the first queue number
 * @param queues how many queues, from {@code port} on, the kernel spreads flows over
 * @param slots of each ring, a power of two
 * @param interfaces whose traffic is to be diverted, for the kernel rules that {@code run} prints
 */
public record LaneConfig(
        String name,
        int port,
        int queues,
        OnFull onFull,
        Threading threading,
        int slots,
        List<String> interfaces,
        List<StepConfig> chain) {
    public LaneConfig {
        interfaces = List.copyOf(interfaces);
        chain = List.copyOf(chain);
    }
}
