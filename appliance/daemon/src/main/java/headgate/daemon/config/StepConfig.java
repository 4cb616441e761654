package headgate.daemon.config;

import headgate.api.Filter;
import headgate.engine.lane.Chain;
import headgate.engine.lane.OnError;
import java.util.function.Supplier;

/**
 * One place in a chain.
 *
 * @param filters makes a new filter at each call; the settings are known to be good
 */
public record StepConfig(String plugin, OnError onError, Supplier<Filter> filters) {
    /** A step with a filter of its own. */
    public Chain.Step create() {
        return new Chain.Step(plugin, filters.get(), onError);
    }
}
