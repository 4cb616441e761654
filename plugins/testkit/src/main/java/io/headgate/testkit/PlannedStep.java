package io.headgate.testkit;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.engine.lane.OnError;
import java.util.LinkedHashMap;
import java.util.Map;

/** A place in the chain: a plugin, its settings, and what becomes of packets on which it fails. */
final class PlannedStep {
    private final FilterFactory factory;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private OnError onError = OnError.PASS;

    PlannedStep(FilterFactory factory) {
        this.factory = factory;
    }

    void with(String key, Object value) {
        settings.put(key, value);
    }

    void onError(OnError value) {
        onError = value;
    }

    FilterFactory factory() {
        return factory;
    }

    OnError onError() {
        return onError;
    }

    /** A filter, its settings checked as the daemon does. */
    Filter create() {
        return MapSettings.create(factory, settings);
    }
}
