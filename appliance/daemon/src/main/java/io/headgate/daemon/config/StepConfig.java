package io.headgate.daemon.config;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.api.Permission;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.GuardPolicy;
import io.headgate.engine.lane.OnError;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One place in a chain.
 *
 * @param policy how its filter is guarded
 * @param settings as the plugin took them, defaults included: texts, numbers, and lists of maps of these
 * @param filters makes a new filter of the plugin's newest version at each call; the settings are known to be good
 * @param permissions what the plugin asks for
 * @param versions makes one of another version of the plugin, which may refuse the settings
 */
public record StepConfig(
        String plugin,
        GuardPolicy policy,
        Map<String, Object> settings,
        Supplier<Filter> filters,
        Set<Permission> permissions,
        Function<FilterFactory, Filter> versions) {
    public StepConfig {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** A step whose filters come from nowhere but here, and ask for no permission; guarded as by default. */
    public StepConfig(String plugin, OnError onError, Map<String, Object> settings, Supplier<Filter> filters) {
        this(plugin, GuardPolicy.of(onError), settings, filters, Set.of(), any -> filters.get());
    }

    public OnError onError() {
        return policy.onError();
    }

    /** The same with a filter that is not called. */
    public StepConfig quarantined() {
        return new StepConfig(plugin, policy.quarantined(), settings, filters, permissions, versions);
    }

    /** A step with a filter of its own. */
    public Chain.Step create() {
        return new Chain.Step(plugin, plugin, filters.get(), policy, permissions);
    }

    /**
     * The same of another version of its plugin, which is called though this one may be quarantined.
     *
     * @throws IllegalArgumentException if that does not take the settings
     */
    public Chain.Step create(FilterFactory version) {
        return new Chain.Step(plugin, plugin, versions.apply(version), policy.released(), version.permissions());
    }
}
