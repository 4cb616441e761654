package io.headgate.engine.lane;

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
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one filter of a lane is given. Thread: as {@link FilterContext} says. */
final class LaneContext implements FilterContext {
    private final String laneName;
    private final String filterName;
    private final DropReasons reasons;
    private final FilterCounters counters;
    private final RandomGenerator random = new SplittableRandom();

    LaneContext(String laneName, String filterName, DropReasons reasons, FilterCounters counters) {
        this.laneName = laneName;
        this.filterName = filterName;
        this.reasons = reasons;
        this.counters = counters;
    }

    @Override
    public String laneName() {
        return laneName;
    }

    @Override
    public List<String> interfaceNames() {
        return List.of();
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger("headgate.filter." + filterName + "." + laneName);
    }

    @Override
    public long nowNs() {
        throw new UnsupportedOperationException("nowNs");
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Verdict drop(String reason, String explanation) {
        return reasons.declare(reason, explanation);
    }

    @Override
    public Verdict reject(Rejection kind, String reason, String explanation) {
        throw new UnsupportedOperationException("reject");
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
    public Counter counter(String name, String explanation) {
        return counters.counter(name, explanation);
    }

    @Override
    public Gauge gauge(String name, String explanation) {
        return counters.gauge(name, explanation);
    }

    @Override
    public Histogram histogram(String name, String explanation) {
        throw new UnsupportedOperationException("histogram");
    }

    @Override
    public Event event(String name, String explanation) {
        throw new UnsupportedOperationException("event");
    }

    @Override
    public Mirror mirror(String name) {
        throw new UnsupportedOperationException("mirror");
    }

    @Override
    public Telemetry telemetry(String name) {
        throw new UnsupportedOperationException("telemetry");
    }
}
