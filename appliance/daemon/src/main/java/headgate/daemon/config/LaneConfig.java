package headgate.daemon.config;

import headgate.api.Segments;
import headgate.engine.lane.Chain;
import headgate.engine.lane.Enforcement;
import headgate.engine.lane.OnFull;
import headgate.engine.lane.Threading;
import headgate.net.divert.DivertOptions;
import headgate.rules.kernel.IptablesRules;
import java.util.List;

/**
 * One lane of the configuration. With several queues it becomes as many lanes, each with its own thread and chain.
 *
 * @param slots of each ring, a power of two
 */
public record LaneConfig(
        String name,
        ListenConfig listen,
        DivertConfig divert,
        Enforcement enforcement,
        List<StepConfig> chain,
        OnFull onFull,
        Threading threading,
        int slots) {
    public LaneConfig {
        chain = List.copyOf(chain);
    }

    /** Whether packets go on unfiltered when there is no room for them; always where a lane only observes. */
    public boolean isFailOpen() {
        return onFull == OnFull.FAIL_OPEN || enforcement == Enforcement.OBSERVE;
    }

    /** The filters that need packets as on the wire, for which large segments are cut. */
    public List<String> wireFilters() {
        return chain.stream()
                .map(StepConfig::create)
                .filter(step -> step.filter().segments() == Segments.WIRE)
                .map(Chain.Step::name)
                .toList();
    }

    /** The commands that add the kernel rules this lane needs for the interfaces of the configuration. */
    public List<String> kernelRules() {
        return kernelRules(divert.interfaces());
    }

    /** The commands that add the kernel rules this lane needs for some interfaces. */
    public List<String> kernelRules(List<String> interfaces) {
        return interfaces.stream()
                .map(name -> new IptablesRules(
                        name, listen.port(), listen.queues(), isFailOpen(), DivertOptions.INJECT_MARK, divert.exempt()))
                .flatMap(rules -> rules.add().stream())
                .toList();
    }
}
