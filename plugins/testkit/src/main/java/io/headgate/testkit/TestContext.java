package io.headgate.testkit;

import io.headgate.api.Counter;
import io.headgate.api.Event;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Histogram;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.api.Rejection;
import io.headgate.api.Telemetry;
import io.headgate.api.Verdict;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane's context without a lane: makes verdicts without counting, and counters and gauges that a test can read. */
public final class TestContext implements FilterContext {
    private final Map<String, Counter> counters = new TreeMap<>();
    private final Map<String, Gauge> gauges = new TreeMap<>();
    private final Map<String, RecordingMirror> mirrors = new TreeMap<>();

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

    @Override
    public List<String> interfaceNames() {
        return List.of();
    }

    @Override
    public long nowNs() {
        return 0;
    }

    @Override
    public RandomGenerator random() {
        return new SplittableRandom(1);
    }

    @Override
    public Verdict reject(Rejection kind, String reason, String explanation) {
        return Verdict.reject(0, reason, kind);
    }

    @Override
    public Verdict hold(long untilNs) {
        throw new UnsupportedOperationException("hold");
    }

    @Override
    public boolean clone(Packet packet, long untilNs) {
        throw new UnsupportedOperationException("clone");
    }

    @Override
    public boolean inject(ByteBuffer packet) {
        throw new UnsupportedOperationException("inject");
    }

    @Override
    public Histogram histogram(String name, String explanation) {
        return new Histogram();
    }

    @Override
    public Event event(String name, String explanation) {
        throw new UnsupportedOperationException("event");
    }

    @Override
    public Mirror mirror(String name) {
        return recordingMirror(name);
    }

    /** What the filter finds as the mirror of this name. */
    public RecordingMirror recordingMirror(String name) {
        return mirrors.computeIfAbsent(name, any -> new RecordingMirror());
    }

    @Override
    public Telemetry telemetry(String name) {
        throw new UnsupportedOperationException("telemetry");
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
