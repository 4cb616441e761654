package io.headgate.testkit;

import io.headgate.api.Filter;
import io.headgate.api.FilterFactory;
import io.headgate.engine.lane.GuardPolicy;
import io.headgate.engine.lane.OnError;
import java.util.LinkedHashMap;
import java.util.Map;

/** A place in the chain: a plugin, its settings, and what becomes of packets on which it fails. */
final class PlannedStep {
    private final FilterFactory factory;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private OnError onError = OnError.PASS;
    private long timeBudgetNs = GuardPolicy.DEFAULT_TIME_BUDGET_NS;
    private long callNs;

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

    void timeBudget(long ns) {
        timeBudgetNs = ns;
    }

    void callsTake(long ns) {
        callNs = ns;
    }

    /** How long a call takes by the harness's clock. */
    long callNs() {
        return callNs;
    }

    GuardPolicy policy() {
        return new GuardPolicy(onError, GuardPolicy.DEFAULT_QUARANTINE_AFTER, timeBudgetNs, false);
    }

    /** A filter, its settings checked as the daemon does. */
    Filter create() {
        return MapSettings.create(factory, settings);
    }
}
