package io.headgate.engine.lane;

import io.headgate.api.Counter;
import io.headgate.api.Event;
import io.headgate.api.FilterContext;
import io.headgate.api.Gauge;
import io.headgate.api.Histogram;
import io.headgate.api.Mirror;
import io.headgate.api.Packet;
import io.headgate.api.Permission;
import io.headgate.api.Rejection;
import io.headgate.api.Telemetry;
import io.headgate.api.Verdict;
import io.headgate.engine.lent.Lending;
import io.headgate.engine.packet.SlotPacket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one filter of a lane is given. Thread: as {@link FilterContext} says; what touches the lane's packets is refused on
 * any other, since a swap attaches and detaches filters while the lane works.
 */
final class LaneContext implements FilterContext {
    private final LaneServices lane;
    private final String filterName;
    private final int place;
    private final boolean isLast;
    private final Set<Permission> permissions;
    private final DropReasons reasons;
    private final FilterCounters counters;
    private final RandomGenerator random;

    /**
     * The lane's thread from the moment it calls the filter until it no longer does. Read on another thread it may be old, but
     * is never that thread.
     */
    private Thread server;

    private boolean isHoldAsked;
    private long heldUntilNs;

    /**
     * @param place of the filter in its chain, from 0
     * @param isLast whether no filter follows
     */
    LaneContext(
            LaneServices lane,
            String filterName,
            int place,
            boolean isLast,
            Set<Permission> permissions,
            DropReasons reasons,
            FilterCounters counters) {
        this.lane = lane;
        this.filterName = filterName;
        this.place = place;
        this.isLast = isLast;
        this.permissions = permissions;
        this.reasons = reasons;
        this.counters = counters;
        this.random = FilterRandom.of(lane.options().seed(), lane.laneName(), filterName, place);
    }

    // ---- for the guard

    /** From here on the filter is called for packets, batches and ticks. Thread: the lane's. */
    void open() {
        server = Thread.currentThread();
    }

    /** The filter is called no more, but to be detached. Thread: the lane's. */
    void close() {
        server = null;
    }

    /** The filter gets a packet: what it asked for the one before is over. */
    void begin() {
        isHoldAsked = false;
    }

    /** Whether it asked to hold the packet at hand. */
    boolean isHoldAsked() {
        return isHoldAsked;
    }

    /** Judges a {@link Verdict#HOLD} that the filter returned; as {@link HeldPackets#admit}. */
    Verdict admitHold(SlotPacket packet) {
        return isHoldAsked ? lane.held().admit(packet, heldUntilNs, isLast) : null;
    }

    /** Why {@link #admitHold} said no. */
    RuntimeException holdRefusal() {
        return isHoldAsked
                ? lane.held().refusal()
                : new IllegalStateException("the filter returned a hold that it did not ask hold() for on this packet");
    }

    long heldUntilNs() {
        return heldUntilNs;
    }

    private void require(Permission permission, String call) {
        if (!permissions.contains(permission)) {
            throw new IllegalStateException(call + "() needs the permission " + permission
                    + ": name it in permissions() of the plugin's factory");
        }
    }

    private boolean isServed() {
        return Thread.currentThread() == server;
    }

    /** Refuses what touches the lane's packets anywhere but in a call that the lane makes while it works. */
    void requireServed(String call) {
        if (!isServed()) {
            throw new IllegalStateException(
                    call + "() is for packets, batches and ticks, on the lane's thread: call it from"
                            + " onPacket, onBatchStart, onBatchEnd or onTick");
        }
    }

    /** Refuses what is done with the packet at hand where there is none. */
    void requirePacket(String call) {
        requireServed(call);
        if (!lane.atHand().isThere()) {
            throw new IllegalStateException(call + "() is for the packet at hand: call it from onPacket");
        }
    }

    // ---- for the filter

    @Override
    public String laneName() {
        return lane.laneName();
    }

    @Override
    public List<String> interfaceNames() {
        return lane.options().interfaceNames();
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger("headgate.filter." + filterName + "." + lane.laneName());
    }

    @Override
    public long nowNs() {
        return isServed() ? lane.clock().nowNs() : lane.clock().peekNs();
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
        return reasons.declare(kind, reason, explanation);
    }

    @Override
    public Verdict hold(long untilNs) {
        require(Permission.HOLD, "hold");
        requirePacket("hold");
        isHoldAsked = true;
        heldUntilNs = untilNs;
        return Verdict.HOLD;
    }

    @Override
    public boolean clone(Packet packet, long untilNs) {
        require(Permission.INJECT, "clone");
        requirePacket("clone");
        if (Lending.behind(packet) != lane.atHand().input().packet()) {
            throw new IllegalArgumentException("clone() is for the packet at hand, not for another one");
        }
        return lane.own().clone(untilNs, place + 1);
    }

    @Override
    public boolean inject(ByteBuffer packet) {
        require(Permission.INJECT, "inject");
        requireServed("inject");
        return lane.own().inject(packet);
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
        return counters.histogram(name, explanation);
    }

    @Override
    public Event event(String name, String explanation) {
        return new GuardedEvent(counters.event(lane, filterName, name, explanation), this);
    }

    @Override
    public Mirror mirror(String name) {
        require(Permission.MIRROR, "mirror");
        return new GuardedMirror(lane.outlets().tap().mirror(name), lane.atHand(), this);
    }

    @Override
    public Telemetry telemetry(String name) {
        CounterNames.require("telemetry", name);
        return lane.outlets().telemetry().cell(name);
    }
}
