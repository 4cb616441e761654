package io.headgate.daemon.config;

import io.headgate.api.Filter;
import io.headgate.api.Permission;
import io.headgate.engine.lane.Chain;
import io.headgate.engine.lane.OnError;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One place in a chain.
 *
 * @param settings as the plugin took them, defaults included: texts, numbers, and lists of maps of these
 * @param filters makes a new filter at each call; the settings are known to be good
 * @param permissions what the plugin asks for
 */
public record StepConfig(
        String plugin,
        OnError onError,
        Map<String, Object> settings,
        Supplier<Filter> filters,
        Set<Permission> permissions) {
    public StepConfig {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** A step whose plugin asks for no permission. */
    public StepConfig(String plugin, OnError onError, Map<String, Object> settings, Supplier<Filter> filters) {
        this(plugin, onError, settings, filters, Set.of());
    }

    /** A step with a filter of its own. */
    public Chain.Step create() {
        return new Chain.Step(plugin, filters.get(), onError, permissions);
    }
}
