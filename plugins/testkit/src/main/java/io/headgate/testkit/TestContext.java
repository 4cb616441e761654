package io.headgate.testkit;

import io.headgate.api.Counter;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Verdict;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane's context without a lane: makes verdicts without counting, and counters and gauges that a test can read. */
public final class TestContext implements FilterContext {
    private final Map<String, Counter> counters = new TreeMap<>();
    private final Map<String, Gauge> gauges = new TreeMap<>();

    @Override
    public String laneName() {
        return "test";
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger("test");
    }

    @Override
    public Verdict drop(String reason, String explanation) {
        return Verdict.drop(0, reason);
    }

    @Override
    public Counter counter(String name, String explanation) {
        return counters.computeIfAbsent(name, any -> new Counter());
    }

    @Override
    public Gauge gauge(String name, String explanation) {
        return gauges.computeIfAbsent(name, any -> new Gauge());
    }

    /** The value of the counter or gauge that the filter declared under this name. */
    public long value(String name) {
        if (counters.containsKey(name)) {
            return counters.get(name).value();
        }
        if (gauges.containsKey(name)) {
            return gauges.get(name).value();
        }
        throw new IllegalArgumentException(
                "the filter declared no '" + name + "', but " + counters.keySet() + " and " + gauges.keySet());
    }
}
