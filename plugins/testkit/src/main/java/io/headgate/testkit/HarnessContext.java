package io.headgate.testkit;

import io.headgate.api.Counter;
import io.headgate.api.Event;
import io.headgate.api.FilterContext;
import io.headgate.api.FilterFactory;
import io.headgate.api.Gauge;
import io.headgate.api.Histogram;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.api.Permission;
import io.headgate.api.Rejection;
import io.headgate.api.Telemetry;
import io.headgate.api.Verdict;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/** The lane's context of a filter, with the test at the ends that the lane does not have: events, mirrors, telemetry. */
final class HarnessContext implements FilterContext {
    private final FilterContext lane;
    private final FilterFactory factory;
    private final Setup setup;

    HarnessContext(FilterContext lane, FilterFactory factory, Setup setup) {
        this.lane = lane;
        this.factory = factory;
        this.setup = setup;
    }

    @Override
    public String laneName() {
        return lane.laneName();
    }

    @Override
    public List<String> interfaceNames() {
        return lane.interfaceNames();
    }

    @Override
    public Logger logger() {
        return lane.logger();
    }

    @Override
    public long nowNs() {
        return lane.nowNs();
    }

    @Override
    public RandomGenerator random() {
        return lane.random();
    }

    @Override
    public Verdict drop(String reason, String explanation) {
        return lane.drop(reason, explanation);
    }

    @Override
    public Verdict reject(Rejection kind, String reason, String explanation) {
        return lane.reject(kind, reason, explanation);
    }

    @Override
    public Verdict hold(long untilNs) {
        return lane.hold(untilNs);
    }

    @Override
    public boolean clone(Packet packet, long untilNs) {
        return lane.clone(packet, untilNs);
    }

    @Override
    public boolean inject(ByteBuffer packet) {
        return lane.inject(packet);
    }

    @Override
    public Counter counter(String name, String explanation) {
        return lane.counter(name, explanation);
    }

    @Override
    public Gauge gauge(String name, String explanation) {
        return lane.gauge(name, explanation);
    }

    @Override
    public Histogram histogram(String name, String explanation) {
        return lane.histogram(name, explanation);
    }

    @Override
    public Event event(String name, String explanation) {
        return setup.outlets.event(factory.name(), name);
    }

    @Override
    public Mirror mirror(String name) {
        if (!factory.permissions().contains(Permission.MIRROR)) {
            throw new IllegalStateException(
                    "mirror() needs the permission MIRROR: name it in permissions() of the plugin's" + " factory");
        }
        return setup.outlets.mirror(name);
    }

    @Override
    public Telemetry telemetry(String name) {
        return setup.outlets.telemetry(name);
    }
}
